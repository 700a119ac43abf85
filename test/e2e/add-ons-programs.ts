import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { PlatformAddOns, type PlatformAddOnsArgs } from "../../components/addons";
import { EksCluster, ExistingCluster, type ClusterHandle } from "../../components/cluster";
import { createAwsProvider, Vpc } from "../../components/network";
import { chartLabel } from "./chart-repository/small-chart";
import type { Program } from "./engine";

/** Which add-ons there are, and from where. */
export type Wanted = Omit<PlatformAddOnsArgs, "cluster">;

/** What workloads of a program are made of the platform: they come after it, and go before it. */
export type Workloads = (cluster: ClusterHandle, ready: readonly pulumi.Resource[]) => void;

/** A platform in the cluster of the test bed. */
export function onExisting(kubeconfig: string, wanted: Wanted, workloads: Workloads = () => undefined): Program {
  return () => {
    const cluster = new ExistingCluster("cluster", { kubeconfig, context: "sandbox" });
    const { ready } = new PlatformAddOns("add-ons", { cluster, ...wanted });
    workloads(cluster, ready);
    return {};
  };
}

const region = "eu-central-1";
const nodeGroups = {
  system: { purpose: "system", size: { min: 2, max: 3 } },
  general: { purpose: "general", size: { min: 2, max: 4 } },
} as const;

/** A platform in a cluster of EKS that is made with it. */
export function onEks(wanted: Wanted, workloads: Workloads = () => undefined): Program {
  return () => {
    const providers = [createAwsProvider("aws", { region, tags: { Project: "shop" } })];
    const zones = [`${region}a`, `${region}b`];
    const network = new Vpc("network", { region, zones, cidr: "10.0.0.0/16" }, { providers });
    const cluster = new EksCluster(
      "cluster",
      { clusterName: "shop-dev", access: { admin: ["arn:aws:iam::111122223333:role/platform"] }, nodeGroups, network },
      { providers },
    );
    const groups = Object.values(nodeGroups).map(({ purpose, size }) => ({ purpose, min: size.min }));
    const { ready } = new PlatformAddOns(
      "add-ons",
      { cluster, nodeGroups: groups, after: cluster.nodes, ...wanted },
      { providers },
    );
    workloads(cluster, ready);
    return {};
  };
}

/** A Service that asks for a load balancer, with the finalizer by which its controller holds it. */
export function loadBalanced(finalizer: string): Workloads {
  return ({ provider }, ready) => {
    new k8s.core.v1.Service(
      "web",
      {
        metadata: {
          name: "web",
          namespace: "default",
          finalizers: [finalizer],
          labels: { [chartLabel]: "none" },
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          type: "LoadBalancer",
          loadBalancerClass: "service.k8s.aws/nlb",
          selector: { app: "web" },
          ports: [{ port: 443 }],
        },
      },
      { provider, dependsOn: [...ready] },
    );
  };
}
