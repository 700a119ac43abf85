import type { ControlPlane, KubernetesObject } from "./control-plane";

// The parts of the Kubernetes API that the tests read, and the questions they ask.

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export interface Pod extends KubernetesObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly image: string; readonly env?: readonly EnvironmentVariable[] }[];
  };
  readonly status: { readonly phase: string; readonly conditions?: readonly Condition[] };
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

export interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly spec: Pod["spec"] };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface ReplicaSet extends KubernetesObject {
  readonly spec: { readonly replicas: number; readonly template: { readonly spec: Pod["spec"] } };
}

export interface Node extends KubernetesObject {
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] };
  readonly status: { readonly conditions?: readonly Condition[] };
}

export interface EndpointSlice extends KubernetesObject {
  readonly endpoints:
    readonly { readonly conditions: { readonly ready?: boolean; readonly terminating?: boolean } }[] | null;
}

export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly spec: { readonly minReplicas: number; readonly scaleTargetRef: { readonly name: string } };
  readonly status: { readonly conditions?: readonly Condition[] };
}

export interface PersistentVolumeClaim extends KubernetesObject {
  readonly spec: {
    readonly volumeName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
  readonly status: { readonly phase: string };
}

export interface Job extends KubernetesObject {
  readonly spec: { readonly template: { readonly spec: Pod["spec"] } };
  readonly status: { readonly completionTime?: string; readonly conditions?: readonly Condition[] };
}

export interface Secret extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/** What there is of one namespace, as the questions of the tests need it. */
export class NamespaceView {
  constructor(
    private readonly plane: ControlPlane,
    readonly namespace: string,
  ) {}

  deployments(): Promise<Deployment[]> {
    return this.plane.list<Deployment>("deployments", "--namespace", this.namespace);
  }

  async deployment(name: string): Promise<Deployment> {
    const [found] = await this.plane.list<Deployment>("deployment", name, "--namespace", this.namespace);
    if (found === undefined) throw new Error(`no Deployment ${name}`);
    return found;
  }

  /** Pods of a Deployment, those that are going included. */
  async pods(name: string): Promise<Pod[]> {
    return this.plane.list<Pod>(
      "pods",
      "--namespace",
      this.namespace,
      "--selector",
      selectorOf(await this.deployment(name)),
    );
  }

  allPods(): Promise<Pod[]> {
    return this.plane.list<Pod>("pods", "--namespace", this.namespace);
  }

  /** ReplicaSets of a Deployment, the newest revision first. */
  async replicaSets(name: string): Promise<ReplicaSet[]> {
    const selector = selectorOf(await this.deployment(name));
    const found = await this.plane.list<ReplicaSet>(
      "replicasets",
      "--namespace",
      this.namespace,
      "--selector",
      selector,
    );
    return found.sort((a, b) => Number(revisionOf(b)) - Number(revisionOf(a)));
  }

  /** How many pods a Service would send a request to. */
  async readyEndpoints(service: string): Promise<number> {
    const label = `kubernetes.io/service-name=${service}`;
    const slices = await this.plane.list<EndpointSlice>(
      "endpointslices",
      "--namespace",
      this.namespace,
      "--selector",
      label,
    );
    return slices
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter(({ conditions }) => conditions.ready === true && conditions.terminating !== true).length;
  }
}

/** Whether the last change of a Deployment is rolled out and every pod it wants is available. */
export function isRolledOut({ metadata, spec, status }: Deployment): boolean {
  return (
    status.observedGeneration === metadata.generation &&
    status.updatedReplicas === spec.replicas &&
    status.availableReplicas === spec.replicas &&
    status.replicas === spec.replicas
  );
}

export function isReady({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && conditionOf(status.conditions, "Ready") === "True";
}

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): string | undefined {
  return conditions?.find((condition) => condition.type === type)?.status;
}

export function imageOf({ containers }: Pod["spec"]): string {
  return containers[0]?.image ?? "";
}

/** The number that a roll-out gives to a Deployment and to its ReplicaSet. */
export function revisionOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.["deployment.kubernetes.io/revision"];
}

function selectorOf({ spec }: Deployment): string {
  return Object.entries(spec.selector.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
