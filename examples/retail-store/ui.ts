import type { PlatformCapabilities } from "../../components/cluster";
import { linkTo, type Link, type ReplicasSpec, type ServiceSpec, type Workloads } from "../../components/workloads";
import { springService } from "./service";

/** The shop as customers see it. A service that it is not told of it plays itself. */
export function ui(
  exposure: "cluster" | "loadBalancer",
  replicas: ReplicasSpec,
  capabilities: PlatformCapabilities | undefined,
): Workloads {
  return {
    services: {
      ui: springService("ui", {
        replicas,
        service: exposure === "loadBalancer" ? open(capabilities) : { type: "ClusterIP" },
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

/** To whoever comes from the internet. Without the controller it is as the cluster makes it by itself. */
function open(capabilities: PlatformCapabilities | undefined): ServiceSpec {
  const hasController = capabilities?.awsLoadBalancerController === true;
  return { type: "LoadBalancer", ...(hasController ? { loadBalancer: { scheme: "internet-facing" } } : {}) };
}

function http(name: string): Link<string> {
  return linkTo(name, { as: "http://{host}" });
}
