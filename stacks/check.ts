import { today, under, type Problem } from "../components/core";
import {
  checkApplicationNames,
  checkNamespaceName,
  checkReplicas,
  checkServices,
  type Services,
} from "../components/workloads";
import { checkAws } from "./check-aws";
import type { ShopConfig, ShopServiceName, StackConfig } from "./config/schema";
import { shopServices } from "./shop-services";

/** Services whose shape is wrong, which was told already. */
interface UncheckedServices {
  /** Those that exist but are not to be looked at. */
  readonly services: readonly string[];
  /** Those that have ports, which are not known: they can be checked otherwise, and links to them are taken as right. */
  readonly withoutPorts: readonly string[];
}

/** Services, by application, that cannot be checked in full. */
export type Unchecked = Readonly<Record<string, UncheckedServices>>;

/**
 * What is wrong with a configuration whose shape is right: what its values mean to each other.
 * @param present sections that stand in the file, be they right or wrong
 * @param day the day on which versions are judged, `YYYY-MM-DD`
 */
export function checkStack(
  config: Partial<StackConfig>,
  present: readonly string[],
  unchecked: Unchecked = {},
  day = today(),
): Problem[] {
  return [
    ...checkAws(config, present, day),
    ...(config.shop === undefined ? [] : under(["slipway:shop"], checkShop(config.shop))),
    ...Object.entries(config.applications ?? {}).flatMap(([name, application]) =>
      under(["slipway:applications", name, "services"], checkApplication(application.services, unchecked[name])),
    ),
    ...under(["slipway:applications"], checkApplicationNames(config.applications ?? {})),
    ...checkNamespaces(config),
  ];
}

/** A service whose ports are not known is checked apart, so that no link to it meets it. */
function checkApplication(
  services: Services,
  { services: absent, withoutPorts }: UncheckedServices = { services: [], withoutPorts: [] },
): Problem[] {
  const apart = withoutPorts.filter((name) => Object.hasOwn(services, name));
  const others = Object.entries(services).filter(([name]) => !apart.includes(name));
  const unchecked = [...absent, ...apart];
  return [
    ...checkServices(Object.fromEntries(others), unchecked),
    ...Object.entries(services)
      .filter(([name]) => apart.includes(name))
      .flatMap(([name, service]) =>
        checkServices(
          Object.fromEntries([...others, [name, service]]),
          unchecked.filter((other) => other !== name),
        ).filter(({ path }) => path[0] === name),
      ),
  ];
}

/** Replicas that are stated once for all services are told of once. */
function checkShop(config: ShopConfig): Problem[] {
  const statesReplicas = (name: ShopServiceName): boolean => config.services?.[name]?.replicas !== undefined;
  return [
    ...(config.replicas === undefined ? [] : checkReplicas(config.replicas)),
    ...under(
      ["services"],
      checkServices(shopServices(config)).filter(
        ({ path: [name, field] }) => field !== "replicas" || statesReplicas(name as ShopServiceName),
      ),
    ),
    ...checkCartStore(config),
  ];
}

/** The carts are in the memory of one pod of `redis-cart`. */
function checkCartStore(config: ShopConfig): Problem[] {
  const replicas = config.services?.["redis-cart"]?.replicas;
  const most = typeof replicas === "object" ? replicas.max : (replicas ?? 1);
  if (most <= 1) return [];
  return [
    {
      path: ["services", "redis-cart", "replicas"],
      message: "redis-cart keeps the carts in the memory of its pod, so two pods would hold different carts",
      found: typeof replicas === "object" ? `up to ${most} replicas` : `${most} replicas`,
      allowed: "1 replica, or 0 to stop it",
      fix: "remove replicas here; more memory under resources makes room for more carts",
    },
  ];
}

/** Each namespace is made once, and none of the cluster's own. */
function checkNamespaces(config: Partial<StackConfig>): Problem[] {
  const taken = new Map<string, string>();
  const shop = config.shop?.namespace ?? "shop";
  if (config.shop !== undefined) taken.set(shop, "slipway:shop");
  return [
    ...under(["slipway:shop", "namespace"], checkNamespaceName(shop)),
    ...Object.entries(config.applications ?? {}).flatMap(([name, application]) => {
      const namespace = application.namespace ?? name;
      const path = ["slipway:applications", name, ...(application.namespace === undefined ? [] : ["namespace"])];
      const owner = taken.get(namespace);
      taken.set(namespace, `the application ${name}`);
      return [
        ...under(path, checkNamespaceName(namespace)),
        ...(owner === undefined ? [] : under(path, [takenNamespace(name, namespace, owner)])),
      ];
    }),
  ];
}

function takenNamespace(name: string, namespace: string, owner: string): Problem {
  return {
    path: [],
    message: `${owner} makes a namespace of this name already`,
    found: namespace,
    allowed: "a namespace that nothing else in this environment makes",
    fix: `write namespace: ${namespace === name ? `${name}-app` : name}, or another that is free`,
  };
}
