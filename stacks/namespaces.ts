import type { ApplicationConfig } from "./config/schema";

/** What the shop's namespace is called if nothing is said of it. */
export const defaultShopNamespace = "shop";

/** The namespace of an application, with its name if that is stated. */
export function namespaceOf({
  namespace,
}: ApplicationConfig): Exclude<ApplicationConfig["namespace"], string | undefined> {
  return typeof namespace === "string" ? { name: namespace } : (namespace ?? {});
}
