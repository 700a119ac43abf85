import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, type Requirement } from "./requirement";

export const noShell: Requirement = {
  number: 14,
  asks: "a graceful end for an image without a shell",
  program: (cluster) => {
    new Microservice("currency", {
      ...placeIn(cluster, "no-shell"),
      image: image("currency"),
      ports: { grpc: 7000 },
      shutdown: { delaySeconds: 10, gracePeriodSeconds: 45 },
    });
  },
  facts: [
    fact("Deployment/currency", main("lifecycle"), { preStop: { sleep: { seconds: 10 } } }),
    fact("Deployment/currency", pod("terminationGracePeriodSeconds"), 45),
  ],
};
