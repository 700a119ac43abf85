import type * as pulumi from "@pulumi/pulumi";
import { Application } from "../components/workloads";
import { platformCapabilities } from "./capabilities";
import { claimClassesOf } from "./check-registries";
import type { ApplicationConfig, StackConfig } from "./config/schema";
import { createPlatform } from "./platform";
import { Shop } from "./shop";

/**
 * The whole program: registers everything that a configuration asks for, and returns the outputs of the stack.
 * @throws SlipwayError if the cluster is to be there already, and is not
 */
export async function main(config: StackConfig): Promise<pulumi.Inputs> {
  const { cluster, gateway, ready, isProtected, outputs } = await createPlatform(config);
  const opts = ready.length === 0 ? {} : { dependsOn: [...ready] };
  const place = {
    cluster,
    gateway,
    capabilities: platformCapabilities(config),
    claimClasses: claimClassesOf(config),
    isProduction: config.stage === "production",
  };
  const applications = [
    ...(config.shop === undefined ? [] : [new Shop("shop", { ...place, config: config.shop }, opts)]),
    ...Object.entries(config.applications ?? {}).map(
      ([name, args]) => new Application(name, { ...args, ...place, protected: isProtected && keepsData(args) }, opts),
    ),
  ];
  return {
    ...outputs,
    services: Object.fromEntries(
      applications.map(({ logicalName, workloads }) => [logicalName, [...workloads.keys()]]),
    ),
  };
}

/** Whether something of an application is lost for good with its namespace. */
function keepsData({ statefulServices = {}, claims = {} }: ApplicationConfig): boolean {
  return Object.keys(statefulServices).length + Object.keys(claims).length > 0;
}
