import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, PlatformCapabilities } from "../cluster";
import { refuseComponent, SlipwayComponent, type ChildFactory, type RenderedTransform } from "../core";
import type { GatewayHandle } from "../gateway";
import { checkWorkloads } from "./application-check";
import {
  checkOwnNamespace,
  namespaceContext,
  ownNamespaceSpec,
  type ApplicationNamespace,
  type OwnNamespace,
} from "./application-namespace";
import { resolveRoute, resolveWorkload, type References } from "./application-references";
import { linkTargets, listWorkloads, type ListedWorkload, type Workloads } from "./application-spec";
import { checkTransforms, type ApplicationTransforms } from "./application-transforms";
import { BatchJob } from "./batch-job";
import type { ScheduledJobSpec } from "./batch-job-spec";
import type { ClaimClass, ClaimHandle } from "./claims/claim-spec";
import { provisionClaim } from "./claims/claims";
import { meshPlaces, type MeshPlaces } from "./mesh/mesh-places";
import { createSharedMesh } from "./mesh/shared-mesh";
import { Microservice } from "./microservice";
import { Namespace } from "./namespace/namespace";
import { createSharedObservation, type ObservationTransform } from "./observation/shared-observation";
import { NodeAgent } from "./node-agent";
import { ScheduledJob } from "./scheduled-job";
import { StatefulService } from "./stateful-service";
import type { StatefulServiceSpec } from "./stateful-service-spec";
import { Worker } from "./worker";
import type { WorkloadPlace } from "./workload-spec";

export interface ApplicationArgs extends Workloads, ApplicationTransforms {
  readonly cluster: ClusterHandle;
  /**
   * The namespace that is made for it, or only its name: a DNS label; or a `Namespace` that there is, such as `team.namespace("shop")`, which
   * others may share: no two may have a workload of one name. Default: the component's name, with Pod Security `restricted`.
   */
  readonly namespace?: ApplicationNamespace;
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
  /** Changes to each object that its workloads share in the mesh. */
  readonly meshTransform?: RenderedTransform | undefined;
  /** Changes to the objects by which its workloads are watched together. */
  readonly observationTransform?: ObservationTransform | undefined;
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
  readonly #meshPlaces: MeshPlaces;

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
    this.#meshPlaces = meshPlaces(name, args, targets, args.capabilities);

    this.namespace = args.namespace instanceof Namespace ? args.namespace : this.createNamespace(args.namespace, opts);
    this.createSharedMesh();
    const claims = this.provisionClaims();
    this.workloads = this.createWorkloads({ targets, claims });
    this.createObservation(claims);

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
    const { name: objectName = this.logicalName, ...namespace } = ownNamespaceSpec(spec);
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

  private createSharedMesh(): void {
    const { capabilities, meshTransform } = this.#args;
    createSharedMesh(this.sharedChild(), {
      name: this.logicalName,
      namespace: this.namespace,
      workloads: this.#args,
      capabilities,
      transform: meshTransform,
    });
  }

  /** Rules and dashboards of all workloads, and of what meets its claims in its namespace. */
  private createObservation(claims: ReadonlyMap<string, ClaimHandle>): void {
    const workloads = [...this.workloads.values()].flatMap(({ observed }) => observed ?? []);
    createSharedObservation(this.sharedChild(), {
      name: this.logicalName,
      namespace: this.namespace.namespaceName,
      workloads: [...workloads, ...[...claims.values()].flatMap(({ observed }) => observed ?? [])],
      capability: this.#args.capabilities?.observability,
      transform: this.#args.observationTransform,
    });
  }

  /** An application has no provider of its own, as each of its parts has. */
  private sharedChild(): ChildFactory {
    const { provider } = this.#args.cluster;
    return (suffix, args, transform, opts) => this.child(suffix, args, transform, { provider, ...opts });
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
        return new Microservice(
          name,
          { ...resolveWorkload(spec, references), ...resolveRoute(spec, references.targets), ...place },
          opts,
        );
      case "workers":
        return new Worker(name, { ...resolveWorkload(spec, references), ...place }, opts);
      case "statefulServices": {
        const stateful = resolveWorkload(spec as StatefulServiceSpec<string>, references);
        const isProtected = stateful.protected ?? this.#args.protected;
        const args = { ...stateful, ...resolveRoute(spec, references.targets), ...place, protected: isProtected };
        return new StatefulService(name, args, opts);
      }
      case "nodeAgents":
        return new NodeAgent(name, { ...resolveWorkload(spec, references), ...place }, opts);
      case "jobs":
        return new BatchJob(name, { ...resolveWorkload(spec, references), ...place }, opts);
      case "scheduledJobs":
        return new ScheduledJob(
          name,
          { ...resolveWorkload(spec as ScheduledJobSpec<string>, references), ...place },
          opts,
        );
    }
  }

  private childOpts(dependsOn: pulumi.ResourceOptions["dependsOn"] = this.#after): pulumi.ComponentResourceOptions {
    return { parent: this, ...(dependsOn === undefined ? {} : { dependsOn }) };
  }

  private place(objectName: string): WorkloadPlace & { readonly objectName: string } {
    const { cluster, capabilities, gateway } = this.#args;
    return {
      cluster,
      capabilities,
      gateway,
      namespace: this.namespace,
      objectName,
      partOf: this.logicalName,
      observer: this.logicalName,
      ...this.#meshPlaces.of(objectName),
    };
  }
}
