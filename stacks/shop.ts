import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle } from "../components/cluster";
import { Application } from "../components/workloads";
import type { ShopConfig } from "./config/schema";
import { shopServices } from "./shop-services";

export interface ShopArgs {
  readonly cluster: ClusterHandle;
  readonly config: ShopConfig;
}

/** Google's Online Boutique: twelve services of several languages that talk gRPC, and the load on them. */
export class Shop extends Application {
  constructor(name: string, args: ShopArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, config } = args;
    const services = shopServices(config);
    super(name, { cluster, services, namespace: config.namespace }, opts, "Shop");
  }
}
