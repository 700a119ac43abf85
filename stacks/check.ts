import { under, type Problem } from "../components/core";
import { checkServices } from "../components/workloads";
import type { StackConfig } from "./config/schema";
import { shopServices } from "./shop-services";

/** What is wrong with a configuration whose shape is right: what its values mean to each other. */
export function checkStack(config: Partial<StackConfig>): Problem[] {
  return [
    ...(config.shop === undefined ? [] : under(["slipway:shop", "services"], checkServices(shopServices(config.shop)))),
    ...Object.entries(config.applications ?? {}).flatMap(([name, application]) =>
      under(["slipway:applications", name, "services"], checkServices(application.services)),
    ),
    ...checkNamespaces(config),
  ];
}

/** Two applications in one namespace would each want to make it. */
function checkNamespaces(config: Partial<StackConfig>): Problem[] {
  const taken = new Map<string, string>();
  if (config.shop !== undefined) taken.set(config.shop.namespace ?? "shop", "slipway:shop");
  return Object.entries(config.applications ?? {}).flatMap(([name, application]) => {
    const namespace = application.namespace ?? name;
    const owner = taken.get(namespace);
    taken.set(namespace, name);
    if (owner === undefined) return [];
    return [
      {
        path: ["slipway:applications", name, "namespace"],
        message: `${owner} has this namespace already`,
        found: namespace,
        fix: "give each application a namespace of its own",
      },
    ];
  });
}
