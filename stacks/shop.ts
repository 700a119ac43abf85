import type * as pulumi from "@pulumi/pulumi";
import { Application, type ApplicationArgs } from "../components/workloads";
import type { ShopConfig } from "./config/schema";
import { shopServices } from "./shop-services";

export interface ShopArgs extends Pick<
  ApplicationArgs,
  "cluster" | "capabilities" | "gateway" | "claimClasses" | "isProduction"
> {
  readonly config: ShopConfig;
}

/** Google's Online Boutique: twelve services of several languages that talk gRPC, and the load on them. */
export class Shop extends Application {
  constructor(name: string, args: ShopArgs, opts?: pulumi.ComponentResourceOptions) {
    const { config, ...place } = args;
    // It keeps nothing, so that nothing of it is protected.
    super(
      name,
      { ...place, services: shopServices(config, place.capabilities), namespace: config.namespace },
      opts,
      "Shop",
    );
  }
}
