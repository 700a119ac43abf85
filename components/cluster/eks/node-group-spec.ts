import { under, type Problem } from "../../core";
import { amiFamily, checkAmiType, isAmiType, type AmiType } from "./ami-types";
import type { PlannedCni } from "./cni";
import { checkInstanceType, findInstanceType, type InstanceType } from "./instance-types";
import { nodeGroupPresets, type NodeGroupPurpose, type NodeTaint } from "./node-group-presets";

/** How many nodes a group has. */
export interface NodeGroupSize {
  readonly min: number;
  readonly max: number;
  /**
   * Nodes at the start. Where it is stated, it is kept at each `up`; left out, it is an autoscaler's afterwards, and the group
   * starts with `min`. Nothing here scales nodes: without an autoscaler the number stays. Pulumi repeats the number that it
   * knows when another field of the size changes, so refresh before that (`pulumi up --refresh`).
   */
  readonly desired?: number | undefined;
}

/** Nodes of one kind. What is left out is the purpose's own. */
export interface NodeGroupSpec {
  /** What the nodes are for. */
  readonly purpose: NodeGroupPurpose;
  readonly size: NodeGroupSize;
  /** EC2 instance types, the preferred one first; all of one architecture. */
  readonly instanceTypes?: readonly string[] | undefined;
  /** `spot` costs about a third of `onDemand`, and is taken away with two minutes' notice. */
  readonly capacity?: "onDemand" | "spot" | undefined;
  /** Machine image, such as `BOTTLEROCKET_x86_64`. Default: Amazon Linux 2023 for the purpose. */
  readonly amiType?: string | undefined;
  /** Version of the machine image, such as `1.36.2-20261015`. Default: the newest one when the group is made or its version changes. */
  readonly releaseVersion?: string | undefined;
  /** GiB of each node's disk, gp3 and encrypted. Default: 50, with GPUs 100. */
  readonly diskGiB?: number | undefined;
  /** Labels besides `nodes.slipway/purpose`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Replace the purpose's own. Default: what `nodeGroupPresets` says; for Inferentia and Trainium `aws.amazon.com/neuron`. */
  readonly taints?: readonly NodeTaint[] | undefined;
  /** Zones of the network that it is in. Default: all. A volume is in one zone, so a group for stateful pods is made for each. */
  readonly zones?: readonly string[] | undefined;
  /** Nodes that an update may take away at a time, in percent. Default: 33. */
  readonly maxUnavailablePercent?: number | undefined;
  /** Whether EKS replaces nodes that do not become healthy again. Default: true. */
  readonly repair?: boolean | undefined;
}

/** A group after the defaults of its purpose. */
export interface PlannedNodeGroup {
  readonly purpose: NodeGroupPurpose;
  readonly size: { readonly min: number; readonly max: number; readonly desired: number };
  /** Whether an autoscaler may change the number of nodes. */
  readonly isAutoscaled: boolean;
  readonly instanceTypes: readonly string[];
  readonly capacity: "onDemand" | "spot";
  readonly amiType: AmiType;
  readonly releaseVersion: string | undefined;
  readonly diskGiB: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
  readonly zones: readonly string[];
  readonly maxUnavailablePercent: number;
  readonly repair: boolean;
}

/** The label by which pods choose nodes. */
export const purposeLabel = "nodes.slipway/purpose";

/**
 * A group with the defaults of its purpose.
 * @param zones those of the network
 */
export function planNodeGroup(spec: NodeGroupSpec, zones: readonly string[]): PlannedNodeGroup {
  const preset = nodeGroupPresets[spec.purpose];
  const { min, max, desired = min } = spec.size;
  return {
    purpose: spec.purpose,
    size: { min, max, desired },
    isAutoscaled: spec.size.desired === undefined,
    instanceTypes: spec.instanceTypes ?? preset.instanceTypes,
    capacity: spec.capacity ?? preset.capacity,
    amiType: amiTypeOf(spec) as AmiType,
    releaseVersion: spec.releaseVersion,
    diskGiB: spec.diskGiB ?? preset.diskGiB,
    labels: { [purposeLabel]: spec.purpose, ...spec.labels },
    taints: spec.taints ?? (amiFamily(amiTypeOf(spec))?.accelerator === "neuron" ? [neuronTaint] : preset.taints),
    zones: spec.zones ?? zones,
    maxUnavailablePercent: spec.maxUnavailablePercent ?? 33,
    repair: spec.repair ?? true,
  };
}

/** The taint by which the pods of a Neuron device are told apart, as those of a GPU are by `nvidia.com/gpu`. */
const neuronTaint: NodeTaint = { key: "aws.amazon.com/neuron", value: "true", effect: "NoSchedule" };

/** The image that was asked for, or that of Amazon Linux 2023 for the first instance type. */
function amiTypeOf(spec: NodeGroupSpec): string {
  if (spec.amiType !== undefined) return spec.amiType;
  const first = findInstanceType(spec.instanceTypes?.[0] ?? "");
  if (first === undefined) return nodeGroupPresets[spec.purpose].amiType;
  if (first.gpuMaker === "neuron") return "AL2023_x86_64_NEURON";
  const architecture = first.architecture === "x86_64" ? "x86_64" : "ARM_64";
  return `AL2023_${architecture}_${first.gpuMaker === "nvidia" ? "NVIDIA" : "STANDARD"}`;
}

/** What is known of the cluster when a group is checked. */
export interface NodeGroupSurroundings {
  /** Zones of the network. */
  readonly zones: readonly string[];
  readonly cni: PlannedCni;
}

/** What is wrong with one group. */
export function checkNodeGroup(spec: NodeGroupSpec, { zones, cni }: NodeGroupSurroundings): Problem[] {
  const planned = planNodeGroup(spec, zones);
  const types = planned.instanceTypes.flatMap((name) => findInstanceType(name) ?? []);
  return [
    ...under(["size"], checkSize(spec.size)),
    ...checkWhole(["diskGiB"], spec.diskGiB, 20, 16_384),
    ...checkWhole(["maxUnavailablePercent"], spec.maxUnavailablePercent, 1, 100),
    ...checkZoneNames(planned, zones, spec.zones !== undefined),
    ...checkSystemGroup(planned, spec),
    ...(planned.instanceTypes.length > 0
      ? planned.instanceTypes.flatMap((name, index) => checkInstanceType(name, ["instanceTypes", index]))
      : [{ path: ["instanceTypes"], message: "instanceTypes is empty", fix: "name a type, or leave it out" }]),
    ...(spec.amiType === undefined ? [] : checkAmiType(spec.amiType, ["amiType"])),
    ...checkArchitecture(planned, types),
    ...checkPurpose(planned, types),
    ...checkAccelerators(planned, types),
    ...(cni.prefixDelegation ? types.filter(({ nitro }) => !nitro).map(withoutPrefixes) : []),
    ...planned.taints.flatMap(({ key }, index) =>
      /^([a-z0-9A-Z.-]+\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(key)
        ? []
        : [
            {
              path: ["taints", index, "key"],
              message: "this is no key of a taint",
              found: key,
              fix: "write a name such as dedicated",
            },
          ],
    ),
    ...Object.keys(spec.labels ?? {})
      .filter((key) => /(^|\.)(kubernetes|k8s)\.io\//.test(key))
      .map((key) => ({
        path: ["labels", key],
        message: "a node may not give itself a label of Kubernetes' own",
        found: key,
        fix: "use a prefix of your own, or none",
      })),
  ];
}

function checkWhole(path: Problem["path"], value: number | undefined, least: number, most: number): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [
    {
      path,
      message: "this number is out of bounds",
      found: String(value),
      allowed: `a whole number from ${least} to ${most}`,
      fix: "write a number in between",
    },
  ];
}

function checkSize({ min, max, desired = min }: NodeGroupSize): Problem[] {
  const notWhole = Object.entries({ min, max, desired }).filter(([, count]) => !Number.isInteger(count) || count < 0);
  if (notWhole.length > 0) {
    return notWhole.map(([field, count]) => ({
      path: [field],
      message: "this is no number of nodes",
      found: String(count),
      allowed: "0, 1, 2 and so on",
      fix: "write a whole number",
    }));
  }
  const problem = (path: string[], message: string, found: string, fix: string): Problem => ({
    path,
    message,
    found,
    fix,
  });
  return [
    ...(max < 1
      ? [problem(["max"], "a group that has no node at most is of no use", `max ${max}`, "write 1 or more")]
      : []),
    ...(min > max
      ? [
          problem(
            [],
            "the fewest nodes are more than the most",
            `min ${min}, max ${max}`,
            `raise max to ${min} or more`,
          ),
        ]
      : []),
    ...(min <= max && (desired < min || desired > max)
      ? [
          problem(
            ["desired"],
            "the nodes at the start are not between the fewest and the most",
            `min ${min}, desired ${desired}, max ${max}`,
            `write a number from ${min} to ${max}, or leave it out`,
          ),
        ]
      : []),
  ];
}

function checkZoneNames(group: PlannedNodeGroup, known: readonly string[], isStated: boolean): Problem[] {
  if (!isStated) return [];
  if (group.zones.length === 0) {
    return [{ path: ["zones"], message: "zones is empty", fix: "name zones of the network, or leave it out for all" }];
  }
  return group.zones
    .filter((zone) => !known.includes(zone))
    .map((zone) => ({
      path: ["zones", group.zones.indexOf(zone)],
      message: "the network has no such zone",
      found: zone,
      allowed: known.join(", "),
      fix: "name a zone of the network, or add this one to the network",
    }));
}

/** What keeps the cluster alive must survive the loss of a zone and of the whole spot market. */
function checkSystemGroup(group: PlannedNodeGroup, spec: NodeGroupSpec): Problem[] {
  if (group.purpose !== "system") return [];
  return [
    ...(group.capacity === "spot"
      ? [
          {
            path: ["capacity"],
            message: "the nodes that hold what keeps the cluster alive could all be taken away at once",
            found: "spot",
            allowed: "onDemand",
            fix: "remove capacity here; use spot for a group of the purpose spot",
          },
        ]
      : []),
    ...(new Set(group.zones).size < 2
      ? [
          {
            path: spec.zones === undefined ? [] : ["zones"],
            message: "the nodes that hold what keeps the cluster alive are in one zone, and would fail with it",
            found: group.zones.join(", "),
            allowed: "two or more zones",
            fix: spec.zones === undefined ? "add a zone to the network" : "name two zones, or leave zones out for all",
          },
        ]
      : []),
  ];
}

function checkArchitecture(group: PlannedNodeGroup, types: readonly InstanceType[]): Problem[] {
  const image = amiFamily(group.amiType);
  if (image === undefined) return [];
  return types
    .filter(({ architecture }) => architecture !== image.architecture)
    .map(({ name, architecture }) => ({
      path: ["instanceTypes", group.instanceTypes.indexOf(name)],
      message: `an ${architecture} machine cannot start the ${image.architecture} image ${group.amiType}`,
      found: name,
      allowed: `instance types of the architecture ${image.architecture}`,
      fix: `put it into a group of its own${withImage(otherArchitecture(group.amiType))}`,
    }));
}

/** The same image for the other architecture, where there is one. */
/** Pods choose nodes by the purpose, and take it for the architecture. */
function checkPurpose(group: PlannedNodeGroup, types: readonly InstanceType[]): Problem[] {
  if (group.purpose !== "arm64" || amiFamily(group.amiType)?.architecture !== "x86_64") return [];
  return types
    .filter(({ architecture }) => architecture === "x86_64")
    .slice(0, 1)
    .map(({ name }) => ({
      path: ["instanceTypes", group.instanceTypes.indexOf(name)],
      message: "an x86_64 machine, in a group of the purpose arm64",
      found: name,
      allowed: "instance types such as m7g.large, c7g.large",
      fix: "choose another type, or write purpose: general",
    }));
}

function otherArchitecture(amiType: string): AmiType | undefined {
  const other = amiType.includes("x86_64") ? amiType.replace("x86_64", "ARM_64") : amiType.replace("ARM_64", "x86_64");
  return isAmiType(other) ? other : undefined;
}

function withImage(amiType: AmiType | undefined): string {
  return amiType === undefined ? "" : ` with amiType: ${amiType}`;
}

/** The drivers that an accelerator needs from an image; EKS has no image with those of other makers. */
function driversOf(gpuMaker: InstanceType["gpuMaker"]): "nvidia" | "neuron" | "none" {
  return gpuMaker === "nvidia" || gpuMaker === "neuron" ? gpuMaker : "none";
}

const driverAdvice = {
  nvidia: "leave amiType out, or write one that ends in NVIDIA",
  neuron: "leave amiType out, or write AL2023_x86_64_NEURON",
  none: "choose another type: no image of EKS has drivers for it",
} as const;

/** A GPU costs many times a plain node: it is for pods that ask for one, and it needs an image with its drivers. */
function checkAccelerators(group: PlannedNodeGroup, types: readonly InstanceType[]): Problem[] {
  const image = amiFamily(group.amiType);
  const at = (name: string) => ["instanceTypes", group.instanceTypes.indexOf(name)];
  const accelerated = types.filter(({ gpus }) => gpus > 0);
  if (group.purpose !== "gpu") {
    return accelerated.map(({ name }) => ({
      path: at(name),
      message: "a machine with an accelerator, in a group whose nodes every pod may use",
      found: `${name} in a group of the purpose ${group.purpose}`,
      allowed: "instance types without accelerators",
      fix: "write purpose: gpu, or choose another type",
    }));
  }
  return [
    ...types
      .filter(({ gpus }) => gpus === 0)
      .map(({ name }) => ({
        path: at(name),
        message: "a machine without an accelerator, in a group of the purpose gpu",
        found: name,
        allowed: "instance types such as g5.xlarge, g6.xlarge, p4d.24xlarge",
        fix: "choose another type, or write purpose: general",
      })),
    ...accelerated
      .filter(({ gpuMaker }) => image !== undefined && driversOf(gpuMaker) !== image.accelerator)
      .map(({ name, gpuMaker }) => ({
        path: at(name),
        message: `the image ${group.amiType} has no drivers for its accelerator`,
        found: name,
        fix: driverAdvice[driversOf(gpuMaker)],
      })),
  ];
}

function withoutPrefixes({ name }: InstanceType): Problem {
  return {
    path: ["instanceTypes"],
    message: "prefix delegation needs an instance type of the Nitro system",
    found: name,
    allowed: "types such as m5, m6i, c6i, t3",
    fix: "choose another type, or switch cni.prefixDelegation off",
  };
}
