import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, PlatformCapabilities } from "../../cluster";
import {
  checkDnsLabel,
  didYouMean,
  refuseComponent,
  SlipwayComponent,
  SlipwayError,
  type Problem,
  type Transform,
} from "../../core";
import { Namespace, type NamespaceTransform } from "./namespace";
import { fixedPriorityFields, priorityClassArgs } from "./priority-classes";
import type { NamespaceAccess } from "./roles";
import { checkTeam, type TeamGroups, type TeamSpec } from "./team-spec";

export interface TeamArgs extends TeamSpec {
  readonly cluster: ClusterHandle;
  /** What workloads may rely on in the cluster: if that is a mesh, those of its namespaces take part in it. Default: Kubernetes alone. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** Name of the team, for the label `slipway/owner`: a DNS label. Default: the component's name. */
  readonly teamName?: string | undefined;
  readonly transform?: TeamTransform | undefined;
}

/** One transform for each child. */
export interface TeamTransform {
  /** By the namespace's name. */
  readonly namespaces?: Readonly<Record<string, NamespaceTransform>>;
  /** For each of the priority classes. */
  readonly priorityClass?: Transform<k8s.scheduling.v1.PriorityClassArgs>;
}

/**
 * What a team shares: its namespaces with quotas, bounds and roles, the people who may do something in them, and priority classes.
 * Everything has the label `slipway/owner`.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class Team extends SlipwayComponent {
  /** Name of the team. */
  readonly teamName: string;
  /** Its namespaces, by name. */
  readonly namespaces: ReadonlyMap<string, Namespace>;

  readonly #args: TeamArgs;

  constructor(name: string, args: TeamArgs, opts?: pulumi.ComponentResourceOptions) {
    const teamName = args.teamName ?? name;
    refuseComponent("Team", name, [
      ...checkDnsLabel("a team", teamName, ["teamName"]),
      ...checkTeam(args),
      ...checkTransform(args),
    ]);
    super("Team", name, opts, { provider: args.cluster.provider });
    this.teamName = teamName;
    this.#args = args;

    const priorityClasses = this.createPriorityClasses();
    // The priority classes come first, as a pod that names one that is not there is refused; they come after what the team depends on.
    this.namespaces = this.createNamespaces(priorityClasses.length > 0 ? priorityClasses : opts?.dependsOn);

    this.registerOutputs({
      namespaces: [...this.namespaces.keys()],
      priorityClasses: Object.keys(args.priorityClasses ?? {}),
    });
  }

  /**
   * One of its namespaces, to be handed to workloads.
   * @throws SlipwayError if it has no such namespace
   */
  namespace(name: string): Namespace {
    const found = this.namespaces.get(name);
    if (found !== undefined) return found;
    const known = [...this.namespaces.keys()];
    const near = didYouMean(name, known);
    throw new SlipwayError(
      `Team ${this.logicalName}`,
      [
        {
          path: ["namespaces"],
          message: "the team has no such namespace",
          found: name,
          allowed: known.join(", "),
          fix: near === undefined ? "add it to the team's namespaces" : `did you mean ${near}?`,
        },
      ],
      "nothing was put into it",
    );
  }

  private createPriorityClasses(): k8s.scheduling.v1.PriorityClass[] {
    return Object.entries(this.#args.priorityClasses ?? {}).map(
      ([name, spec]) =>
        new k8s.scheduling.v1.PriorityClass(
          ...this.child(
            `priority.${name}`,
            priorityClassArgs(name, spec, this.teamName),
            this.#args.transform?.priorityClass,
            { replaceOnChanges: fixedPriorityFields, deleteBeforeReplace: true },
          ),
        ),
    );
  }

  private createNamespaces(after: pulumi.ResourceOptions["dependsOn"]): Map<string, Namespace> {
    const { cluster, capabilities, groups, transform } = this.#args;
    const mesh = capabilities?.mesh;
    return new Map(
      Object.entries(this.#args.namespaces).map(([objectName, spec]) => {
        const access = withGroups(spec.access, groups);
        const own = transform?.namespaces?.[objectName];
        const namespace = new Namespace(
          `${this.logicalName}-namespace.${objectName}`,
          { ...spec, cluster, objectName, owner: this.teamName, access, mesh, transform: own },
          { parent: this, ...(after === undefined ? {} : { dependsOn: after }) },
        );
        return [objectName, namespace];
      }),
    );
  }
}

/** A transform of a namespace that is not there would do nothing. */
function checkTransform({ transform, namespaces }: TeamArgs): Problem[] {
  return Object.keys(transform?.namespaces ?? {})
    .filter((name) => !Object.hasOwn(namespaces, name))
    .map((name) => ({
      path: ["transform", "namespaces", name],
      message: "there is no such namespace",
      found: name,
      allowed: Object.keys(namespaces).join(", "),
      fix: "name one of the namespaces",
    }));
}

/** The team's groups, and those that a namespace names besides. */
function withGroups(access: NamespaceAccess = {}, groups: TeamGroups = {}): NamespaceAccess {
  return {
    ...access,
    ...bound("view", groups.viewers, access.view),
    ...bound("edit", groups.developers, access.edit),
    ...bound("admin", groups.admins, access.admin),
  };
}

function bound(role: "view" | "edit" | "admin", ...lists: readonly (readonly string[] | undefined)[]): NamespaceAccess {
  const groups = [...new Set(lists.flatMap((list) => list ?? []))];
  return groups.length === 0 ? {} : { [role]: groups };
}
