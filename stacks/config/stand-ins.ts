import { isRecord, remove, valueAt, type Path } from "./path";

/** Sections that are about AWS: what they say matters to each other, so that a broken value is replaced, not only left out. */
const mended = {
  "slipway:stage": mendPlain,
  "slipway:aws": mendAws,
  "slipway:network": mendNetwork,
  "slipway:cluster": mendCluster,
} as const;

type Sections = Record<string | number, unknown>;
type Values = Record<string | number, unknown>;

/** Whether the section of a path is one whose broken values have stand-ins. */
export function hasStandIns([section]: Path): boolean {
  return Object.hasOwn(mended, String(section));
}

/**
 * Puts something in place of a broken value of the AWS half that no check complains of: nothing is said of what a value means that was not
 * understood, nor is the rest left unchecked because of it.
 * @param path of the value; what it was meant to be where its key is misspelt
 * @returns whether there was anything to change
 */
export function putStandIn(sections: Sections, path: Path): boolean {
  const before = JSON.stringify(sections);
  const [section, ...inner] = path;
  const mend = mended[section as keyof typeof mended];
  const values = sections[String(section)];
  if (isRecord(values) && inner.length > 0) mend(sections, values, inner);
  else remove(sections, [String(section)]);
  return JSON.stringify(sections) !== before;
}

function mendPlain(_: Sections, values: Values, [field = ""]: Path): void {
  remove(values, [field]);
}

function mendAws(sections: Sections, values: Values, [field = ""]: Path): void {
  if (field === "region") values.region = regionOf(sections);
  else remove(values, [field]);
}

function mendNetwork(sections: Sections, network: Values, [field = "", tier]: Path): void {
  switch (field) {
    case "cidr":
      // The largest that there can be: what does not fit into it fits nowhere.
      network.cidr = "10.0.0.0/16";
      if (network.podCidr !== undefined) network.podCidr = "100.64.0.0/16";
      return;
    case "zones":
      network.zones = ["a", "b", "c", "d"].map((letter) => `${regionOf(sections)}${letter}`);
      return;
    case "tiers":
      // The least that there can be.
      network.tiers = {
        public: network.nat === "none" ? false : { prefix: 27 },
        private: { prefix: 26 },
        isolated: false,
      };
      return;
    case "nat":
      network.nat = valueAt(network, ["tiers", "public"]) === false ? "none" : "single";
      if (network.nat === "none") network.interfaceEndpoints ??= [];
      return;
    case "interfaceEndpoints":
      network.interfaceEndpoints = [];
      return;
    case "vpcId":
      network.vpcId = "vpc-00000000";
      return;
    case "subnets":
      mendSubnets(sections, network, tier);
      return;
    default:
      remove(network, [field]);
      if (field === "podCidr") forgetPodSubnets(sections);
      if (field === "ipv6") remove(sections, ["slipway:cluster", "ipFamily"]);
  }
}

function mendSubnets(sections: Sections, network: Values, tier: string | number = "private"): void {
  const subnets = isRecord(network.subnets) ? network.subnets : {};
  network.subnets = subnets;
  remove(subnets, [tier]);
  if (tier === "private") {
    const region = regionOf(sections);
    subnets.private = { [`${region}a`]: "subnet-00000001", [`${region}b`]: "subnet-00000002" };
    remove(subnets, ["pods"]);
  }
  if (tier === "private" || tier === "pods") forgetPodSubnets(sections);
}

function forgetPodSubnets(sections: Sections): void {
  remove(sections, ["slipway:cluster", "cni", "customNetworking"]);
}

/** A group of which nothing bad can be said, in place of one of which nothing is known. */
const someGroup = { purpose: "general", size: { min: 1, max: 1 } };

function mendCluster(_: Sections, cluster: Values, [field = "", inner, innermost]: Path): void {
  switch (field) {
    case "access":
      mendAccess(cluster, inner);
      return;
    case "nodeGroups":
      mendNodeGroups(cluster, inner, innermost);
      return;
    case "supportType":
      remove(cluster, ["supportType"]);
      remove(cluster, ["version"]);
      return;
    case "autoMode":
      remove(cluster, ["autoMode"]);
      cluster.nodeGroups ??= { unknown: someGroup };
      return;
    case "target":
      for (const key of Object.keys(cluster)) remove(cluster, [key]);
      return;
    default:
      remove(cluster, [field]);
  }
}

function mendAccess(cluster: Values, role: string | number = "admin"): void {
  const access = isRecord(cluster.access) ? cluster.access : {};
  cluster.access = access;
  if (role === "admin") access.admin = ["arn:aws:iam::000000000000:role/unknown"];
  else remove(access, [role]);
}

function mendNodeGroups(cluster: Values, name?: string | number, field?: string | number): void {
  const groups = cluster.nodeGroups;
  if (name === undefined || !isRecord(groups)) {
    remove(cluster, ["nodeGroups"]);
    if (cluster.autoMode !== true) cluster.nodeGroups = { unknown: someGroup };
    return;
  }
  const group = groups[name];
  if (field === undefined || field === "purpose" || !isRecord(group)) {
    remove(groups, [name]);
    groups.unknown = someGroup;
  } else mendNodeGroup(group, field);
}

function mendNodeGroup(group: Values, field: string | number): void {
  remove(group, [field]);
  if (field === "size") group.size = someGroup.size;
  if (field === "taints") group.taints = [];
  // Machines and their image must fit together, and those of the purpose do.
  if (field === "instanceTypes") remove(group, ["amiType"]);
  if (field === "amiType" && group.purpose === "gpu") remove(group, ["instanceTypes"]);
}

/** The region that is stated, or that of the first zone. */
function regionOf(sections: Sections): string {
  const stated = valueAt(sections, ["slipway:aws", "region"]);
  if (typeof stated === "string") return stated;
  const region = zonesIn(sections["slipway:network"])
    .map((zone) => /^([a-z]+(-[a-z]+)+-\d+)[a-z]$/.exec(String(zone))?.[1])
    .find((found) => found !== undefined);
  return region ?? "eu-central-1";
}

function zonesIn(network: unknown): unknown[] {
  const listed = valueAt(network, ["zones"]);
  const subnets = valueAt(network, ["subnets"]);
  const tiers = isRecord(subnets) ? Object.values(subnets).filter(isRecord) : [];
  return [...(Array.isArray(listed) ? (listed as unknown[]) : []), ...tiers.flatMap((tier) => Object.keys(tier))];
}
