import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, type Requirement } from "./requirement";

export const applicationProtocol: Requirement = {
  number: 25,
  asks: "names of ports and appProtocol, so that a mesh knows what is spoken",
  program: (cluster) => {
    new Microservice("shipping", {
      ...placeIn(cluster, "application-protocol"),
      image: image("shipping"),
      ports: {
        grpc: 50051,
        "http-admin": 9000,
        h2c: { port: 8081, appProtocol: "kubernetes.io/h2c" },
        redis: 6379,
      },
    });
  },
  facts: [
    fact(
      "Service/shipping",
      ["spec", "ports"],
      [
        { name: "grpc", port: 50051, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" },
        { name: "http-admin", port: 9000, targetPort: "http-admin", protocol: "TCP", appProtocol: "http" },
        { name: "h2c", port: 8081, targetPort: "h2c", protocol: "TCP", appProtocol: "kubernetes.io/h2c" },
        { name: "redis", port: 6379, targetPort: "redis", protocol: "TCP" },
      ],
    ),
  ],
};
