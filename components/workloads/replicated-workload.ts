import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildFactory, Problem, Transform } from "../core";
import type { LinkTarget } from "./exposure/links";
import { takesNodePorts } from "./exposure/ports";
import type { ReplicatedFields } from "./microservice-spec";
import { horizontalAutoscalerArgs } from "./scaling/autoscaler";
import { checkDisruptionBudget, disruptionBudgetArgs, type DisruptionBudgetSpec } from "./scaling/disruption-budget";
import { eventScaling, needsEvents } from "./scaling/event-scaling";
import { checkReplicas, defaultReplicas, isAutoscaled, mostReplicas } from "./scaling/replicas";
import { checkRollout, deploymentStrategy, planRollout, rolloutSeconds } from "./scaling/rollout";
import type { AnyWorkload, WorkloadContext } from "./workload-check";
import { takesBack, type WorkloadParts } from "./workload-parts";
import type { ReplicatedTransform, WorkloadPlace } from "./workload-spec";

/** What is wrong with how many pods there are and how they are replaced. */
export function checkReplicated(spec: AnyWorkload & ReplicatedFields, context: WorkloadContext): Problem[] {
  return [
    ...checkReplicas(spec.replicas, spec.resources, context.capabilities, spec.secrets),
    ...checkDisruptionBudget(spec.disruptionBudget, spec.replicas),
    ...checkRollout(spec.rollout, takesNodePorts(spec.ports, spec.podExceptions?.hostNetwork !== undefined)),
  ];
}

/** Makes a Deployment, its disruption budget and its autoscaler. */
export function createReplicated(
  child: ChildFactory,
  objectName: string,
  spec: AnyWorkload<LinkTarget> & ReplicatedFields & WorkloadPlace,
  parts: WorkloadParts,
  transform: ReplicatedTransform = {},
  /** Called between the Deployment and the rest. */
  createServices: () => void = () => undefined,
): k8s.apps.v1.Deployment {
  const deployment = createDeployment(child, spec, parts, transform.deployment);
  createServices();
  createDisruptionBudget(child, spec.disruptionBudget, parts, transform.disruptionBudget);
  createAutoscaler(child, objectName, spec, parts, deployment.metadata.name, transform);
  return deployment;
}

/** The network policy comes first, so that no pod ever runs without it. */
function createDeployment(
  child: ChildFactory,
  { replicas = defaultReplicas, rollout }: ReplicatedFields,
  parts: WorkloadParts,
  transform: Transform<k8s.apps.v1.DeploymentArgs> | undefined,
): k8s.apps.v1.Deployment {
  const plan = planRollout(rollout);
  const spec: k8s.types.input.apps.v1.DeploymentSpec = {
    ...(isAutoscaled(replicas) ? {} : { replicas }),
    selector: { matchLabels: parts.selector },
    strategy: deploymentStrategy(rollout),
    progressDeadlineSeconds: plan.progressDeadlineSeconds,
    minReadySeconds: plan.minReadySeconds,
    revisionHistoryLimit: plan.revisionHistoryLimit,
    template: parts.template,
  };
  // The engine waits a little longer than Kubernetes, so that it is Kubernetes that says why a roll-out failed.
  const timeout = `${rolloutSeconds(rollout, mostReplicas(replicas)) + 30}s`;
  return new k8s.apps.v1.Deployment(
    ...child("", { metadata: { ...parts.metadata(), annotations: takesBack }, spec }, transform, {
      dependsOn: [...parts.dependsOn],
      customTimeouts: { create: timeout, update: timeout },
    }),
  );
}

/** Makes a disruption budget for a workload's pods. */
export function createDisruptionBudget(
  child: ChildFactory,
  budget: DisruptionBudgetSpec | undefined,
  parts: WorkloadParts,
  transform: Transform<k8s.policy.v1.PodDisruptionBudgetArgs> | undefined,
): void {
  const spec = disruptionBudgetArgs(budget, parts.selector);
  new k8s.policy.v1.PodDisruptionBudget(...child("", { metadata: parts.metadata(), spec }, transform));
}

function createAutoscaler(
  child: ChildFactory,
  objectName: string,
  { replicas = defaultReplicas, capabilities, secrets }: AnyWorkload<LinkTarget> & ReplicatedFields & WorkloadPlace,
  parts: WorkloadParts,
  deployment: pulumi.Input<string>,
  transform: ReplicatedTransform,
): void {
  if (!isAutoscaled(replicas)) return;
  const target = { apiVersion: "apps/v1", kind: "Deployment", name: deployment };
  if (!needsEvents(replicas)) {
    const spec = horizontalAutoscalerArgs(target, replicas);
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
      ...child("", { metadata: parts.metadata(), spec }, transform.autoscaler),
    );
    return;
  }
  const { namespace } = parts;
  const { scaledObject, annotations, authentications } = eventScaling({
    ...{ objectName, namespace, target, spec: replicas, capabilities },
    ownSecrets: secrets,
  });
  const authenticated = authentications.map(({ suffix, ...args }) => {
    const metadata = parts.metadata(`${objectName}-${suffix}`);
    return new k8s.apiextensions.CustomResource(
      ...child(suffix, { ...args, metadata }, transform.triggerAuthentication),
    );
  });
  new k8s.apiextensions.CustomResource(
    ...child("", { ...scaledObject, metadata: { ...parts.metadata(), annotations } }, transform.scaledObject, {
      dependsOn: authenticated,
    }),
  );
}
