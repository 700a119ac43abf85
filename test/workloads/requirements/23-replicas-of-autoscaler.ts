import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, type Requirement } from "./requirement";

export const replicasOfAutoscaler: Requirement = {
  number: 23,
  asks: "no number of replicas where an autoscaler sets it",
  program: (cluster) => {
    const place = placeIn(cluster, "replicas-of-autoscaler");
    const ports = { http: 8080 };
    new Microservice("frontend", {
      ...place,
      image: image("frontend"),
      ports,
      replicas: { min: 3, max: 12, cpuPercent: 60, scaleDown: { pods: 1, periodSeconds: 120 } },
    });
    new Microservice("admin", { ...place, image: image("admin"), ports, replicas: 1 });
  },
  facts: [
    fact("Deployment/frontend", ["spec", "replicas"], undefined),
    fact("HorizontalPodAutoscaler/frontend", ["spec", "scaleTargetRef"], {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "frontend",
    }),
    fact("HorizontalPodAutoscaler/frontend", ["spec", "minReplicas"], 3),
    fact("HorizontalPodAutoscaler/frontend", ["spec", "maxReplicas"], 12),
    fact(
      "HorizontalPodAutoscaler/frontend",
      ["spec", "metrics"],
      [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } }],
    ),
    fact(
      "HorizontalPodAutoscaler/frontend",
      ["spec", "behavior", "scaleDown", "policies"],
      [{ type: "Pods", value: 1, periodSeconds: 120 }],
    ),
    fact("Deployment/admin", ["spec", "replicas"], 1),
  ],
};
