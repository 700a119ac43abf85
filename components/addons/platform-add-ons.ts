import type * as pulumi from "@pulumi/pulumi";
import { inAccountOf, isEks, type ClusterHandle, type EksHandle, type PlatformCapabilities } from "../cluster";
import { refuseComponent, SlipwayComponent, under, type Problem } from "../core";
import type { AddOnOutputs, AnyAddOn, CommonOptions, Surroundings } from "./frame/add-on";
import { checkMirrors } from "./frame/check-mirrors";
import { splitImage, type Mirrors } from "./frame/mirrors";
import {
  monitorsAddOn,
  planAddOns,
  predecessors,
  surroundedBy,
  type ChosenAddOn,
  type Doubts,
  type Plan,
  type PlanAround,
} from "./frame/planner";
import { PlatformAddOn, type Platform } from "./frame/platform-add-on";
import { addOnsOf, type Preset } from "./presets";
import { addOns, type AddOnId, type AddOnOptions } from "./registry";

/** Add-ons by their ids: options, `true` for one with its defaults, `false` for one of the preset that is left out. */
export type AddOnChoice = { readonly [Id in AddOnId]?: AddOnOptions[Id] | boolean | undefined };

/** Which add-ons a cluster has. */
export interface PlatformAddOnsSpec extends AddOnChoice {
  /** What there is if nothing else is said. Default: nothing. */
  readonly preset?: Preset | undefined;
}

export interface PlatformAddOnsArgs extends PlatformAddOnsSpec {
  readonly cluster: ClusterHandle;
  /** Add-ons of your own, with their options. Their ids are told apart from those that are there. Default: none. */
  readonly others?: readonly ChosenAddOn[] | undefined;
  /** Where charts and images are taken from. Default: their makers' addresses. */
  readonly mirrors?: Mirrors | undefined;
  /** Whether what there may be several of there are several of. Default: true. */
  readonly highlyAvailable?: boolean | undefined;
  /** Whether much depends on it: then what is dangerous is refused. Default: false. */
  readonly isProduction?: boolean | undefined;
  /** Whether Pulumi refuses to delete what would be lost for good. Default: false. */
  readonly protected?: boolean | undefined;
  /** What the cluster has besides. Default: nothing is known. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** Groups of nodes: their purpose and fewest nodes. Default: not known, and not checked. */
  readonly nodeGroups?: PlanAround["nodeGroups"];
  /** What must be there before any add-on: nodes, DNS, storage classes. Default: nothing. */
  readonly after?: readonly pulumi.Resource[] | undefined;
}

/** What add-ons are checked against. */
export type AddOnSurroundings = PlanAround;

/**
 * The platform services of a cluster, in the order in which they need each other. What uses them depends on `ready`, and so is taken away
 * before them.
 */
export class PlatformAddOns extends SlipwayComponent {
  /** What must be there before workloads. */
  readonly ready: readonly pulumi.Resource[];
  /** What the add-ons bring, for workloads to rely on. */
  readonly provides: PlatformCapabilities;
  /** What add-ons tell of themselves outside of the cluster. */
  readonly outputs: AddOnOutputs;
  /** The add-ons that there are, by id, in the order in which they are made. */
  readonly addOns: ReadonlyMap<string, PlatformAddOn>;

  /** @throws SlipwayError with everything that is wrong with the choice */
  constructor(name: string, args: PlatformAddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, others = [], mirrors = {} } = args;
    const eks = isEks(cluster) ? cluster : undefined;
    const around = surroundingsOf(args, eks);
    const plan = planOf(args, others, around);
    refuseComponent("PlatformAddOns", name, [
      ...plan.problems,
      ...under(["mirrors"], checkPlatformMirrors(mirrors, plan.order, around)),
    ]);
    super("PlatformAddOns", name, eks === undefined ? opts : inAccountOf(eks, opts));

    const surroundings = surroundedBy(plan.order, around);
    const { planned } = surroundings;
    const platform: Platform = {
      ...surroundings,
      cluster,
      eks,
      mirrors,
      isProtected: args.protected ?? false,
      prometheusNamespace: surroundings.capabilities?.prometheus?.namespace,
      hasMonitors: planned.has(monitorsAddOn),
    };
    this.addOns = this.deploy(plan.order, platform, args.after ?? []);
    this.ready = [...this.addOns.values()].flatMap(({ ready }) => ready);
    this.outputs = Object.assign({}, ...[...this.addOns.values()].map(({ outputs }) => outputs)) as AddOnOutputs;
    this.provides = capabilitiesOf(plan.order, surroundings);
    this.registerOutputs({ addOns: [...planned.keys()] });
  }

  private deploy(
    order: readonly ChosenAddOn[],
    platform: Platform,
    after: readonly pulumi.Resource[],
  ): ReadonlyMap<string, PlatformAddOn> {
    const deployed = new Map<string, PlatformAddOn>();
    const namespaces = new Map<string, PlatformAddOn["namespace"]>();
    for (const one of order) {
      const { addOn, options } = one;
      const before = predecessors(one, platform).flatMap((id) => deployed.get(id)?.ready ?? []);
      const component = new PlatformAddOn(
        `${this.logicalName}-${addOn.name}`,
        { addOn, options, platform, namespace: namespaces.get(addOn.namespace.name) },
        { parent: this, dependsOn: [...after, ...before] },
      );
      deployed.set(addOn.id, component);
      namespaces.set(addOn.namespace.name, component.namespace);
    }
    return deployed;
  }
}

/** What is wrong with a choice of add-ons. Paths are relative to it. */
export function checkPlatformAddOns(
  spec: PlatformAddOnsSpec,
  around: AddOnSurroundings,
  doubts: Partial<Doubts> = {},
): Problem[] {
  return [...planOf(spec, [], around, doubts).problems];
}

/** What is wrong with mirrors, for the images of the add-ons that are chosen. */
export function checkPlatformMirrors(
  mirrors: Mirrors,
  chosen: readonly ChosenAddOn[],
  { isProduction = false }: Partial<Pick<AddOnSurroundings, "isProduction">> = {},
): Problem[] {
  const hosts = chosen.flatMap(({ addOn }) => addOn.images.map((image) => splitImage(image).host));
  const withManifests = chosen.filter(({ addOn }) => (addOn.manifests ?? []).length > 0);
  return checkMirrors(mirrors, {
    hosts: [...new Set(hosts)].sort(),
    withManifests: withManifests.map(({ addOn }) => addOn.name),
    isProduction,
  });
}

/** The add-ons that a choice comes to, in no certain order, and what they are deployed in. */
export function chosenAddOns(
  spec: PlatformAddOnsSpec,
  around: AddOnSurroundings,
): { readonly chosen: readonly ChosenAddOn[]; readonly surroundings: Surroundings } {
  const chosen = choose(spec, around);
  return { chosen, surroundings: surroundedBy(chosen, around) };
}

/** What workloads may rely on, by the add-ons that are chosen. */
export function addOnCapabilities(spec: PlatformAddOnsSpec, around: AddOnSurroundings): PlatformCapabilities {
  const { chosen, surroundings } = chosenAddOns(spec, around);
  return capabilitiesOf(chosen, surroundings);
}

function capabilitiesOf(chosen: readonly ChosenAddOn[], around: Surroundings): PlatformCapabilities {
  const all = chosen.map(({ addOn, options }) => addOn.provides?.(options as never, around) ?? {});
  const nodePurposes = all.flatMap((one) => one.nodePurposes ?? []);
  const admission = all.flatMap((one) => one.admission ?? []);
  return {
    ...Object.assign({}, ...all),
    ...(nodePurposes.length === 0 ? {} : { nodePurposes }),
    ...(admission.length === 0 ? {} : { admission }),
  } as PlatformCapabilities;
}

function planOf(
  spec: PlatformAddOnsSpec,
  others: readonly ChosenAddOn[],
  around: PlanAround,
  doubts: Partial<Doubts> = {},
): Plan {
  const chosen = [...choose(spec, around), ...others];
  const known = [...Object.values<AnyAddOn>(addOns), ...others.map(({ addOn }) => addOn)];
  const off = idsOf(spec).filter((id) => spec[id] === false);
  const builtIn = new Set<AnyAddOn>(Object.values<AnyAddOn>(addOns));
  const own = others.filter(({ addOn }) => !builtIn.has(addOn)).map(({ addOn }) => addOn.id);
  return planAddOns(chosen, known, around, { ...doubts, off, own });
}

/** What is stated, and what the preset has besides and the cluster can have. */
function choose(spec: PlatformAddOnsSpec, around: PlanAround): ChosenAddOn[] {
  const stated = idsOf(spec).filter((id) => spec[id] !== undefined);
  const preset = spec.preset === undefined ? [] : addOnsOf(spec.preset, (id) => isPossible(addOns[id], around));
  return [...new Set([...preset, ...stated])]
    .filter((id) => spec[id] !== false)
    .map((id) => ({ addOn: addOns[id], options: optionsOf(spec[id]) }));
}

function idsOf(spec: PlatformAddOnsSpec): AddOnId[] {
  return (Object.keys(addOns) as AddOnId[]).filter((id) => Object.hasOwn(spec, id));
}

function optionsOf(choice: AddOnChoice[AddOnId]): CommonOptions {
  return typeof choice === "object" ? choice : {};
}

/** Whether a cluster can have an add-on: a preset leaves out those that it cannot. */
function isPossible({ not }: AnyAddOn, { target, autoMode }: PlanAround): boolean {
  return not?.[target] === undefined && !(autoMode && not?.autoMode !== undefined);
}

function surroundingsOf(args: PlatformAddOnsArgs, eks: EksHandle | undefined): PlanAround {
  const { cluster, highlyAvailable = true, isProduction = false, capabilities, nodeGroups } = args;
  return {
    target: cluster.target,
    ipFamily: cluster.ipFamily,
    isProduction,
    highlyAvailable,
    kubernetesVersion: eks?.kubernetesVersion,
    autoMode: eks?.autoMode ?? false,
    nodeGroups,
    capabilities,
  };
}
