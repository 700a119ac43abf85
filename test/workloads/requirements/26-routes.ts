import * as k8s from "@pulumi/kubernetes";
import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, type Requirement } from "./requirement";

const hostnames = ["shop.example.com", "www.shop.example.com"];

const canary = { type: "Exact", name: "x-canary", value: "always" };

/** What is spoken on a port is all that a route needs to know of WebSockets and OTLP: both are HTTP to it. */
const websocket = { port: 8081, appProtocol: "kubernetes.io/ws" };

// Routes have no component yet: the program writes them, from what the workloads say of themselves.
export const routes: Requirement = {
  number: 26,
  asks: "routes by header and weight, with several hosts and paths, WebSockets, and telemetry from browsers",
  program: (cluster) => {
    const place = placeIn(cluster, "routes");
    const ingress = [{ namespace: "gateway" }];
    const common = { ...place, ingress };
    const web = new Microservice("web", { ...common, image: image("web"), ports: { http: 8080, ws: websocket } });
    const next = new Microservice("web-next", { ...common, image: image("web"), ports: { http: 8080 } });
    const collector = new Microservice("collector", {
      ...common,
      image: image("collector"),
      ports: { "http-otlp": 4318 },
    });
    const to = ({ objectName, ports }: Microservice, name: string, weight?: number): Record<string, unknown> => ({
      name: objectName,
      port: ports.find((port) => port.name === name)?.port,
      ...(weight === undefined ? {} : { weight }),
    });
    const under = (value: string): Record<string, unknown> => ({ path: { type: "PathPrefix", value } });
    new k8s.apiextensions.CustomResource(
      "shop-route",
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: "shop", namespace: web.namespace },
        spec: {
          parentRefs: [{ name: "public", namespace: "gateway" }],
          hostnames,
          rules: [
            { matches: [{ ...under("/"), headers: [canary] }], backendRefs: [to(next, "http")] },
            { matches: [under("/live")], backendRefs: [to(web, "ws")] },
            { matches: [under("/v1/traces")], backendRefs: [to(collector, "http-otlp")] },
            { matches: [under("/")], backendRefs: [to(web, "http", 90), to(next, "http", 10)] },
          ],
        },
      },
      { provider: cluster.provider },
    );
  },
  facts: [
    fact("HTTPRoute/shop", ["spec", "hostnames"], hostnames),
    fact(
      "HTTPRoute/shop",
      ["spec", "rules", 0, "matches"],
      [{ path: { type: "PathPrefix", value: "/" }, headers: [canary] }],
    ),
    fact("HTTPRoute/shop", ["spec", "rules", 1, "backendRefs"], [{ name: "web", port: 8081 }]),
    fact("HTTPRoute/shop", ["spec", "rules", 2, "backendRefs"], [{ name: "collector", port: 4318 }]),
    fact(
      "HTTPRoute/shop",
      ["spec", "rules", 3, "backendRefs"],
      [
        { name: "web", port: 8080, weight: 90 },
        { name: "web-next", port: 8080, weight: 10 },
      ],
    ),
    fact("Service/web", ["spec", "ports", 1, "appProtocol"], "kubernetes.io/ws"),
    fact("NetworkPolicy/web", ["spec", "ingress", 2], {
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } } }],
      ports: [
        { port: "http", protocol: "TCP" },
        { port: "ws", protocol: "TCP" },
      ],
    }),
  ],
  customResources: ["HTTPRoute"],
};
