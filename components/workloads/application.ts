import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, PlatformCapabilities } from "../cluster";
import type { GatewayHandle } from "../gateway";
import { didYouMean, labels, refuseComponent, SlipwayComponent, under, type Problem } from "../core";
import { checkWorkloads, type ApplicationContext } from "./application-check";
import {
  linkTargets,
  listWorkloads,
  type ListedWorkload,
  type OrderedFields,
  type Workloads,
} from "./application-spec";
import { createRendered, type RenderedTransform } from "../mesh/create-rendered";
import { meshEngine } from "../mesh/engines";
import type { MeshCaller } from "../mesh/mesh-engine";
import { needsRequests, type MeshPolicySpec } from "../mesh/policy-spec";
import { BatchJob, type BatchJobTransform } from "./batch-job";
import type { ScheduledJobSpec } from "./batch-job-spec";
import type { ClaimClass, ClaimedValue, ClaimHandle, ClaimTransform } from "./claims/claim-spec";
import { provisionClaim } from "./claims/claims";
import type { Link, LinkTarget } from "./exposure/links";
import { callersOf } from "./mesh/callers";
import { Microservice, type MicroserviceTransform } from "./microservice";
import { Namespace, roleNamesOf, type NamespaceTransform } from "./namespace/namespace";
import { checkNamespace, type NamespaceSpec } from "./namespace/namespace-spec";
import { NodeAgent, type NodeAgentTransform } from "./node-agent";
import { mapReferences, type Environment } from "./pod/environment";
import { ScheduledJob, type ScheduledJobTransform } from "./scheduled-job";
import { mapRouted, type RoutedFields } from "./routed-workload";
import { StatefulService, type StatefulServiceTransform } from "./stateful-service";
import type { StatefulServiceSpec } from "./stateful-service-spec";
import { Worker, type WorkerTransform } from "./worker";
import type { WorkloadFields, WorkloadPlace } from "./workload-spec";

/** Changes to what any kind of workload gives to its children. */
export type AnyWorkloadTransform = MicroserviceTransform &
  WorkerTransform &
  StatefulServiceTransform &
  NodeAgentTransform &
  BatchJobTransform &
  ScheduledJobTransform;

/** The namespace of an application. */
export interface ApplicationNamespaceSpec extends NamespaceSpec {
  /** A DNS label. Default: the application's name. */
  readonly name?: string | undefined;
  /** Changes to what it gives to its children. */
  readonly transform?: NamespaceTransform | undefined;
}

export interface ApplicationArgs extends Workloads {
  readonly cluster: ClusterHandle;
  /**
   * The namespace that is made for it, or only its name: a DNS label; or a `Namespace` that there is, such as `team.namespace("shop")`, which
   * others may share: no two may have a workload of one name. Default: the component's name, with Pod Security `restricted`.
   */
  readonly namespace?: string | ApplicationNamespaceSpec | Namespace | undefined;
  /** What workloads may rely on in the cluster. Default: Kubernetes alone. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** The gateway itself, which routes of an API of AWS API Gateway need. Default: what the capabilities tell of it is enough. */
  readonly gateway?: GatewayHandle | undefined;
  /** Who meets claims; of several for one kind the first that is not for development. Default: nobody. */
  readonly claimClasses?: readonly ClaimClass[] | undefined;
  /** Whether it is in production: then classes for development must be named by the claim. Default: false. */
  readonly isProduction?: boolean | undefined;
  /** Whether Pulumi refuses to delete the namespace that is made for it, its stateful services and what keeps data of its claims. Default: false. */
  readonly protected?: boolean | undefined;
  /** Changes to what each workload gives to its children, by the workload's name. */
  readonly transform?: Readonly<Record<string, AnyWorkloadTransform>> | undefined;
  /** Changes to what meets each claim gives to its children, by the claim's name. */
  readonly claimTransform?: Readonly<Record<string, ClaimTransform>> | undefined;
  /** Changes to each object that its workloads share in the mesh. */
  readonly meshTransform?: RenderedTransform | undefined;
}

/** A workload of an application. */
export type ApplicationWorkload = Microservice | Worker | StatefulService | NodeAgent | BatchJob | ScheduledJob;

/**
 * Workloads that belong together: a namespace, and a component for each of them, linked by name in any direction.
 * @throws SlipwayError with everything that is wrong with any of them, before anything is registered
 */
export class Application extends SlipwayComponent {
  /** All workloads by name. */
  readonly workloads: ReadonlyMap<string, ApplicationWorkload>;
  readonly namespace: Namespace;

  readonly #args: ApplicationArgs;
  /** What it comes after, unless its namespace does. */
  readonly #after: pulumi.ResourceOptions["dependsOn"];
  /** Who calls what by links, by its name. */
  readonly #callers: ReadonlyMap<string, readonly MeshCaller[]>;

  /** @param type the name of the class, where one extends this */
  constructor(name: string, args: ApplicationArgs, opts?: pulumi.ComponentResourceOptions, type = "Application") {
    refuseComponent(type, name, [
      ...checkOwnNamespace(name, args.namespace),
      ...checkWorkloads(args, {
        ...args,
        ipFamily: args.cluster.ipFamily,
        target: args.cluster.target,
        partOf: name,
        ...namespaceContext(name, args.namespace),
      }),
      ...checkTransforms(args),
    ]);
    super(type, name, opts);
    this.#args = args;
    this.#after = args.namespace instanceof Namespace ? opts?.dependsOn : undefined;
    const targets = linkTargets(args, args.capabilities);
    this.#callers = args.capabilities?.mesh === undefined ? new Map() : callersOf(args, targets);

    this.namespace = args.namespace instanceof Namespace ? args.namespace : this.createNamespace(args.namespace, opts);
    this.createSharedMesh();
    const claims = this.provisionClaims();
    this.workloads = this.createWorkloads({ targets, claims });

    this.registerOutputs({
      namespace: this.namespace.namespaceName,
      services: Object.fromEntries(
        [...this.workloads].map(([id, workload]) => [
          id,
          ("address" in workload ? workload.address : undefined) ?? "no port",
        ]),
      ),
    });
  }

  private createNamespace(spec: OwnNamespace, opts: pulumi.ComponentResourceOptions | undefined): Namespace {
    const { name: objectName = this.logicalName, ...namespace } = specOf(spec);
    return new Namespace(
      `${this.logicalName}-namespace`,
      {
        ...namespace,
        cluster: this.#args.cluster,
        objectName,
        mesh: this.#args.capabilities?.mesh,
        protected: namespace.protected ?? this.#args.protected,
      },
      // Everything else is in the namespace, and so comes after it.
      { parent: this, ...(opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }) },
    );
  }

  /** What all of its workloads have in the mesh together, such as who looks at their requests. */
  private createSharedMesh(): void {
    const { cluster, capabilities, meshTransform } = this.#args;
    const mesh = capabilities?.mesh;
    if (mesh === undefined) return;
    const objects = meshEngine(mesh.provider).shared(mesh, {
      name: this.logicalName,
      namespace: this.namespace.objectName,
      looksAtRequests: listWorkloads(this.#args).some(({ spec }) => needsRequests(spec.mesh)),
      prometheusNamespace: capabilities?.prometheus?.namespace,
    });
    const metadata = {
      namespace: this.namespace.namespaceName,
      labels: labels({ name: this.logicalName, partOf: this.logicalName }),
    };
    createRendered(this.childFactory(), objects, metadata, meshTransform, { provider: cluster.provider });
  }

  private provisionClaims(): Map<string, ClaimHandle> {
    const { claims = {} } = this.#args;
    return new Map(
      Object.entries(claims).map(([objectName, claim]) => {
        const transform = this.#args.claimTransform?.[objectName];
        const args = { ...this.place(objectName), claim, protected: this.#args.protected, transform };
        return [objectName, provisionClaim(`${this.logicalName}-${objectName}`, args, this.#args, this.childOpts())];
      }),
    );
  }

  /** Jobs first, as others may wait for them; those that are waited for before those that wait. */
  private createWorkloads(references: References): Map<string, ApplicationWorkload> {
    const listed = listWorkloads(this.#args);
    const made = new Map<string, ApplicationWorkload>();
    const create = (workload: ListedWorkload): void => {
      if (made.has(workload.name)) return;
      const after = workload.spec.after ?? [];
      for (const job of listed) if (job.section === "jobs" && after.includes(job.name)) create(job);
      const dependsOn = after.flatMap((job) => made.get(job) ?? []);
      made.set(workload.name, this.createWorkload(workload, references, dependsOn));
    };
    listed.forEach(create);
    // In the order in which they were written.
    return new Map(
      listed.flatMap(({ name }) => {
        const workload = made.get(name);
        return workload === undefined ? [] : [[name, workload]];
      }),
    );
  }

  private createWorkload(
    { section, name: objectName, spec }: ListedWorkload,
    references: References,
    dependsOn: readonly pulumi.Resource[],
  ): ApplicationWorkload {
    const name = `${this.logicalName}-${objectName}`;
    // The jobs come after what the application comes after.
    const opts = this.childOpts(dependsOn.length === 0 ? undefined : [...dependsOn]);
    const transform = this.#args.transform?.[objectName];
    const place = { ...this.place(objectName), ...(transform === undefined ? {} : { transform }) };
    switch (section) {
      case "services":
        return new Microservice(name, { ...resolved(spec, references), ...routed(spec, references), ...place }, opts);
      case "workers":
        return new Worker(name, { ...resolved(spec, references), ...place }, opts);
      case "statefulServices": {
        const stateful = resolved(spec as StatefulServiceSpec<string>, references);
        const isProtected = stateful.protected ?? this.#args.protected;
        const args = { ...stateful, ...routed(spec, references), ...place, protected: isProtected };
        return new StatefulService(name, args, opts);
      }
      case "nodeAgents":
        return new NodeAgent(name, { ...resolved(spec, references), ...place }, opts);
      case "jobs":
        return new BatchJob(name, { ...resolved(spec, references), ...place }, opts);
      case "scheduledJobs":
        return new ScheduledJob(name, { ...resolved(spec as ScheduledJobSpec<string>, references), ...place }, opts);
    }
  }

  private childOpts(dependsOn: pulumi.ResourceOptions["dependsOn"] = this.#after): pulumi.ComponentResourceOptions {
    return { parent: this, ...(dependsOn === undefined ? {} : { dependsOn }) };
  }

  private place(objectName: string): WorkloadPlace & { readonly objectName: string } {
    const { cluster, capabilities, gateway } = this.#args;
    const ofMesh =
      capabilities?.mesh === undefined
        ? {}
        : { callers: this.#callers.get(objectName) ?? [], meshOwner: this.logicalName };
    return {
      cluster,
      capabilities,
      gateway,
      namespace: this.namespace,
      objectName,
      partOf: this.logicalName,
      ...ofMesh,
    };
  }
}

interface References {
  readonly targets: ReadonlyMap<string, LinkTarget>;
  readonly claims: ReadonlyMap<string, ClaimHandle>;
}

type Resolved<Spec> = Omit<Spec, keyof WorkloadFields | keyof OrderedFields | keyof RoutedFields> & WorkloadFields;

/** The same workload, with names replaced by what they stand for. The arguments were checked. */
function resolved<Spec extends WorkloadFields<string>>(spec: Spec, references: References): Resolved<Spec> {
  const link = (one: Link<string>): Link | undefined => {
    const linkTo = references.targets.get(one.linkTo);
    if (linkTo === undefined && one.optional !== true) throw new Error(`the link to ${one.linkTo} was not checked`);
    return linkTo === undefined ? undefined : { ...one, linkTo };
  };
  const claim = ({ fromClaim, value }: ClaimedValue): ClaimedValue => {
    if (typeof fromClaim !== "string") return { fromClaim, value };
    const handle = references.claims.get(fromClaim);
    if (handle === undefined) throw new Error(`the claim ${fromClaim} was not checked`);
    return { fromClaim: handle, value };
  };
  const withEnv = <Container extends { readonly env?: Environment<string> | undefined }>(
    containers: Readonly<Record<string, Container>> | undefined,
  ) =>
    Object.fromEntries(
      Object.entries(containers ?? {}).map(([name, container]) => [
        name,
        { ...container, env: mapReferences(container.env ?? {}, { link, claim }) },
      ]),
    );
  return {
    ...spec,
    mesh: withTargets(spec.mesh, references.targets),
    env: mapReferences(spec.env ?? {}, { link, claim }),
    links: (spec.links ?? []).flatMap((one) => link(one) ?? []),
    initContainers: withEnv(spec.initContainers),
    sidecars: withEnv(spec.sidecars),
  };
}

/** The same for where the workload's route leads to. */
function routed(spec: RoutedFields<string> & WorkloadFields<string>, { targets }: References): RoutedFields {
  return mapRouted(spec, (name) => {
    const target = targets.get(name);
    if (target === undefined) throw new Error(`the route to ${name} was not checked`);
    return target;
  });
}

function withTargets(
  policy: MeshPolicySpec<string> | undefined,
  targets: References["targets"],
): MeshPolicySpec<LinkTarget> | undefined {
  if (policy === undefined) return undefined;
  const { split, ...others } = policy;
  if (split === undefined) return others;
  return {
    ...others,
    split: split.map((share) => {
      const to = targets.get(share.to);
      if (to === undefined) throw new Error(`the share for ${share.to} was not checked`);
      return { ...share, to };
    }),
  };
}

/** A change to what does not exist would be lost without a word. */
function checkTransforms({ transform = {}, claimTransform = {}, ...workloads }: ApplicationArgs): Problem[] {
  const names = listWorkloads(workloads).map(({ name }) => name);
  const claims = Object.keys(workloads.claims ?? {});
  return [
    ...unknownNames("transform", "workload", Object.keys(transform), names, {
      field: "claimTransform",
      names: claims,
    }),
    ...unknownNames("claimTransform", "claim", Object.keys(claimTransform), claims, {
      field: "transform",
      names,
    }),
  ];
}

function unknownNames(
  field: string,
  what: string,
  written: readonly string[],
  known: readonly string[],
  other: { readonly field: string; readonly names: readonly string[] },
): Problem[] {
  return written
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = didYouMean(name, known);
      const elsewhere = other.names.includes(name) ? `write it under ${other.field}` : undefined;
      return {
        path: [field, name],
        message: `the application has no ${what} of this name`,
        found: name,
        ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
        fix: elsewhere ?? (meant === undefined ? `name one of its ${what}s, or remove it` : `did you mean ${meant}?`),
      };
    });
}

/** A namespace that is made for an application. */
type OwnNamespace = Exclude<ApplicationArgs["namespace"], Namespace>;

function specOf(spec: OwnNamespace): ApplicationNamespaceSpec {
  return typeof spec === "string" ? { name: spec } : (spec ?? {});
}

function checkOwnNamespace(application: string, spec: ApplicationArgs["namespace"]): Problem[] {
  if (spec instanceof Namespace) return [];
  const { name = application, ...namespace } = specOf(spec);
  return under(["namespace"], checkNamespace(name, namespace));
}

/** What the checks of the workloads have to know of the namespace. */
function namespaceContext(
  application: string,
  spec: ApplicationArgs["namespace"],
): Pick<ApplicationContext, "namespaceName" | "podSecurity" | "roleNames" | "sharesNamespace"> {
  if (spec instanceof Namespace) {
    const { objectName: namespaceName, podSecurity, roleNames } = spec;
    return { namespaceName, podSecurity, roleNames, sharesNamespace: true };
  }
  const { name: namespaceName = application, podSecurity = "restricted", ...namespace } = specOf(spec);
  return { namespaceName, podSecurity, roleNames: roleNamesOf(namespace) };
}
