import { StatefulService } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, type Requirement } from "./requirement";

export const statefulService: Requirement = {
  number: 22,
  asks: "pods with names and volumes of their own, a budget, 120 s to end, and time to start",
  program: (cluster) => {
    new StatefulService("search", {
      ...placeIn(cluster, "stateful-service"),
      image: image("search"),
      ports: { http: 9200, transport: 9300 },
      replicas: 3,
      volumeClaims: { data: { size: "10Gi", mountPath: "/usr/share/search/data" } },
      security: { runAsUser: 1000, fsGroup: 1000 },
      disruptionBudget: { minAvailable: 2 },
      probes: { startup: { http: { path: "/_health" }, periodSeconds: 5, failureThreshold: 60 } },
      shutdown: { gracePeriodSeconds: 120 },
    });
  },
  facts: [
    fact("StatefulSet/search", ["spec", "serviceName"], "search-headless"),
    fact("StatefulSet/search", ["spec", "replicas"], 3),
    fact("StatefulSet/search", ["spec", "volumeClaimTemplates", 0, "spec", "resources"], {
      requests: { storage: "10Gi" },
    }),
    fact("StatefulSet/search", pod("terminationGracePeriodSeconds"), 120),
    fact("StatefulSet/search", main("startupProbe"), {
      httpGet: { path: "/_health", port: "http" },
      periodSeconds: 5,
      failureThreshold: 60,
    }),
    fact("Service/search-headless", ["spec", "clusterIP"], "None"),
    fact("Service/search-headless", ["spec", "publishNotReadyAddresses"], true),
    fact("PodDisruptionBudget/search", ["spec", "minAvailable"], 2),
  ],
};
