import type { PlatformCapabilities } from "../components/cluster";
import { under, type Problem } from "../components/core";
import { checkGateway, checkRouteClashes, type OwnedRoute } from "../components/gateway";
import { checkMesh } from "../components/mesh";
import { routesOf } from "../components/workloads";
import { platformAddOns } from "./add-ons";
import { checkedEnvironment } from "./capabilities";
import type { StackConfig } from "./config/schema";
import { checkedSurroundings, gatewayOf } from "./traffic";

/**
 * What is wrong with the gateway and the mesh of a configuration, and with routes of several applications to one gateway.
 * @param unsound sections of which something is wrong
 */
export function checkTraffic(config: Partial<StackConfig>, unsound: readonly string[]): Problem[] {
  const { gateway, cluster } = config;
  const environment = checkedEnvironment(config, unsound);
  const target = cluster?.target;
  return [
    ...(gateway === undefined || target === undefined
      ? []
      : [
          ...under(
            ["slipway:gateway"],
            checkGateway(gateway, checkedSurroundings(config, target, environment, unsound)),
          ),
          ...checkTwice(config),
        ]),
    ...(config.mesh === undefined
      ? []
      : under(
          ["slipway:mesh"],
          checkMesh(config.mesh, { addOns: platformAddOns(config.addOns), stated: config.capabilities?.mesh }),
        )),
    ...checkClashes(config, environment),
  ];
}

/** One gateway is made here, and another one is said to be there. */
function checkTwice({ capabilities }: Partial<StackConfig>): Problem[] {
  if (capabilities?.gateway === undefined) return [];
  return [
    {
      path: ["slipway:capabilities", "gateway"],
      message: "the environment has a gateway that is made here, and one that is there already",
      found: "slipway:gateway and slipway:capabilities.gateway",
      fix: "remove one of them",
    },
  ];
}

/** Routes of one application are compared where it is checked. */
function checkClashes(config: Partial<StackConfig>, environment: PlatformCapabilities | undefined): Problem[] {
  const gateway = gatewayOf(config, environment) ?? environment?.gateway;
  const owned = Object.entries(config.applications ?? {}).flatMap(([name, application]) =>
    routesOf(application, name).map((route): OwnedRoute & { readonly application: string } => ({
      ...route,
      path: ["slipway:applications", name, ...route.path],
      application: name,
    })),
  );
  const { shop } = config;
  const front =
    shop?.exposure === "gateway"
      ? [
          {
            owner: "the shop",
            path: ["slipway:shop", "hosts"],
            route: shop.hosts === undefined ? {} : { hosts: shop.hosts },
            application: "",
          },
        ]
      : [];
  const all = [...front, ...owned];
  return checkRouteClashes(all, gateway).filter((problem) => {
    const application = String(problem.path[1]);
    // Within one application it was told already.
    const within = owned.filter((one) => one.application === application);
    const alone = checkRouteClashes(within, gateway).map(textOf);
    return !alone.includes(textOf(problem));
  });
}

function textOf({ path, message, found }: Problem): string {
  return JSON.stringify([path, message, found]);
}
