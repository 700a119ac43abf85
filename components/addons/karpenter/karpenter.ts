import { partitionOf } from "../../network";
import type { AddOn, AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmAddOn } from "../frame/helm-add-on";
import { decidedByPods, podsOf, isDoubled, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";
import { checkKarpenter } from "./check-karpenter";
import { controllerStatements } from "./controller-statements";
import { InterruptionQueue } from "./interruption-queue";
import { nodeClassesOf, nodePoolsOf, type KarpenterSpec } from "./karpenter-spec";
import { planNodePool } from "./node-pool-spec";
import { createNodes } from "./nodes";
import { NodeProfile } from "./node-profile";

const name = "karpenter";
const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name } as const;

/** What of it does not depend on what is made for it in AWS. */
const description = {
  id: "karpenter",
  name,
  summary: "Starts nodes for pods that wait, of the kinds that are allowed, and takes away those that are not needed",
  chart: "karpenter",
  crdChart: {
    chart: "karpenterCrd",
    values: () => ({ additionalAnnotations: { "helm.sh/resource-policy": "keep" } }),
  },
  skipCrds: true,
  // Its makers' choice: the API server serves what keeps the cluster alive from there first.
  namespace: { name: "kube-system", podSecurity: undefined },
  crds: ["*.karpenter.sh", "*.karpenter.k8s.aws", "capacitybuffers.autoscaling.x-k8s.io"],
  conflictsWith: [{ addOn: "clusterAutoscaler", because: "both start nodes for pods that wait" }],
  after: ["prometheusOperatorCrds"],
  not: {
    autoMode: "EKS Auto Mode has it built in",
    existing: "it needs the node role and the network of a cluster that is made here",
  },
  owns: "nodes",
  images: [{ image: "public.ecr.aws/karpenter/controller", at: "controller.image.repository" }],
  pods: ({ controller = {} }, { highlyAvailable }) => [
    {
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: controller.cpuMillis ?? 250,
      memoryMib: controller.memoryMib ?? 1024,
      labels,
    },
  ],
  traffic: () => [{ pods: labels, metrics: [8080], to: "apis" }],
  owned: {
    ...decidedByPods("replicas", "podDisruptionBudget"),
    "settings.clusterName": "it is the cluster's",
    "settings.interruptionQueue": "the queue is made here",
    "settings.isolatedVPC": "write isolated: true",
    "settings.reservedENIs": "it follows from the network of the pods",
    "controller.resources": "write controller: { cpuMillis: …, memoryMib: … }",
    "serviceAccount.create": "the account is that of its cloud identity",
    "serviceAccount.name": "the account is that of its cloud identity",
  },
  check: checkKarpenter,
  provides: (options, { isProduction }) => ({
    nodePurposes: [
      ...new Set(
        Object.entries(nodePoolsOf(options)).map(([pool, spec]) => planNodePool(pool, spec, { isProduction }).purpose),
      ),
    ],
  }),
} as const satisfies Omit<HelmAddOn<KarpenterSpec>, "values">;

export const karpenter: AddOn<KarpenterSpec> = {
  ...helmAddOn({ ...description, values: () => ({}) }),
  deploy: (context) => helmAddOn({ ...description, ...inAccount(context) }).deploy(context),
};

/** What is made in AWS first, and what follows from it. */
function inAccount(
  context: AddOnContext<KarpenterSpec>,
): Pick<HelmAddOn<KarpenterSpec>, "values" | "identity" | "before" | "then"> {
  const { eks, options, parent, isProduction } = context;
  if (eks === undefined) throw new Error("karpenter needs a cluster of EKS");
  const queue = new InterruptionQueue(
    `${parent.logicalName}-interruptions`,
    { cluster: eks, transform: options.transform?.interruptionQueue },
    { parent },
  );
  const profile = new NodeProfile(
    `${parent.logicalName}-node`,
    { cluster: eks, transform: options.transform?.instanceProfile },
    { parent },
  );
  const pools = Object.entries(nodePoolsOf(options));
  return {
    before: () => [...queue.ready, profile],
    identity: {
      serviceAccount: name,
      annotationsAt: "serviceAccount.annotations",
      indispensableFor: "starting nodes",
      statements: () =>
        controllerStatements({
          partition: partitionOf(eks.region),
          region: eks.region,
          clusterName: eks.clusterName,
          nodeRoleArn: eks.nodeRoleArn,
          instanceProfileArn: profile.arn,
          queueArn: queue.arn,
          usesSpot: pools.some(([pool, spec]) => planNodePool(pool, spec, { isProduction }).capacity.includes("spot")),
          kmsKeys: kmsKeysOf(options),
        }),
    },
    values: ({ hasMonitors }, all) => {
      const pods = podsOf(all, name);
      return {
        replicas: pods.replicas,
        controller: { resources: resourcesOf(pods) },
        // The chart's own would leave one waiting where all nodes for it are in one zone. Its rule of one a node stays.
        ...(isDoubled(pods) ? { topologySpreadConstraints: spreadOf(pods) } : {}),
        tolerations: systemTolerations,
        serviceAccount: { name },
        serviceMonitor: { enabled: hasMonitors },
        settings: {
          clusterName: eks.clusterName,
          interruptionQueue: queue.queueName,
          isolatedVPC: options.isolated ?? false,
          // With custom networking the first interface of a node has no addresses for pods.
          ...(eks.cni?.customNetworking === true ? { reservedENIs: "1" } : {}),
        },
      };
    },
    then: (_, release) => createNodes(context, eks, profile.profileName, release),
  };
}

function kmsKeysOf(options: KarpenterSpec): string[] {
  return [...new Set(Object.values(nodeClassesOf(options)).flatMap(({ kmsKey }) => kmsKey ?? []))];
}
