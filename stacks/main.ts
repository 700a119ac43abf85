import type * as pulumi from "@pulumi/pulumi";
import { Application } from "../components/workloads";
import type { StackConfig } from "./config/schema";
import { createPlatform } from "./platform";
import { Shop } from "./shop";

/**
 * The whole program: registers everything that a configuration asks for, and returns the outputs of the stack.
 * @throws SlipwayError if the cluster is to be there already, and is not
 */
export async function main(config: StackConfig): Promise<pulumi.Inputs> {
  const { cluster, ready, outputs } = await createPlatform(config);
  const opts = ready.length === 0 ? {} : { dependsOn: [...ready] };
  const applications = [
    ...(config.shop === undefined ? [] : [new Shop("shop", { cluster, config: config.shop }, opts)]),
    ...Object.entries(config.applications ?? {}).map(
      ([name, args]) => new Application(name, { ...args, cluster }, opts),
    ),
  ];
  return {
    ...outputs,
    services: Object.fromEntries(applications.map(({ logicalName, services }) => [logicalName, [...services.keys()]])),
  };
}
