import type * as pulumi from "@pulumi/pulumi";
import { Application } from "../components/workloads";
import type { StackConfig } from "./config/schema";
import { createCluster } from "./platform";
import { Shop } from "./shop";

/**
 * The whole program: registers everything that a configuration asks for, and returns the outputs of the stack.
 * @throws SlipwayError if the cluster is not there
 */
export async function main(config: StackConfig): Promise<pulumi.Inputs> {
  const cluster = await createCluster(config.cluster);
  const applications = [
    ...(config.shop === undefined ? [] : [new Shop("shop", { cluster, config: config.shop })]),
    ...Object.entries(config.applications ?? {}).map(([name, args]) => new Application(name, { ...args, cluster })),
  ];
  return {
    cluster: cluster.name,
    services: Object.fromEntries(applications.map(({ logicalName, services }) => [logicalName, [...services.keys()]])),
  };
}
