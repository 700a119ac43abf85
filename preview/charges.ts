import { apiChargers } from "./api-charges";
import { findKubernetesVersion } from "../components/cluster/eks/kubernetes-versions";
import type { RecordedResource } from "../testing";
import type { CostItem, UsageKey } from "./cost";
import { freeTypes } from "./free-types";
import { autoModeShare, hoursPerMonth, instancePrice, pricesAsOf, servicePrice, spotFactor } from "./prices";
import { storeChargers } from "./store-charges";

/** What AWS charges for a resource. */
export interface Charges {
  /** By the month; not yet rounded. */
  readonly items?: readonly Omit<CostItem, "path">[];
  /** By use. */
  readonly usage?: readonly UsageKey[];
  /** What costs, and has no price here. */
  readonly unknown?: readonly string[];
  /** What is taken for granted of all resources of the kind. */
  readonly assumptions?: readonly string[];
}

/** What matters to the price of a resource besides itself. */
interface Surroundings {
  readonly resources: readonly RecordedResource[];
  readonly region: string;
}

type Inputs = RecordedResource["inputs"];
type Charger = (inputs: Inputs, around: Surroundings) => Charges;

/**
 * What a resource is charged with; `undefined` if it is free, or nothing is known of it.
 */
export function charge({ type, inputs }: RecordedResource, around: Surroundings): Charges | undefined {
  const stored = isOnAws(around) ? storeChargers[type]?.(inputs, around.region) : undefined;
  const charges = chargers[type]?.(inputs, around);
  return stored === undefined ? charges : { ...charges, ...stored };
}

/** Whether it is known what a resource costs, be it nothing. */
export function isKnown({ type }: RecordedResource): boolean {
  return type in chargers || freeTypes.has(type) || type.startsWith("aws:iam/");
}

const chargers: Readonly<Record<string, Charger | undefined>> = {
  ...apiChargers,
  "aws:cloudwatch/logGroup:LogGroup": () => ({ usage: ["logsIngestedGb", "logsStoredGbMonth"] }),
  "aws:ec2/eip:Eip": (_, { region }) => ({ items: [publicAddresses(region, 1)] }),
  "aws:ec2/natGateway:NatGateway": (_, { region }) => ({
    items: [
      {
        what: "NAT gateways",
        quantity: 1,
        unit: "gateway",
        usdPerMonth: hourly(servicePrice(region, "natGatewayHour").usd),
      },
    ],
    usage: ["natGatewayGb"],
  }),
  "aws:ec2/volume:Volume": ({ size, type }, { region }) => chargeDisks([{ gib: size, type: type ?? "gp2" }], 1, region),
  "aws:ec2/vpc:Vpc": () => ({ usage: ["internetGb", "crossZoneGb"] }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": chargeEndpoint,
  "aws:efs/fileSystem:FileSystem": () => ({ usage: ["efsGbMonth"] }),
  "aws:eks/cluster:Cluster": chargeControlPlane,
  "aws:eks/nodeGroup:NodeGroup": chargeNodes,
  "aws:kms/key:Key": (_, { region }) => ({
    items: [{ what: "KMS keys", quantity: 1, unit: "key", usdPerMonth: servicePrice(region, "kmsKeyMonth").usd }],
    assumptions: ["KMS keys in their first year: the first two rotations add 1 USD a month each"],
  }),
  "aws:lb/loadBalancer:LoadBalancer": ({ internal, subnets }, { region }) =>
    chargeLoadBalancer(region, internal === true ? 0 : countOf(subnets)),
  "aws:s3/bucket:Bucket": () => ({ usage: ["s3GbMonth"] }),
  "aws:sqs/queue:Queue": () => ({
    assumptions: ["queues stay within the first million messages of a month, which are free"],
  }),
  "kubernetes:gateway.k8s.aws/v1:LoadBalancerConfiguration": ({ spec }, { region, resources }) =>
    chargeLoadBalancer(region, asRecord(spec).scheme === "internal" ? 0 : publicZones(resources)),
  "kubernetes:karpenter.sh/v1:NodePool": ({ metadata, spec }) => ({
    unknown: [nodesOfPool(asRecord(metadata).name, asRecord(asRecord(spec).limits))],
  }),
  "kubernetes:core/v1:PersistentVolumeClaim": (_, around) => (isOnAws(around) ? { usage: ["gp3GbMonth"] } : {}),
  "kubernetes:core/v1:Service": chargeService,
  "kubernetes:helm.sh/v3:Release": ({ values }, around) =>
    isOnAws(around) && makesSnapshots(asRecord(values)) ? { unknown: ["snapshots of volumes that backups keep"] } : {},
  "kubernetes:apps/v1:StatefulSet": ({ spec }, around) =>
    isOnAws(around) && countOf(asRecord(spec).volumeClaimTemplates) > 0 ? { usage: ["gp3GbMonth"] } : {},
};

function nodesOfPool(name: unknown, { cpu, memory }: Readonly<Record<string, unknown>>): string {
  return `nodes that Karpenter starts for the pool ${String(name)}, of ${String(cpu)} cores and ${String(memory)} of memory at most`;
}

/** Whether a release is one of Velero with backups that have snapshots of volumes. */
function makesSnapshots({ schedules }: Readonly<Record<string, unknown>>): boolean {
  return Object.values(asRecord(schedules)).some(
    (schedule) => asRecord(asRecord(schedule).template).snapshotVolumes === true,
  );
}

/** The clock is not asked: what is in extended support on the day of the prices is so ever after, the rest is said. */
function chargeControlPlane(inputs: Inputs, { region }: Surroundings): Charges {
  const isExtended = asRecord(inputs.upgradePolicy).supportType === "EXTENDED";
  const end = findKubernetesVersion(String(inputs.version))?.endOfStandardSupport;
  const isOver = isExtended && end !== undefined && pricesAsOf > end;
  const extended = servicePrice(region, "eksExtendedSupportHour").usd;
  const usd = isOver ? extended : servicePrice(region, "eksControlPlaneHour").usd;
  return {
    items: [
      {
        what: "control plane",
        quantity: 1,
        unit: `cluster in ${isOver ? "extended" : "standard"} support`,
        usdPerMonth: hourly(usd),
        ...(isExtended && !isOver && end !== undefined
          ? { assumption: `until ${end}, the end of standard support; then ${hourly(extended)} USD a month` }
          : {}),
      },
    ],
    ...(inputs.computeConfig === undefined
      ? {}
      : { unknown: [`nodes that EKS Auto Mode starts, at the on-demand price and ${autoModeShare * 100} % on top`] }),
  };
}

function chargeNodes(inputs: Inputs, { resources, region }: Surroundings): Charges {
  const { desiredSize, minSize } = asRecord(inputs.scalingConfig);
  const count = Number(desiredSize ?? minSize ?? 0);
  const type = Array.isArray(inputs.instanceTypes) ? String(inputs.instanceTypes[0]) : defaultInstanceType;
  const machines = chargeMachines(type, inputs.capacityType === "SPOT", count, region);
  const disks = chargeDisks(disksOf(inputs, resources), count, region);
  return {
    items: [...(machines.items ?? []), ...(disks.items ?? [])],
    unknown: [...(machines.unknown ?? []), ...(disks.unknown ?? [])],
    assumptions: machines.assumptions ?? [],
  };
}

/** What EKS takes for a node group that names none. Source: EKS API reference, CreateNodegroup. */
const defaultInstanceType = "t3.medium";

function chargeMachines(type: string, isSpot: boolean, quantity: number, region: string): Charges {
  const price = instancePrice(region, type);
  if (price === undefined) return { unknown: [`nodes ${type}, which no price is known of`] };
  const assumption = [
    ...(isSpot ? [`spot at ${spotFactor * 100} % of the on-demand price, as there is no list price`] : []),
    ...(price.exact ? [] : [`no price of ${type} in ${region} is known: that of us-east-1 and what the region adds`]),
  ].join("; ");
  return {
    items: [
      {
        what: "nodes",
        quantity,
        unit: isSpot ? `${type} on spot` : type,
        usdPerMonth: hourly(quantity * price.usdPerHour * (isSpot ? spotFactor : 1)),
        ...(assumption === "" ? {} : { assumption }),
      },
    ],
    assumptions: /^t\d/.test(type)
      ? ["types of family T stay within their CPU credits: what is above costs extra, as they are unlimited"]
      : [],
  };
}

interface Disk {
  readonly gib: unknown;
  readonly type: unknown;
}

/** Size of the disk that holds the system of Bottlerocket, where nothing else is asked for. Source: Bottlerocket's documentation. */
const bottlerocketSystemGib = 2;

/** What EKS gives a node group without a launch template. Source: EKS API reference, CreateNodegroup. */
const defaultDisk: Disk = { gib: 20, type: "gp3" };

/** The disks of each node, which the launch template lists. */
function disksOf(nodeGroup: Inputs, resources: readonly RecordedResource[]): readonly Disk[] {
  const { id } = asRecord(nodeGroup.launchTemplate);
  if (id === undefined) return [{ ...defaultDisk, gib: nodeGroup.diskSize ?? defaultDisk.gib }];
  const template = resources.find((resource) => resource.type === launchTemplateType && resource.outputs.id === id);
  const devices = template?.inputs.blockDeviceMappings;
  if (!Array.isArray(devices)) return [];
  return devices.map((device) => {
    const { volumeSize, volumeType } = asRecord(asRecord(device).ebs);
    return { gib: volumeSize ?? bottlerocketSystemGib, type: volumeType ?? "gp2" };
  });
}

const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";

function chargeDisks(disks: readonly Disk[], machines: number, region: string): Charges {
  const gib = disks.filter(({ type }) => type === "gp3").reduce((sum, disk) => sum + Number(disk.gib), 0) * machines;
  const others = disks.filter(({ type }) => type !== "gp3");
  return {
    items:
      gib === 0
        ? []
        : [
            {
              what: "disks",
              quantity: gib,
              unit: "GiB of gp3",
              usdPerMonth: gib * servicePrice(region, "gp3GbMonth").usd,
            },
          ],
    unknown: others.map(({ type }) => `disks of type ${String(type)}, which no price is known of`),
  };
}

function chargeEndpoint({ vpcEndpointType, subnetIds }: Inputs, { region }: Surroundings): Charges {
  if (vpcEndpointType !== "Interface") return {};
  const zones = countOf(subnetIds);
  return {
    items: [
      {
        what: "interface endpoints",
        quantity: zones,
        unit: "endpoint and zone",
        usdPerMonth: hourly(zones * servicePrice(region, "interfaceEndpointHour").usd),
      },
    ],
    usage: ["interfaceEndpointGb"],
  };
}

/** A Service of type LoadBalancer gets one of AWS, open to the internet if no annotation says otherwise. */
function chargeService({ metadata, spec }: Inputs, around: Surroundings): Charges {
  if (asRecord(spec).type !== "LoadBalancer" || !isOnAws(around)) return {};
  const annotations = asRecord(asRecord(metadata).annotations);
  const isInternal =
    annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"] === "internal" ||
    annotations["service.beta.kubernetes.io/aws-load-balancer-internal"] === "true";
  return chargeLoadBalancer(around.region, isInternal ? 0 : publicZones(around.resources));
}

function chargeLoadBalancer(region: string, addresses: number): Charges {
  return {
    items: [
      {
        what: "load balancers",
        quantity: 1,
        unit: "load balancer",
        usdPerMonth: hourly(servicePrice(region, "loadBalancerHour").usd),
      },
      ...(addresses === 0 ? [] : [publicAddresses(region, addresses)]),
    ],
    usage: ["loadBalancerUnitHour"],
  };
}

function publicAddresses(region: string, quantity: number): Omit<CostItem, "path"> {
  return {
    what: "public addresses",
    quantity,
    unit: "IPv4 address",
    usdPerMonth: hourly(quantity * servicePrice(region, "publicIpv4Hour").usd),
  };
}

/** How many zones have a subnet for load balancers that the internet reaches. */
function publicZones(resources: readonly RecordedResource[]): number {
  const zones = resources
    .filter(({ type, inputs }) => type === "aws:ec2/subnet:Subnet" && "kubernetes.io/role/elb" in asRecord(inputs.tags))
    .map(({ inputs }) => inputs.availabilityZone);
  return new Set(zones).size;
}

/** Whether objects are in a cluster of AWS, so that AWS makes their volumes and load balancers. */
function isOnAws({ resources }: Surroundings): boolean {
  return resources.some(({ type }) => type === "aws:eks/cluster:Cluster");
}

function hourly(usd: number): number {
  return usd * hoursPerMonth;
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
