import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, type Requirement } from "./requirement";

export const servicePort: Requirement = {
  number: 2,
  asks: "a Service port that is not the container's",
  program: (cluster) => {
    new Microservice("email", {
      ...placeIn(cluster, "service-port"),
      image: image("email"),
      ports: { grpc: { port: 5000, targetPort: 8080 } },
    });
  },
  facts: [
    fact(
      "Service/email",
      ["spec", "ports"],
      [{ name: "grpc", port: 5000, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" }],
    ),
    fact("Deployment/email", main("ports"), [{ name: "grpc", containerPort: 8080, protocol: "TCP" }]),
    fact("Deployment/email", main("readinessProbe"), { grpc: { port: 8080 } }),
    fact("NetworkPolicy/email", ["spec", "ingress", 0, "ports"], [{ port: "grpc", protocol: "TCP" }]),
  ],
};
