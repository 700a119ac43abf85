import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, type Requirement } from "./requirement";

export const littleMemory: Requirement = {
  number: 13,
  asks: "20Mi at most, and a run-time that is told so; nothing is put beside it",
  program: (cluster) => {
    new Microservice("catalog", {
      ...placeIn(cluster, "little-memory"),
      image: image("catalog"),
      ports: { grpc: 3550 },
      env: { GOMEMLIMIT: "16MiB" },
      resources: { requests: { cpu: "10m", memory: "20Mi" }, limits: { memory: "20Mi" } },
    });
  },
  facts: [
    fact("Deployment/catalog", main("resources"), {
      requests: { cpu: "10m", memory: "20Mi" },
      limits: { memory: "20Mi" },
    }),
    fact("Deployment/catalog", main("env"), [{ name: "GOMEMLIMIT", value: "16MiB" }]),
    fact("Deployment/catalog", pod("containers", "length"), 1),
    fact("Deployment/catalog", pod("initContainers"), undefined),
  ],
};
