import type { PlatformCapabilities } from "../components/cluster";
import { today, under, type Problem } from "../components/core";
import { checkRegisteredServices } from "../components/discovery";
import {
  checkApplicationNames,
  checkNamespace,
  checkNamespaceName,
  checkReplicas,
  checkWorkloads,
  listWorkloads,
  roleNamesOf,
  workloadSections,
  type ApplicationContext,
  type NamespaceSpec,
  type Workloads,
} from "../components/workloads";
import { assumesCapabilities, checkedCapabilities } from "./capabilities";
import { checkAddOns } from "./check-add-ons";
import { checkAws } from "./check-aws";
import { checkObservabilityOf } from "./check-observability";
import { checkSwitchedOff } from "./check-switched-off";
import { checkTraffic } from "./check-traffic";
import { checkedClaimClasses, checkRegistriesOf } from "./check-registries";
import {
  shopServiceFields,
  type ApplicationConfig,
  type ShopConfig,
  type ShopServiceName,
  type StackConfig,
} from "./config/schema";
import { defaultShopNamespace, namespaceOf } from "./namespaces";
import { shopServices } from "./shop-services";
import { allChecked, isEcho, type Unchecked, type UncheckedApplication } from "./unchecked";

/**
 * What is wrong with a configuration whose shape is right: what its values mean to each other.
 * @param present sections that stand in the file, be they right or wrong
 * @param day the day on which versions are judged, `YYYY-MM-DD`
 */
export function checkStack(
  config: Partial<StackConfig>,
  present: readonly string[],
  unchecked: Unchecked = allChecked,
  day = today(),
): Problem[] {
  const unsound = unsoundSections(config, present, unchecked);
  const context = contextOf(config, unsound);
  return [
    ...checkAws(config, present, day),
    ...checkAddOns(config, unsound, unchecked.addOns),
    ...checkTraffic(config, unsound),
    ...checkSwitchedOff(config, unsound),
    ...checkRegistriesOf(config, unsound),
    ...checkObservabilityOf(config, unsound),
    ...(config.shop === undefined ? [] : under(["slipway:shop"], checkShop(config.shop, context))),
    ...Object.entries(config.applications ?? {}).flatMap(([name, application]) =>
      under(["slipway:applications", name], checkApplication(name, application, context, unchecked.applications[name])),
    ),
    ...under(["slipway:applications"], checkApplicationNames(config.applications ?? {})),
    ...checkNamespaces(config, unchecked),
  ];
}

/** A section by a name that is not quite its own cannot be looked at. */
function unsoundSections(config: Partial<StackConfig>, present: readonly string[], unchecked: Unchecked): string[] {
  const missed = Object.entries({
    "slipway:addOns": config.addOns,
    "slipway:capabilities": config.capabilities,
    "slipway:cluster": config.cluster,
    "slipway:gateway": config.gateway,
    "slipway:mesh": config.mesh,
    "slipway:observability": config.observability,
    "slipway:registries": config.registries,
  });
  return [
    ...unchecked.sections,
    ...missed.flatMap(([section, value]) => (value === undefined && present.includes(section) ? [section] : [])),
  ];
}

/** What applications run on, as far as it is known. */
function contextOf(config: Partial<StackConfig>, unsound: readonly string[]): ApplicationContext {
  return {
    capabilities: checkedCapabilities(config, unsound),
    assumesCapabilities: assumesCapabilities(unsound),
    ...(config.cluster === undefined || unsound.includes("slipway:cluster")
      ? {}
      : { ipFamily: config.cluster.ipFamily ?? "ipv4" }),
    claimClasses: checkedClaimClasses(config, unsound),
    isProduction: config.stage === "production",
  };
}

/** A workload whose ports are not known is checked apart, so that no link to it meets it. */
function checkApplication(
  name: string,
  application: ApplicationConfig,
  context: ApplicationContext,
  unchecked: UncheckedApplication = { names: [], fields: {}, namespace: false },
): Problem[] {
  const { name: namespaceName = name, ...namespace } = namespaceOf(application);
  const podSecurity = unchecked.namespace ? undefined : (namespace.podSecurity ?? "restricted");
  const withoutPorts = listWorkloads(application)
    .map((workload) => workload.name)
    .filter((workload) => unchecked.fields[workload]?.includes("ports") === true);
  const roleNames = unchecked.namespace ? [] : roleNamesOf(namespace);
  const place = {
    ...context,
    ...(unchecked.namespace ? { capabilities: anywhere(context.capabilities) } : { namespaceName }),
    ...{ podSecurity, roleNames, partOf: name },
  };
  const check = (workloads: Workloads, ...others: string[]) =>
    checkWorkloads(workloads, { ...place, unchecked: [...unchecked.names, ...others] });
  return [
    ...(unchecked.namespace ? [] : checkNamespaceOf(application, namespaceName, namespace)),
    ...(context.assumesCapabilities === true ? [] : checkRegisteredServices(application, context.capabilities)),
    ...[
      ...check(without(application, withoutPorts), ...withoutPorts),
      ...withoutPorts.flatMap((apart) => {
        const others = withoutPorts.filter((other) => other !== apart);
        return check(without(application, others), ...others).filter(({ path }) => path[1] === apart);
      }),
    ].filter(({ path: [, workload = "", ...inner] }) => !isEcho(inner, unchecked.fields[workload] ?? [])),
  ];
}

/** Without what policies refuse in some namespaces alone, which may be others than the one that is not known. */
function anywhere(capabilities: PlatformCapabilities | undefined): PlatformCapabilities | undefined {
  return capabilities === undefined ? undefined : { ...capabilities, admission: undefined };
}

function checkNamespaceOf(application: ApplicationConfig, name: string, spec: NamespaceSpec): Problem[] {
  return checkNamespace(name, spec).map((problem) => ({
    ...problem,
    path: problem.path.length === 0 ? pathOfName(application) : ["namespace", ...problem.path],
  }));
}

function without(workloads: Workloads, names: readonly string[]): Workloads {
  if (names.length === 0) return workloads;
  const sections = workloadSections.map((section) => [
    section,
    Object.fromEntries(Object.entries(workloads[section] ?? {}).filter(([name]) => !names.includes(name))),
  ]);
  return { ...workloads, ...(Object.fromEntries(sections) as Workloads) };
}

/** Replicas that are stated once for all services are told of once. */
function checkShop(config: ShopConfig, context: ApplicationContext): Problem[] {
  const namespaceName = config.namespace ?? defaultShopNamespace;
  const services = shopServices(config, context.capabilities);
  const statesReplicas = (name: ShopServiceName): boolean => config.services?.[name]?.replicas !== undefined;
  return [
    ...(config.replicas === undefined ? [] : checkReplicas(config.replicas, undefined, context.capabilities)),
    ...asOfShop(
      checkWorkloads({ services }, { ...context, podSecurity: "restricted", namespaceName, partOf: "shop" }).filter(
        ({ path: [, name, field] }) => field !== "replicas" || statesReplicas(name as ShopServiceName),
      ),
    ),
    ...checkCartStore(config),
  ];
}

/** What nobody can write below a service of the shop is told of the whole shop, and once. */
function asOfShop(problems: readonly Problem[]): Problem[] {
  const told = new Set<string>();
  return problems.flatMap((problem) => {
    const [, , field] = problem.path;
    if (shopServiceFields.some((one) => one === field)) return [problem];
    const text = `${problem.message} ${problem.found ?? ""}`;
    if (told.has(text)) return [];
    told.add(text);
    return field === "additionalServices"
      ? [{ ...problem, path: ["exposure"], fix: "write cluster, or install the AWS Load Balancer Controller" }]
      : [{ ...problem, path: [], fix: "have the policies leave out its namespace" }];
  });
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
function checkNamespaces(config: Partial<StackConfig>, unchecked: Unchecked): Problem[] {
  const taken = new Map<string, string>();
  const shop = config.shop?.namespace ?? defaultShopNamespace;
  if (config.shop !== undefined) taken.set(shop, "slipway:shop");
  const known = Object.entries(config.applications ?? {}).filter(
    ([name]) => unchecked.applications[name]?.namespace !== true,
  );
  return [
    ...under(["slipway:shop", "namespace"], checkNamespaceName(shop)),
    ...known.flatMap(([name, application]) => {
      const { name: stated } = namespaceOf(application);
      const namespace = stated ?? name;
      const owner = taken.get(namespace);
      taken.set(namespace, `the application ${name}`);
      const path = ["slipway:applications", name, ...pathOfName(application)];
      return owner === undefined ? [] : under(path, [takenNamespace(name, namespace, owner)]);
    }),
  ];
}

/** Where the name of an application's namespace stands, below the application. */
function pathOfName({ namespace }: ApplicationConfig): string[] {
  if (namespace === undefined) return [];
  return typeof namespace === "object" && namespace.name !== undefined ? ["namespace", "name"] : ["namespace"];
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
