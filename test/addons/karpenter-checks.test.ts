// What is wrong with options of Karpenter, message by message. That Karpenter takes all others is not shown here.
import { checkPlatformAddOns, type AddOnSurroundings, type PlatformAddOnsSpec } from "../../components/addons";
import { instanceTypeNames } from "../../components/cluster";
import type { NodeClassSpec } from "../../components/addons/karpenter/node-class-spec";
import type { NodePoolSpec } from "../../components/addons/karpenter/node-pool-spec";
import { formatPath, type Problem } from "../../components/core";

const production: AddOnSurroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: [{ purpose: "system", min: 2 }],
  capabilities: { zones: ["eu-central-1a", "eu-central-1b"] },
};

function told(spec: PlatformAddOnsSpec, changes: Partial<AddOnSurroundings> = {}): string[] {
  return checkPlatformAddOns(spec, { ...production, ...changes }).map(textOf);
}

function textOf({ path, message, found, allowed, fix }: Problem): string {
  const rows = [
    `${formatPath(path)}: ${message}`,
    ...(found === undefined ? [] : [`found: ${found}`]),
    ...(allowed === undefined ? [] : [`allowed: ${allowed}`]),
    `fix: ${fix}`,
  ];
  return rows.join(" | ");
}

const whole: [title: string, spec: PlatformAddOnsSpec, changes: Partial<AddOnSurroundings>, messages: string[]][] = [
  [
    "without a group for the system",
    { karpenter: true },
    { nodeGroups: [{ purpose: "general", min: 3 }] },
    [
      "karpenter: karpenter runs on nodes that it has not started itself, and there are too few of them | found: no node group of the purpose system | allowed: node groups of the purpose system with 2 nodes or more at least | fix: add to the cluster's nodeGroups system: { purpose: system, size: { min: 2, max: 3 } }",
    ],
  ],
  [
    "with too few nodes for the system",
    { karpenter: true },
    { nodeGroups: [{ purpose: "system", min: 1 }] },
    [
      "karpenter: karpenter runs on nodes that it has not started itself, and there are too few of them | found: 1 node at least | allowed: node groups of the purpose system with 2 nodes or more at least | fix: raise the group's min to 2",
    ],
  ],
  [
    "in development without a group for the system",
    { karpenter: true },
    { nodeGroups: [], highlyAvailable: false },
    [
      "karpenter: karpenter runs on nodes that it has not started itself, and there are too few of them | found: no node group of the purpose system | allowed: node groups of the purpose system with 1 node or more at least | fix: add to the cluster's nodeGroups system: { purpose: system, size: { min: 1, max: 2 } }",
    ],
  ],
  [
    "in Auto Mode",
    { karpenter: true },
    { autoMode: true, nodeGroups: [] },
    [
      "karpenter: a cluster in Auto Mode cannot have it: EKS Auto Mode has it built in | found: karpenter | fix: remove it, or write karpenter: false where a preset has it",
    ],
  ],
  [
    "in a cluster that is there already",
    { karpenter: true },
    { target: "existing", nodeGroups: [] },
    [
      "karpenter: a cluster with target: existing cannot have it: it needs the node role and the network of a cluster that is made here | found: karpenter | fix: remove it, or write karpenter: false where a preset has it",
    ],
  ],
  [
    "beside Cluster Autoscaler",
    { karpenter: true, clusterAutoscaler: true },
    {},
    [
      "karpenter: it cannot be beside cluster-autoscaler: both start nodes for pods that wait | found: karpenter, clusterAutoscaler | fix: write karpenter: false, or clusterAutoscaler: false",
    ],
  ],
  [
    "on a Kubernetes that it is not made for",
    { karpenter: true },
    { kubernetesVersion: "1.37" },
    [
      "karpenter: karpenter-crd 1.14.1 is not made for Kubernetes 1.37 | found: 1.37 | allowed: 1.30 to 1.36 | fix: choose another version of Kubernetes, write karpenter: false, or anyKubernetes: true to try it",
    ],
  ],
  [
    "no pool",
    { karpenter: { nodePools: {} } },
    {},
    [
      "karpenter.nodePools: nodePools is empty, so nothing would ever be started | found: {} | fix: name one, or leave it out",
    ],
  ],
  [
    "no class",
    { karpenter: { nodeClasses: {} } },
    {},
    [
      "karpenter.nodeClasses: nodeClasses is empty, so no pool could start anything | found: {} | fix: name one, or leave it out",
    ],
  ],
  [
    "a controller of no size",
    { karpenter: { controller: { cpuMillis: 0, memoryMib: 1.5 } } },
    {},
    [
      "karpenter.controller.cpuMillis: this number is out of bounds | found: 0 | allowed: a whole number from 10 | fix: write 10 or more",
      "karpenter.controller.memoryMib: this number is out of bounds | found: 1.5 | allowed: a whole number from 128 | fix: write 128 or more",
    ],
  ],
  [
    "values that are decided elsewhere",
    {
      karpenter: {
        values: {
          settings: { clusterName: "x", interruptionQueue: "q", isolatedVPC: true, reservedENIs: "2" },
          replicas: 1,
          controller: { resources: {} },
          serviceAccount: { name: "x", create: false },
        },
      },
    },
    {},
    [
      "karpenter.values.replicas: this value of the chart is decided elsewhere, and two that differ could not both hold | found: 1 | fix: remove it here; the number follows from the stage: highly available or not",
      'karpenter.values.settings.clusterName: this value of the chart is decided elsewhere, and two that differ could not both hold | found: "x" | fix: remove it here; it is the cluster\'s',
      'karpenter.values.settings.interruptionQueue: this value of the chart is decided elsewhere, and two that differ could not both hold | found: "q" | fix: remove it here; the queue is made here',
      "karpenter.values.settings.isolatedVPC: this value of the chart is decided elsewhere, and two that differ could not both hold | found: true | fix: remove it here; write isolated: true",
      'karpenter.values.settings.reservedENIs: this value of the chart is decided elsewhere, and two that differ could not both hold | found: "2" | fix: remove it here; it follows from the network of the pods',
      "karpenter.values.controller.resources: this value of the chart is decided elsewhere, and two that differ could not both hold | found: a map of  | fix: remove it here; write controller: { cpuMillis: …, memoryMib: … }",
      "karpenter.values.serviceAccount.create: this value of the chart is decided elsewhere, and two that differ could not both hold | found: false | fix: remove it here; the account is that of its cloud identity",
      'karpenter.values.serviceAccount.name: this value of the chart is decided elsewhere, and two that differ could not both hold | found: "x" | fix: remove it here; the account is that of its cloud identity',
    ],
  ],
  [
    "a class that is not said",
    { karpenter: { nodePools: { batch: {} }, nodeClasses: { a: {}, b: {} } } },
    {},
    [
      "karpenter.nodePools.batch.nodeClass: the pool says not which of the node classes is its own | found: neither a class batch nor a class general | allowed: a, b | fix: write nodeClass: …",
    ],
  ],
];

test.each(whole)("%s", (_, spec, changes, messages) => {
  expect(told(spec, changes)).toEqual(messages);
});

const renewTypes =
  "renew the table: `aws ec2 describe-instance-types --output json > types.json`, then `node scripts/run-ts.cjs scripts/write-instance-types.ts types.json`";
const renew = `if AWS has it, ${renewTypes.replace("table:", "table of types:")}`;
const sizesOf = (family: string) =>
  instanceTypeNames()
    .filter((name) => name.startsWith(`${family}.`))
    .join(", ");
const familiesOf = (category: string) =>
  [...new Set(instanceTypeNames().map((name) => name.split(".")[0] ?? ""))]
    .filter((family) => family.startsWith(category))
    .sort()
    .join(", ");
const sizes = [...new Set(instanceTypeNames().map((name) => name.split(".")[1] ?? ""))].sort().join(", ");
const categories = "c, d, dl, f, g, gr, h, hpc, i, im, inf, is, m, p, r, t, trn, u, vt, x, z";

/** Messages without their path: the pool. */
const pools: [title: string, spec: NodePoolSpec, messages: string[], name?: string][] = [
  [
    "the name of a pool",
    {},
    [
      ": the name of a node pool must be a DNS label | found: Batch_Jobs | allowed: 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | fix: name it batch-jobs",
    ],
    "Batch_Jobs",
  ],
  [
    "a class that is misspelt",
    { nodeClass: "genral" },
    [".nodeClass: there is no such node class | found: genral | allowed: general | fix: did you mean general?"],
  ],
  [
    "a class that is not there",
    { nodeClass: "gpu" },
    [
      ".nodeClass: there is no such node class | found: gpu | allowed: general | fix: add nodeClasses.gpu, or name one of these",
    ],
  ],
  [
    "the purpose of the nodes that it runs on",
    { purpose: "system" },
    [
      ".purpose: nodes of the purpose system are those that Karpenter itself runs on, so it cannot start them | found: system | fix: choose another purpose, and leave system to a node group of the cluster",
    ],
  ],
  ["no purpose", { purpose: "" }, ['.purpose: the purpose is empty | found: "" | fix: name one, or leave it out']],
  [
    "a purpose that is no value of a label",
    { purpose: "a b" },
    [
      ".purpose: this is no value of a label | found: a b | allowed: at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends | fix: shorten it, or put it into an annotation",
    ],
  ],
  [
    "empty lists",
    {
      capacity: [],
      architectures: [],
      instanceCategories: [],
      instanceFamilies: [],
      instanceSizes: [],
      instanceTypes: [],
      zones: [],
      budgets: [],
    },
    [
      ".capacity: capacity is empty | found: an empty list | fix: name at least one, or leave it out",
      ".architectures: architectures is empty | found: an empty list | fix: name at least one, or leave it out",
      ".instanceCategories: instanceCategories is empty | found: an empty list | fix: name at least one, or leave it out",
      ".instanceFamilies: instanceFamilies is empty | found: an empty list | fix: name at least one, or leave it out",
      ".instanceSizes: instanceSizes is empty | found: an empty list | fix: name at least one, or leave it out",
      ".instanceTypes: instanceTypes is empty | found: an empty list | fix: name at least one, or leave it out",
      ".zones: zones is empty | found: an empty list | fix: name at least one, or leave it out",
      ".budgets: budgets is empty | found: an empty list | fix: name at least one, or leave it out",
    ],
  ],
  [
    "types of machines that no node can be",
    { instanceTypes: ["m7g.large", "large", "m7i.large"] },
    [
      ".instanceTypes[0]: the pool has no nodes of this type's architecture | found: m7g.large, which is arm64 | allowed: types of amd64 | fix: write architectures: [arm64], or choose another type",
      ".instanceTypes[1]: this is no instance type | found: large | fix: write it like m7i.large",
    ],
  ],
  [
    "types of machines that are not known",
    { instanceTypes: ["m99.huge", "m7i.lage"] },
    [
      `.instanceTypes[0]: no EC2 instance type of this name is known | found: m99.huge | fix: write one such as m7i.large; if AWS has it, ${renewTypes}`,
      `.instanceTypes[1]: no EC2 instance type of this name is known | found: m7i.lage | allowed: ${sizesOf("m7i")} | fix: did you mean m7i.large? If AWS has it, ${renewTypes}`,
    ],
  ],
  [
    "families, categories and sizes that are not known",
    { instanceCategories: ["m7i", "q"], instanceFamilies: ["m7i.large", "c7x", "q1"], instanceSizes: ["xlage", "xl"] },
    [
      `.instanceCategories[0]: no EC2 instance type of this category is known | found: m7i | allowed: ${categories} | fix: write instanceFamilies: [m7i] instead, or its letters alone`,
      `.instanceCategories[1]: no EC2 instance type of this category is known | found: q | allowed: ${categories} | fix: name one of these; ${renew}`,
      `.instanceFamilies[0]: no EC2 instance type of this family is known | found: m7i.large | allowed: ${familiesOf("m")} | fix: write instanceTypes: [m7i.large] instead, or what is before the dot`,
      `.instanceFamilies[1]: no EC2 instance type of this family is known | found: c7x | allowed: ${familiesOf("c")} | fix: write c7a; ${renew}`,
      `.instanceFamilies[2]: no EC2 instance type of this family is known | found: q1 | fix: name one such as m7i; ${renew}`,
      `.instanceSizes[0]: no EC2 instance type of this size is known | found: xlage | allowed: ${sizes} | fix: write xlarge; ${renew}`,
      `.instanceSizes[1]: no EC2 instance type of this size is known | found: xl | allowed: ${sizes} | fix: name one of these; ${renew}`,
    ],
  ],
  [
    "a generation that there is none of yet",
    { minGeneration: 99 },
    [
      `.minGeneration: no EC2 instance type is known of this generation or a newer one that is all else that the pool asks for | found: 99 | allowed: 1 to 8 | fix: write 8 or less; ${renew}`,
    ],
  ],
  [
    "a category that is older than the usual generation",
    { instanceCategories: ["inf"], instanceSizes: ["xlarge"] },
    [
      `.minGeneration: no EC2 instance type is known of this generation or a newer one that is all else that the pool asks for | found: none, which means 5 | allowed: 1 to 2 | fix: write 2 or less; ${renew}`,
    ],
  ],
  [
    "a family of another architecture",
    { instanceFamilies: ["m7g"], instanceSizes: ["large", "xlarge"] },
    [
      ": no EC2 instance type is known that is all of what the pool asks for, so it would never start a node | found: m7g; large or xlarge; amd64 | fix: choose other categories, families, sizes or architectures that go together",
    ],
  ],
  [
    "a zone without nodes",
    { zones: ["eu-central-1c"] },
    [
      ".zones[0]: the cluster has no nodes in this zone | found: eu-central-1c | allowed: eu-central-1a, eu-central-1b | fix: name one of these, or leave zones out",
    ],
  ],
  [
    "requirements",
    {
      requirements: [
        { key: "a b", operator: "Exists" },
        { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
        { key: "karpenter.k8s.aws/instance-cpu", operator: "Gt", values: ["x"] },
        { key: "karpenter.k8s.aws/instance-family", operator: "In" },
        { key: "x", operator: "Exists", values: ["y"] },
        { key: "x", operator: "In", values: ["y"], minValues: 3 },
        { key: "x", operator: "In", values: ["y"], minValues: 51 },
      ],
    },
    [
      ".requirements[0].key: this is no name of a label or annotation | found: a b | allowed: a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it | fix: write it like example.com/purpose",
      ".requirements[1].key: this label of nodes is decided elsewhere | found: kubernetes.io/arch | fix: remove it; write architectures: […]",
      ".requirements[2].values: the operator Gt does not go with these values | found: x | allowed: one whole number | fix: write one whole number, or another operator",
      ".requirements[3].values: the operator In does not go with these values | found: none | allowed: at least one value | fix: write at least one value, or another operator",
      ".requirements[4].values: the operator Exists does not go with these values | found: y | allowed: no value | fix: remove the values, or write the operator In",
      ".requirements[5].minValues: there are fewer values than there must be to choose from | found: 3, of 1 | fix: write 1 or less, or name more values",
      ".requirements[6].minValues: this number is out of bounds | found: 51 | allowed: a whole number from 1 to 50 | fix: write a number in between",
    ],
  ],
  [
    "labels",
    { labels: { "kubernetes.io/x": "y", team: "a b", "a b": "x" } },
    [
      ".labels.kubernetes.io/x: this label is Kubernetes', Karpenter's or this program's own | found: kubernetes.io/x | fix: use a prefix of your own, or none",
      ".labels.team: this is no value of a label | found: a b | allowed: at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends | fix: shorten it, or put it into an annotation",
      ".labels.a b: this is no name of a label or annotation | found: a b | allowed: a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it | fix: write it like example.com/purpose",
    ],
  ],
  [
    "taints",
    { taints: [{ key: "a b", effect: "NoSchedule" }], startupTaints: [{ key: "/x", effect: "NoExecute" }] },
    [
      ".taints[0].key: this is no name of a label or annotation | found: a b | allowed: a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it | fix: write it like example.com/purpose",
      ".startupTaints[0].key: this is no name of a label or annotation | found: /x | allowed: a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it | fix: write it like example.com/purpose",
    ],
  ],
  [
    "limits",
    { limits: { cpu: 0, memoryGiB: -1, gpus: 0.5 } },
    [
      ".limits.cpu: this number is out of bounds | found: 0 | allowed: a whole number from 1 | fix: write 1 or more",
      ".limits.memoryGiB: this number is out of bounds | found: -1 | allowed: a whole number from 1 | fix: write 1 or more",
      ".limits.gpus: this number is out of bounds | found: 0.5 | allowed: a whole number from 1 | fix: write 1 or more",
    ],
  ],
  [
    "weight and generation",
    { weight: 101, minGeneration: 0 },
    [
      ".minGeneration: this number is out of bounds | found: 0 | allowed: a whole number from 1 | fix: write 1 or more",
      ".weight: this number is out of bounds | found: 101 | allowed: a whole number from 1 to 100 | fix: write a number in between",
    ],
  ],
  [
    "durations that are none",
    { expireAfter: "30d", terminationGracePeriod: "never", consolidation: { after: "" } },
    [
      ".expireAfter: this is no duration | found: 30d | allowed: hours, minutes and seconds of at least 3600 s, or never | fix: write it like 30s, 10m or 1h30m; a day is 24h",
      ".terminationGracePeriod: this is no duration | found: never | allowed: hours, minutes and seconds of at least 30 s | fix: write it like 30s, 10m or 1h30m; a day is 24h",
      '.consolidation.after: this is no duration | found: "" | allowed: hours, minutes and seconds, or never | fix: write it like 30s, 10m or 1h30m; a day is 24h',
    ],
  ],
  [
    "durations that are too short",
    { expireAfter: "10m", terminationGracePeriod: "5s" },
    [
      ".expireAfter: this is too short | found: 10m | allowed: hours, minutes and seconds of at least 3600 s, or never | fix: write it like 30s, 10m or 1h30m; a day is 24h",
      ".terminationGracePeriod: this is too short | found: 5s | allowed: hours, minutes and seconds of at least 30 s | fix: write it like 30s, 10m or 1h30m; a day is 24h",
    ],
  ],
  [
    "budgets",
    {
      budgets: [
        { nodes: "150%" },
        { nodes: 1, schedule: "0 9 * * 7", duration: "8h" },
        { nodes: 1, schedule: "@every 1h", duration: "8h" },
        { nodes: 1, schedule: "@dayly", duration: "90s" },
        { nodes: 1, schedule: "@daily" },
        { nodes: 1, duration: "8h" },
        { nodes: 0, reasons: [] },
      ],
    },
    [
      ".budgets[0].nodes: this is no number of nodes | found: 150% | allowed: 0, 1, 2 and so on, or 0% to 100% | fix: write it like 1 or 10%",
      ".budgets[1].schedule: \"7\" is no day of the week | found: 0 9 * * 7 | allowed: 0 to 6 or SUN to SAT, * for all, with ',' between several, '-' for a range and '/' for a step | fix: write 0 or SUN for Sunday",
      ".budgets[2].schedule: there is no schedule of this name | found: @every 1h | allowed: five fields of cron, or @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly | fix: write five fields, such as 0 9 * * 1-5",
      ".budgets[3].schedule: there is no schedule of this name | found: @dayly | allowed: five fields of cron, or @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly | fix: did you mean @daily?",
      ".budgets[3].duration: this is no duration of a budget | found: 90s | allowed: hours and minutes | fix: write it like 8h, 30m or 1h30m",
      ".budgets[4].duration: a budget that begins at a time also ends, and the other way round | found: schedule without duration | fix: add duration: …, such as 8h",
      ".budgets[5].schedule: a budget that begins at a time also ends, and the other way round | found: duration without schedule | fix: add schedule: …, or remove duration",
      ".budgets[6].reasons: reasons is empty | found: an empty list | fix: name at least one, or leave it out",
    ],
  ],
];

test.each(pools)("of a pool, %s", (_, spec, messages, name = "general") => {
  const expected = messages.map((message) => `karpenter.nodePools.${name}${message}`);
  expect(told({ karpenter: { nodePools: { [name]: spec } } })).toEqual(expected);
});

/** Messages without their path: the class. */
const classes: [title: string, spec: NodeClassSpec, messages: string[], name?: string][] = [
  [
    "the name of a class",
    {},
    [
      ": the name of a node class must be a DNS label | found: GP_3 | allowed: 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | fix: name it gp-3",
    ],
    "GP_3",
  ],
  [
    "a retired image",
    { amiAlias: "al2@v20240101" },
    [
      ".amiAlias: Amazon Linux 2 has had no images for EKS since 2025-11-26, and no support since 2026-06-30 | found: al2@v20240101 | allowed: al2023@v…, bottlerocket@v… | fix: write al2023@v20260714",
    ],
  ],
  [
    "an image that is not known",
    { amiAlias: "ubuntu@latest" },
    [
      ".amiAlias: this is no machine image that can be used here | found: ubuntu@latest | allowed: al2023@v and the day of a release, bottlerocket@v and a version, or @latest | fix: write it like al2023@v20260714 or bottlerocket@v1.50.0",
    ],
  ],
  [
    "a release that is none",
    { amiAlias: "al2023@2026" },
    [
      ".amiAlias: this is no machine image that can be used here | found: al2023@2026 | allowed: al2023@v and the day of a release, bottlerocket@v and a version, or @latest | fix: write it like al2023@v20260714 or bottlerocket@v1.50.0",
    ],
  ],
  [
    "a release that moves",
    { amiAlias: "al2023@latest" },
    [
      ".amiAlias: in production the image of nodes is pinned: a new release would replace all of them untried | found: al2023@latest | allowed: a release, such as al2023@v20260714 | fix: write the release that was tried in another environment, or leave it out",
    ],
  ],
  [
    "a release of Bottlerocket that moves",
    { amiAlias: "bottlerocket@latest" },
    [
      ".amiAlias: in production the image of nodes is pinned: a new release would replace all of them untried | found: bottlerocket@latest | allowed: a release, such as bottlerocket@v1.50.0 | fix: write the release that was tried in another environment, or leave it out",
    ],
  ],
  [
    "two choices of an image",
    { amiAlias: "al2023@v20260714", amiIds: ["ami-1"] },
    [".amiIds: there are two choices of an image | found: amiAlias and amiIds | fix: remove one of them"],
  ],
  [
    "a family of no image",
    { family: "bottlerocket" },
    [
      ".family: the family says how nodes of images by ID join, and there are none | found: bottlerocket | fix: write amiAlias: bottlerocket@v… in its place",
    ],
  ],
  [
    "empty lists",
    { amiIds: [], subnetIds: [], securityGroupIds: [] },
    [
      ".amiIds: amiIds is empty | found: an empty list | fix: name at least one, or leave it out",
      ".subnetIds: subnetIds is empty | found: an empty list | fix: name at least one, or leave it out",
      ".securityGroupIds: securityGroupIds is empty | found: an empty list | fix: name at least one, or leave it out",
    ],
  ],
  [
    "IDs that are none",
    { amiIds: ["x"], subnetIds: ["sg-1"], securityGroupIds: ["subnet-1"] },
    [
      ".amiIds[0]: this is no ID of AWS | found: x | allowed: ami- and letters and digits | fix: write it like ami-0a1b2c3d4e5f60718",
      ".subnetIds[0]: this is no ID of AWS | found: sg-1 | allowed: subnet- and letters and digits | fix: write it like subnet-0a1b2c3d4e5f60718",
      ".securityGroupIds[0]: this is no ID of AWS | found: subnet-1 | allowed: sg- and letters and digits | fix: write it like sg-0a1b2c3d4e5f60718",
    ],
  ],
  [
    "a disk out of bounds",
    { diskGiB: 10, diskIops: 100, diskThroughput: 10 },
    [
      ".diskGiB: this number is out of bounds | found: 10 | allowed: a whole number from 20 to 16384 | fix: write a number in between",
      ".diskIops: this number is out of bounds | found: 100 | allowed: a whole number from 3000 to 80000 | fix: write a number in between",
      ".diskThroughput: this number is out of bounds | found: 10 | allowed: a whole number from 125 to 2000 | fix: write a number in between",
    ],
  ],
  [
    "a disk that needs operations",
    { diskType: "io2", diskThroughput: 200 },
    [
      ".diskIops: a disk of the type io2 has as many operations as are paid for | found: none | fix: write diskIops: …",
      ".diskThroughput: the throughput of a disk of the type io2 follows from its operations | found: 200 | fix: remove it, or write diskType: gp3",
    ],
  ],
  [
    "a key by its alias",
    { kmsKey: "alias/x" },
    [
      ".kmsKey: this is no ARN of a KMS key | found: alias/x | allowed: arn:aws:kms:…:key/…, no alias, as the controller is allowed to use this key alone | fix: write the ARN of the key itself",
    ],
  ],
  [
    "a node without pods",
    { maxPods: 0 },
    [
      ".maxPods: this number is out of bounds | found: 0 | allowed: a whole number from 1 to 737 | fix: write a number in between",
    ],
  ],
  [
    "tags of others",
    { tags: { Environment: "x", "karpenter.sh/nodepool": "y", Name: "ok" } },
    [
      ".tags.Environment: this tag is set by AWS, Karpenter or this program | found: Environment | fix: use another key, or leave it out",
      ".tags.karpenter.sh/nodepool: this tag is set by AWS, Karpenter or this program | found: karpenter.sh/nodepool | fix: use another key, or leave it out",
    ],
  ],
  [
    "empty user data",
    { userData: " " },
    ['.userData: userData is empty | found: "" | fix: write what nodes start with, or leave it out'],
  ],
];

test.each(classes)("of a class, %s", (_, spec, messages, name = "general") => {
  const expected = messages.map((message) => `karpenter.nodeClasses.${name}${message}`);
  expect(told({ karpenter: { nodeClasses: { [name]: spec } } })).toEqual(expected);
});

test("types named one by one go with no other choice among them", () => {
  const spec = { instanceTypes: ["m7i.large"], instanceSizes: ["large"], minGeneration: 7 };
  const problem = (field: string) =>
    `karpenter.nodePools.general.${field}: the types of machines are named one by one already | found: ${field} and instanceTypes | fix: remove one of them`;
  expect(told({ karpenter: { nodePools: { general: spec } } })).toEqual(
    ["instanceSizes", "minGeneration"].map(problem),
  );
});

test("what is right is not objected to", () => {
  const nodePools = {
    general: {
      zones: ["eu-central-1a"],
      weight: 100,
      expireAfter: "never",
      terminationGracePeriod: "30s",
      consolidation: { after: "never" },
      requirements: [{ key: "karpenter.k8s.aws/instance-cpu", operator: "Lt", values: ["17"] }],
      budgets: [
        { nodes: "100%" },
        { nodes: 0, schedule: "0 9 * * 1-5", duration: "8h" },
        { nodes: 0, schedule: "@daily", duration: "1h30m" },
      ],
    },
    arm: { purpose: "arm64", instanceTypes: ["m7g.large"] },
  } as const;
  const amiAliases = ["al2023@v20260714", "bottlerocket@v1.50.0"];
  for (const amiAlias of amiAliases) {
    const spec = { nodePools, nodeClasses: { default: { amiAlias, tags: { Name: "batch", Team: "data" } } } };
    expect(told({ karpenter: spec })).toEqual([]);
  }
});

test("elsewhere than in production a release may move", () => {
  const karpenter = { nodeClasses: { general: { amiAlias: "al2023@latest" } } };
  expect(told({ karpenter }, { isProduction: false })).toEqual([]);
});

test("where the nodes are not known, or little depends on it, two of the system are not asked for", () => {
  expect(told({ karpenter: true }, { nodeGroups: undefined })).toEqual([]);
  expect(told({ karpenter: true }, { nodeGroups: [{ purpose: "system", min: 1 }], highlyAvailable: false })).toEqual(
    [],
  );
});

test("nodes of several groups for the system count together", () => {
  const group = { purpose: "system", min: 1 };
  expect(told({ karpenter: true }, { nodeGroups: [group, group] })).toEqual([]);
});
