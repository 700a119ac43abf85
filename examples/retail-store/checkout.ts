import { claimed, linkTo, type ReplicasSpec, type Workloads } from "../../components/workloads";
import { onePod, service, withStore } from "./service";

export type CheckoutStore = "inMemory" | "claimed";

export function checkout(store: CheckoutStore, replicas: ReplicasSpec): Workloads {
  const base = service("checkout", {
    replicas,
    resources: { requests: { cpu: "128m", memory: "256Mi" }, limits: { memory: "256Mi" } },
    env: { RETAIL_CHECKOUT_ENDPOINTS_ORDERS: linkTo("orders", { as: "url" }) },
  });

  if (store === "inMemory") {
    return { services: { checkout: withStore(base, { RETAIL_CHECKOUT_PERSISTENCE_PROVIDER: "in-memory" }, onePod) } };
  }
  return {
    services: {
      checkout: withStore(base, {
        RETAIL_CHECKOUT_PERSISTENCE_PROVIDER: "redis",
        RETAIL_CHECKOUT_PERSISTENCE_REDIS_URL: claimed("checkout-redis", "url"),
      }),
    },
    claims: { "checkout-redis": { kind: "redis" } },
  };
}
