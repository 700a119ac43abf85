import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, PlatformCapabilities } from "../../components/cluster";
import { Application, type ClaimClass, type ReplicasSpec, type Workloads } from "../../components/workloads";
import { carts, type CartsStore } from "./carts";
import { catalog, type CatalogStore } from "./catalog";
import { checkout, type CheckoutStore } from "./checkout";
import { orders, type EventsStore, type OrdersStore } from "./orders";
import { ui } from "./ui";

export type { DynamoDbTable } from "./carts";
export type { OutsideServer } from "./service";

/**
 * Where each service keeps what it knows. `inMemory`: in its own pod, and it goes with it. `inCluster`: in a pod of this application.
 * `claimed`: wherever the environment's class of claims has it. Otherwise: where it is told.
 */
export interface Stores {
  readonly catalog: CatalogStore;
  readonly carts: CartsStore;
  readonly checkout: CheckoutStore;
  readonly orders: OrdersStore;
  /** Where orders tell what becomes of them. */
  readonly events: EventsStore;
}

/** To look at, and to test against: no store at all. */
export const inMemory: Stores = {
  catalog: "inMemory",
  carts: "inMemory",
  checkout: "inMemory",
  orders: "inMemory",
  events: "inMemory",
};

/** As the release's own manifest has it: a store beside each service that needs one. */
export const inCluster: Stores = {
  catalog: "inCluster",
  carts: "inCluster",
  checkout: "claimed",
  orders: "claimed",
  events: "inCluster",
};

export interface RetailStoreArgs {
  readonly cluster: ClusterHandle;
  /** Default: the application's name. */
  readonly namespace?: string | undefined;
  readonly stores: Stores;
  /** Who can open the shop. A load balancer costs what the cloud charges for one. Default: `cluster`. */
  readonly exposure?: "cluster" | "loadBalancer" | undefined;
  /** Pods of each service that may have more than one. Default: 1, as in the release. */
  readonly replicas?: ReplicasSpec | undefined;
  /** Who meets what is `claimed`. */
  readonly claimClasses?: readonly ClaimClass[] | undefined;
  readonly capabilities?: PlatformCapabilities | undefined;
  readonly isProduction?: boolean | undefined;
}

/** AWS's sample of a retail store: five services in three languages, each of which chooses its store by the environment. */
export function retailStore(name: string, args: RetailStoreArgs, opts?: pulumi.ComponentResourceOptions): Application {
  const { stores, exposure = "cluster", replicas = 1, ...place } = args;
  const rooms = [
    catalog(stores.catalog, replicas),
    carts(stores.carts, replicas),
    checkout(stores.checkout, replicas),
    orders(stores.orders, stores.events, replicas),
    ui(exposure, replicas, args.capabilities),
  ];
  return new Application(name, { ...place, protected: place.isProduction, ...together(rooms) }, opts);
}

function together(rooms: readonly Workloads[]): Workloads {
  return {
    services: Object.assign({}, ...rooms.map(({ services }) => services)) as Workloads["services"],
    statefulServices: Object.assign(
      {},
      ...rooms.map(({ statefulServices }) => statefulServices),
    ) as Workloads["statefulServices"],
    claims: Object.assign({}, ...rooms.map(({ claims }) => claims)) as Workloads["claims"],
  };
}
