import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ExistingCluster, type ExistingClusterArgs } from "../../components/cluster";
import { SlipwayError } from "../../components/core";
import { isComponent, record, shortType, type RecordedResource } from "../../testing";

type Fields = Record<string, unknown>;
type Container = Fields & { readonly name: string };

/** A pod template as it was written. */
export interface Pods {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: Fields & { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
}

interface Controller {
  readonly spec: Fields & {
    readonly template?: Pods;
    readonly jobTemplate?: { readonly spec: { readonly template: Pods } };
  };
}

const controllers = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

/** What a program of workloads registered, its resources known as `Deployment/orders`: by kind and by the name in the namespace. */
export class RecordedWorkloads {
  readonly #names: ReadonlyMap<string, string>;

  private constructor(readonly all: readonly RecordedResource[]) {
    this.#names = new Map(all.map((resource) => [resource.path, shortName(resource)]));
  }

  static async of(
    register: (cluster: ExistingCluster) => unknown,
    cluster: ExistingClusterArgs = {},
  ): Promise<RecordedWorkloads> {
    const { resources } = await record(() => {
      register(new ExistingCluster("cluster", cluster));
    });
    return new RecordedWorkloads(resources);
  }

  /** The objects of the cluster, such as `Service/orders`. */
  get objects(): string[] {
    return this.all.filter(isObject).map(shortName).sort();
  }

  get(name: string): RecordedResource {
    const found = this.all.filter((resource) => shortName(resource) === name);
    const [resource] = found;
    if (resource === undefined || found.length > 1) {
      throw new Error(`there are ${found.length} of ${name} among ${this.all.map(shortName).join(", ")}`);
    }
    return resource;
  }

  inputs(name: string): Fields {
    return this.get(name).inputs;
  }

  /** What is below `spec`. */
  spec(name: string): Fields {
    return this.inputs(name).spec as Fields;
  }

  /** The objects that one waits for, but for the namespace and the account that it is in the name of. */
  dependencies(name: string): string[] {
    return this.get(name).dependsOn.map((path) => this.#names.get(path) ?? path);
  }

  /** The pods of a controller. */
  pods(name: string): Pods {
    const { spec } = this.inputs(name) as unknown as Controller;
    const template = spec.template ?? spec.jobTemplate?.spec.template;
    if (template === undefined) throw new Error(`${name} has no pods`);
    return template;
  }

  /** The pods of the only controller. */
  get onlyPods(): Pods {
    const names = this.objects.filter((name) => controllers.includes(name.split("/")[0] ?? ""));
    if (names.length !== 1) throw new Error(`these have pods: ${names.join(", ")}`);
    return this.pods(names[0] ?? "");
  }
}

/** What a program was refused with, in short; fails if it was not refused, or if it registered more than the cluster. */
export async function refusalOf(
  register: (cluster: ExistingCluster) => unknown,
  cluster: ExistingClusterArgs = {},
): Promise<SlipwayError> {
  const errors: unknown[] = [];
  const recorded = await RecordedWorkloads.of((made) => {
    try {
      register(made);
    } catch (error) {
      errors.push(error);
    }
  }, cluster);
  const [error] = errors;
  if (!(error instanceof SlipwayError)) throw error instanceof Error ? error : new Error("it was not refused");
  expect(recorded.all.map(({ path }) => path)).toEqual([
    "ExistingCluster:cluster",
    "ExistingCluster:cluster/kubernetes:cluster",
  ]);
  return error;
}

/** `path: message` of everything that was refused. */
export async function problemsOf(
  register: (cluster: ExistingCluster) => unknown,
  cluster: ExistingClusterArgs = {},
): Promise<string[]> {
  const { problems } = await refusalOf(register, cluster);
  return problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** Options that the recorder does not keep, by the name of the child, as a transform sees them. */
export class SeenOptions {
  readonly #byName = new Map<string, pulumi.CustomResourceOptions>();

  /** To be given as the transform of the child. */
  readonly look = (_: unknown, opts: pulumi.CustomResourceOptions, name: string): void => {
    this.#byName.set(name, opts);
  };

  of(name: string): pulumi.CustomResourceOptions {
    const opts = this.#byName.get(name);
    if (opts === undefined) throw new Error(`no transform of ${name} was called`);
    return opts;
  }
}

export const plainLabels = (name: string): Record<string, string> => ({
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/managed-by": "slipway",
});

/** Metadata of an object of the workload `name` in the namespace `team`. */
export function plainMetadata(name: string, objectName = name): k8s.types.input.meta.v1.ObjectMeta {
  return { name: objectName, namespace: "team", labels: plainLabels(name) };
}

/** How long pods wait for a lost node, of which nothing else is said. */
/** What every controller is annotated with, so that fields go back from `kubectl` to the program. */
export const takesBack = { "pulumi.com/patchForce": "true" };

export const lostNodes = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
  key,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 60,
}));

/** A spread of which nothing is said. */
export function plainSpread(name: string, revisionLabel: string): object[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    nodeTaintsPolicy: "Honor",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
    matchLabelKeys: [revisionLabel],
  }));
}

/** Security of a pod and of a container of which nothing is said, by the `restricted` standard. */
export const restrictedPod = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
};

/** Resources of a main container of which nothing is said. */
export const plainResources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } };

/** Egress of a policy of which nothing is said: questions to DNS. */
export const dnsAlone = [
  {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      },
    ],
    ports: [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
    ],
  },
];

function isObject(resource: RecordedResource): boolean {
  return !isComponent(resource) && resource.type.startsWith("kubernetes:");
}

function shortName(resource: RecordedResource): string {
  const { inputs, type, name } = resource;
  if (!isObject(resource)) return `${shortType(type)}:${name}`;
  // A release has no metadata, but a name.
  const { name: inCluster } = (inputs.metadata ?? inputs) as { readonly name: string };
  return `${shortType(type)}/${inCluster}`;
}
