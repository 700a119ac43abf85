import { charts } from "../components/core";
import type { RecordedResource } from "../testing";
import { chartOf } from "./manifests";

/** How long a resource takes until it is there, so that what depends on it can begin. */
export interface Duration {
  readonly seconds: number;
  /** Where the figure is from; one that begins with `assumption` was not measured. */
  readonly source: string;
}

const recordedStates =
  "median of the time stamps in the Pulumi states that pulumi-eks keeps of its upgrade tests, 49 states of 2023-11 to " +
  "2024-11, https://github.com/pulumi/pulumi-eks";

const assumed = (reason: string): string => `assumption: ${reason}`;
const creationLogs = assumed("what creation logs of the provider usually show");

/** A resource that AWS makes at once. */
const awsDefault: Duration = { seconds: 2, source: assumed("a call or two to the API of AWS, which answers at once") };

const kubernetesDefault: Duration = { seconds: 1, source: assumed("a call to the API server") };

const nothing: Duration = { seconds: 0, source: "made by the engine itself, or a group of others" };

/** By type; what is not here takes the default of its package. */
const byType: Readonly<Record<string, Duration | undefined>> = {
  "aws:eks/cluster:Cluster": { seconds: 458, source: `${recordedStates}; n = 71, 344 to 815` },
  "aws:ec2/natGateway:NatGateway": { seconds: 106, source: `${recordedStates}; n = 60` },
  "aws:eks/nodeGroup:NodeGroup": { seconds: 124, source: `${recordedStates}; n = 15, 78 to 170` },
  "aws:eks/fargateProfile:FargateProfile": { seconds: 138, source: `${recordedStates}; n = 1` },
  "aws:ec2/vpc:Vpc": { seconds: 12, source: `${creationLogs} with DNS host names on` },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { seconds: 90, source: `${creationLogs} of an interface endpoint` },
  "aws:efs/fileSystem:FileSystem": { seconds: 8, source: creationLogs },
  "aws:efs/mountTarget:MountTarget": { seconds: 90, source: creationLogs },
  "aws:iam/role:Role": { seconds: 5, source: assumed("1 to 10 s, as IAM tells the regions of it by and by") },
  "aws:kms/key:Key": { seconds: 15, source: `${creationLogs} with rotation on` },
  "aws:lb/loadBalancer:LoadBalancer": { seconds: 150, source: creationLogs },
  "kubernetes:apps/v1:DaemonSet": { seconds: 20, source: assumed("an image is pulled, and becomes ready") },
  "kubernetes:apps/v1:Deployment": { seconds: 20, source: assumed("an image is pulled, and becomes ready") },
  "kubernetes:apps/v1:StatefulSet": {
    seconds: 60,
    source: assumed("a volume is made, an image pulled, pods go one by one"),
  },
  "kubernetes:batch/v1:Job": { seconds: 20, source: assumed("an image is pulled, and runs") },
  "aws:sqs/queue:Queue": { seconds: 26, source: `${creationLogs}: the provider waits until every attribute is told` },
  "aws:sqs/queuePolicy:QueuePolicy": { seconds: 26, source: `${creationLogs}: as for the queue itself` },
  "kubernetes:helm.sh/v4:Chart": { seconds: 60, source: assumed("images are pulled, and become ready") },
  "kubernetes:helm.sh/v3:Release": { seconds: 60, source: assumed("images are pulled, and become ready") },
};

const releaseOfDefinitions: Duration = {
  seconds: 5,
  source: assumed("it has no pods: dozens of calls to the API server, and Helm looks every 2 s"),
};

/** Charts that bring definitions of custom resources, and nothing else. */
const chartsOfDefinitions: readonly string[] = [charts.karpenterCrd.chart, charts.prometheusOperatorCrds.chart];

const logDocuments: Duration = {
  seconds: 300,
  source: assumed(
    "it waits for Elasticsearch and Kibana, whose images are more than a gigabyte, and which take a minute or two to start",
  ),
};

const gatewayEndpoint: Duration = { seconds: 6, source: `${creationLogs} of a gateway endpoint` };

const addOn: Duration = { seconds: 11, source: `${recordedStates}; kube-proxy and vpc-cni, n = 40` };

const addOnWithDeployment: Duration = {
  seconds: 30,
  source: assumed("nodes are there: an image is pulled, pods become ready, and EKS looks every few seconds"),
};

const addOnWithoutNodes: Duration = {
  seconds: 915,
  source: `${recordedStates}; CoreDNS before the first node, n = 12, 894 to 951: it is degraded, and EKS looks again after a quarter of an hour`,
};

/** Their pods are on every node, if there is one: EKS calls them active without any. */
const addOnsOfDaemonSets: readonly unknown[] = [
  "vpc-cni",
  "kube-proxy",
  "eks-pod-identity-agent",
  "eks-node-monitoring-agent",
];

/** Whether a Job tells the store of logs of its documents. */
function isOfLogStore({ metadata }: RecordedResource["inputs"]): boolean {
  return (metadata as { readonly namespace?: unknown } | undefined)?.namespace === "logging";
}

/**
 * How long a resource takes to be made, by published medians, and where there are none by a stated assumption.
 * @param hasNodes whether there are nodes by the time that it begins, which some add-ons need to become healthy
 */
export function durationOf({ type, inputs }: Pick<RecordedResource, "type" | "inputs">, hasNodes: boolean): Duration {
  if (type === "aws:eks/addon:Addon") return durationOfAddOn(inputs.addonName, hasNodes);
  if (type === "kubernetes:batch/v1:Job" && isOfLogStore(inputs)) return logDocuments;
  if (type === "aws:ec2/vpcEndpoint:VpcEndpoint" && inputs.vpcEndpointType !== "Interface") return gatewayEndpoint;
  if (type === "kubernetes:helm.sh/v3:Release" && chartsOfDefinitions.includes(chartOf(inputs).chart)) {
    return releaseOfDefinitions;
  }
  if (type.startsWith("kubernetes:") && isNotAwaited(inputs)) return kubernetesDefault;
  const listed = byType[type];
  if (listed !== undefined) return listed;
  if (type.startsWith("aws:")) return awsDefault;
  return type.startsWith("kubernetes:") ? kubernetesDefault : nothing;
}

/** Whether pods can run once the resource is there. */
export function bringsNodes({ type, inputs }: Pick<RecordedResource, "type" | "inputs">): boolean {
  if (type === "aws:eks/nodeGroup:NodeGroup" || type === "aws:eks/fargateProfile:FargateProfile") return true;
  // Auto Mode starts a node for the first pod that needs one.
  return type === "aws:eks/cluster:Cluster" && inputs.computeConfig !== undefined;
}

function durationOfAddOn(name: unknown, hasNodes: boolean): Duration {
  if (addOnsOfDaemonSets.includes(name)) return addOn;
  return hasNodes ? addOnWithDeployment : addOnWithoutNodes;
}

function isNotAwaited(inputs: RecordedResource["inputs"]): boolean {
  const metadata = inputs.metadata as { annotations?: Readonly<Record<string, unknown>> } | undefined;
  return metadata?.annotations?.["pulumi.com/skipAwait"] === "true";
}
