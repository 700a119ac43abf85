import { under, type Problem } from "../core";
import type { ApplicationContext } from "./application-check";
import { Namespace, roleNamesOf, type NamespaceTransform } from "./namespace/namespace";
import { checkNamespace, type NamespaceSpec } from "./namespace/namespace-spec";

/** The namespace of an application. */
export interface ApplicationNamespaceSpec extends NamespaceSpec {
  /** A DNS label. Default: the application's name. */
  readonly name?: string | undefined;
  /** Changes to what it gives to its children. */
  readonly transform?: NamespaceTransform | undefined;
}

/** Whose namespace it is: one that is made for the application, its name, or one that there is. */
export type ApplicationNamespace = string | ApplicationNamespaceSpec | Namespace | undefined;

/** A namespace that is made for an application. */
export type OwnNamespace = Exclude<ApplicationNamespace, Namespace>;

/** What is said of a namespace that is made for an application. */
export function ownNamespaceSpec(spec: OwnNamespace): ApplicationNamespaceSpec {
  return typeof spec === "string" ? { name: spec } : (spec ?? {});
}

/** What is wrong with the namespace that is made for an application. */
export function checkOwnNamespace(application: string, spec: ApplicationNamespace): Problem[] {
  if (spec instanceof Namespace) return [];
  const { name = application, ...namespace } = ownNamespaceSpec(spec);
  return under(["namespace"], checkNamespace(name, namespace));
}

/** What the checks of the workloads have to know of the namespace. */
export function namespaceContext(
  application: string,
  spec: ApplicationNamespace,
): Pick<ApplicationContext, "namespaceName" | "podSecurity" | "roleNames" | "sharesNamespace"> {
  if (spec instanceof Namespace) {
    const { objectName: namespaceName, podSecurity, roleNames } = spec;
    return { namespaceName, podSecurity, roleNames, sharesNamespace: true };
  }
  const { name: namespaceName = application, podSecurity = "restricted", ...namespace } = ownNamespaceSpec(spec);
  return { namespaceName, podSecurity, roleNames: roleNamesOf(namespace) };
}
