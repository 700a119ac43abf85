import * as k8s from "@pulumi/kubernetes";
import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, type Requirement } from "./requirement";

const podLabels = { "network.example.com/security-group": "database" };

export const ownObjects: Requirement = {
  number: 18,
  asks: "another network object for a service, of a kind that we do not know, and changes to those that we do",
  program: (cluster) => {
    const place = placeIn(cluster, "own-objects");
    const orders = new Microservice("orders", {
      ...place,
      image: image("orders"),
      ports: { http: 8080 },
      podLabels,
      transform: {
        networkPolicy: { metadata: { annotations: { "network.example.com/reviewed": "2026-11" } } },
        deployment: { spec: { template: { spec: { schedulerName: "packing" } } } },
      },
    });
    new k8s.apiextensions.CustomResource(
      "orders-security-groups",
      {
        apiVersion: "vpcresources.k8s.aws/v1beta1",
        kind: "SecurityGroupPolicy",
        metadata: { name: orders.objectName, namespace: orders.namespace },
        spec: { podSelector: { matchLabels: podLabels }, securityGroups: { groupIds: ["sg-0123456789abcdef0"] } },
      },
      { parent: orders, provider: cluster.provider },
    );
  },
  facts: [
    fact(
      "Deployment/orders",
      ["spec", "template", "metadata", "labels", "network.example.com/security-group"],
      "database",
    ),
    fact("Deployment/orders", ["spec", "template", "spec", "schedulerName"], "packing"),
    fact("NetworkPolicy/orders", ["metadata", "annotations"], { "network.example.com/reviewed": "2026-11" }),
    fact("SecurityGroupPolicy/orders", ["spec"], {
      podSelector: { matchLabels: podLabels },
      securityGroups: { groupIds: ["sg-0123456789abcdef0"] },
    }),
  ],
  customResources: ["SecurityGroupPolicy"],
};
