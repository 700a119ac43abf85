import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, type Requirement } from "./requirement";

const field = "metadata.labels['app.kubernetes.io/component']";

export const downwardApi: Requirement = {
  number: 9,
  asks: "fields of the pod as variables, a label by its path among them",
  program: (cluster) => {
    new Microservice("checkout", {
      ...placeIn(cluster, "downward-api"),
      image: image("checkout"),
      component: "checkout",
      ports: { grpc: 5050 },
      env: {
        OTEL_SERVICE_NAME: { fromField: field },
        NODE_IP: { fromField: "status.hostIP" },
        GOMAXPROCS: { fromResource: "limits.cpu" },
      },
    });
  },
  facts: [
    fact("Deployment/checkout", ["spec", "template", "metadata", "labels", "app.kubernetes.io/component"], "checkout"),
    fact("Deployment/checkout", main("env"), [
      { name: "OTEL_SERVICE_NAME", valueFrom: { fieldRef: { fieldPath: field } } },
      { name: "NODE_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
      { name: "GOMAXPROCS", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
    ]),
  ],
};
