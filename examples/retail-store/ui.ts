import { linkTo, type Link, type ReplicasSpec, type Workloads } from "../../components/workloads";
import { springService } from "./service";

/** The shop as customers see it. A service that it is not told of it plays itself. */
export function ui(exposure: "cluster" | "loadBalancer", replicas: ReplicasSpec): Workloads {
  return {
    services: {
      ui: springService("ui", {
        replicas,
        service: { type: exposure === "loadBalancer" ? "LoadBalancer" : "ClusterIP" },
        resources: { requests: { cpu: "128m", memory: "512Mi" }, limits: { memory: "512Mi" } },
        env: {
          METADATA_KUBERNETES_POD_NAME: { fromField: "metadata.name" },
          METADATA_KUBERNETES_NAMESPACE: { fromField: "metadata.namespace" },
          METADATA_KUBERNETES_NODE_NAME: { fromField: "spec.nodeName" },
          RETAIL_UI_THEME: "default",
          RETAIL_UI_SEARCH_ENABLED: false,
          RETAIL_UI_ENDPOINTS_CATALOG: http("catalog"),
          RETAIL_UI_ENDPOINTS_CARTS: http("carts"),
          RETAIL_UI_ENDPOINTS_CHECKOUT: http("checkout"),
          RETAIL_UI_ENDPOINTS_ORDERS: http("orders"),
        },
      }),
    },
  };
}

function http(name: string): Link<string> {
  return linkTo(name, { as: "http://{host}" });
}
