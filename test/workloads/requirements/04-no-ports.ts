import { Worker } from "../../../components/workloads";
import { fact, image, main, placeIn, type Requirement } from "./requirement";

export const noPorts: Requirement = {
  number: 4,
  asks: "a worker without ports: no Service, and no probe that was invented",
  program: (cluster) => {
    new Worker("invoices", { ...placeIn(cluster, "no-ports"), image: image("invoices"), replicas: 2 });
  },
  facts: [
    fact("Deployment/invoices", main("ports"), undefined),
    fact("Deployment/invoices", main("startupProbe"), undefined),
    fact("Deployment/invoices", main("readinessProbe"), undefined),
    fact("Deployment/invoices", main("livenessProbe"), undefined),
  ],
  objects: [
    "Deployment/invoices",
    "Namespace/no-ports",
    "NetworkPolicy/default-deny",
    "NetworkPolicy/invoices",
    "PodDisruptionBudget/invoices",
    "ServiceAccount/invoices",
  ],
};
