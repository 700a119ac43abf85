import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, type Requirement } from "./requirement";

const selector = { "app.kubernetes.io/name": "frontend" };

export const twoServices: Requirement = {
  number: 3,
  asks: "a second Service, such as a load balancer, in front of the same pods",
  program: (cluster) => {
    new Microservice("frontend", {
      ...placeIn(cluster, "two-services"),
      capabilities: { awsLoadBalancerController: true },
      image: image("frontend"),
      ports: { http: { port: 80, targetPort: 8080 }, admin: 9000 },
      additionalServices: {
        external: { type: "LoadBalancer", ports: ["http"], loadBalancer: { scheme: "internet-facing" } },
      },
    });
  },
  facts: [
    fact("Service/frontend", ["spec", "type"], "ClusterIP"),
    fact("Service/frontend", ["spec", "selector"], selector),
    fact("Service/frontend", ["spec", "ports", "length"], 2),
    fact("Service/frontend-external", ["spec", "type"], "LoadBalancer"),
    fact("Service/frontend-external", ["spec", "loadBalancerClass"], "service.k8s.aws/nlb"),
    fact("Service/frontend-external", ["spec", "selector"], selector),
    fact(
      "Service/frontend-external",
      ["spec", "ports"],
      [{ name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
    ),
    fact(
      "Service/frontend-external",
      ["metadata", "annotations", "service.beta.kubernetes.io/aws-load-balancer-scheme"],
      "internet-facing",
    ),
  ],
};
