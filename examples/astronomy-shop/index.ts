import type { ClusterHandle, PlatformCapabilities } from "../../components/cluster";
import { Application } from "../../components/workloads";
import { assistantServices } from "./assistant";
import { catalogueServices } from "./catalogue";
import { createCollector } from "./collector";
import { standIns, type ShopFiles, type ShopSecrets } from "./inputs";
import { operationServices } from "./operations";
import { orderServices } from "./orders";
import { stores } from "./stores";
import { storefront } from "./storefront";
import { namespaces } from "./telemetry";

export { standIns, type ShopFiles, type ShopSecrets } from "./inputs";

export interface AstronomyShopArgs {
  readonly cluster: ClusterHandle;
  readonly capabilities?: PlatformCapabilities | undefined;
  readonly secrets: ShopSecrets;
  /** Files of the release. Default: stand-ins, with which there is nothing to buy. */
  readonly files?: ShopFiles | undefined;
  /** Where browsers reach the shop. Default: `http://localhost:8080`, by port forwarding. */
  readonly publicUrl?: string | undefined;
  /** CIDR of the nodes' addresses, whose kubelets the collector asks. */
  readonly nodeNetwork: string;
}

/** The Astronomy Shop of OpenTelemetry, and the collector that watches it. */
export function createAstronomyShop(args: AstronomyShopArgs): { shop: Application; collector: Application } {
  const { cluster, capabilities, secrets, files = standIns(secrets), publicUrl = "http://localhost:8080" } = args;
  const orders = orderServices(secrets);
  const kept = stores(secrets, files);
  const operations = operationServices(secrets, files);
  return {
    collector: createCollector({ cluster, secrets, files, nodeNetwork: args.nodeNetwork }),
    shop: new Application(namespaces.shop, {
      cluster,
      capabilities,
      services: {
        ...storefront(publicUrl),
        ...catalogueServices(secrets, files),
        ...assistantServices(secrets, files),
        ...orders.services,
        ...kept.services,
        ...operations.services,
      },
      workers: { ...orders.workers, ...operations.workers },
      statefulServices: kept.statefulServices,
    }),
  };
}
