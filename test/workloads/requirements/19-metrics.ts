import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, podAnnotation, type Requirement } from "./requirement";

export const metrics: Requirement = {
  number: 19,
  asks: "metrics on a port, a path and a scheme of each container's own",
  program: (cluster) => {
    new Microservice("orders", {
      ...placeIn(cluster, "metrics"),
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
      image: image("orders"),
      ports: { http: 8080 },
      metrics: { port: 9464, path: "/actuator/prometheus", scheme: "https" },
      sidecars: { proxy: { image: image("proxy"), metrics: { port: 9901, path: "/stats" } } },
    });
  },
  facts: [
    fact("Deployment/orders", podAnnotation("prometheus.io/scrape"), "true"),
    fact("Deployment/orders", podAnnotation("prometheus.io/port"), "9464"),
    fact("Deployment/orders", podAnnotation("prometheus.io/path"), "/actuator/prometheus"),
    fact("Deployment/orders", podAnnotation("prometheus.io/scheme"), "https"),
    fact("Deployment/orders", main("ports", 1), { name: "metrics", containerPort: 9464, protocol: "TCP" }),
    fact("Deployment/orders", pod("initContainers", 0, "ports"), [
      { name: "metrics", containerPort: 9901, protocol: "TCP" },
    ]),
    fact("NetworkPolicy/orders", ["spec", "ingress", 1], {
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [
        { port: 9464, protocol: "TCP" },
        { port: 9901, protocol: "TCP" },
      ],
    }),
  ],
};
