import { z } from "zod";
import { diskTypes, imageFamilies } from "../../../components/addons/karpenter/node-class-spec";
import {
  architectures,
  capacities,
  consolidationPolicies,
  disruptionReasons,
  requirementOperators,
} from "../../../components/addons/karpenter/node-pool-spec";
import { helmOptions } from "./common";

const texts = (description: string) => z.array(z.string()).describe(description).optional();

const taints = (description: string) =>
  z
    .array(
      z.strictObject({
        key: z.string().describe("Such as dedicated. No default"),
        value: z.string().describe("Default: empty").optional(),
        effect: z
          .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
          .describe("What it does to other pods. No default"),
      }),
    )
    .describe(description)
    .optional();

const requirement = z.strictObject({
  key: z.string().describe("Label of nodes, such as karpenter.k8s.aws/instance-local-nvme. No default"),
  operator: z.enum(requirementOperators).describe("How the label compares with the values. No default"),
  values: texts("For In and NotIn at least one, for Gt and Lt one number, for the others none. Default: none"),
  minValues: z
    .number()
    .describe("How many different values there must be to choose from, 1 to 50. Default: one")
    .optional(),
});

const limits = z
  .strictObject({
    cpu: z.number().describe("Cores. Default: 32, in production 256").optional(),
    memoryGiB: z.number().describe("GiB. Default: 128, in production 1024").optional(),
    gpus: z.number().describe("GPUs of NVIDIA. Default: not limited, but by the others").optional(),
  })
  .describe("How much all nodes of the pool may have together, which bounds its cost. Default: as its fields say")
  .optional();

const consolidation = z
  .strictObject({
    policy: z
      .enum(consolidationPolicies)
      .describe("Which nodes are taken away, or replaced by cheaper ones. Default: whenEmptyOrUnderutilized")
      .optional(),
    after: z
      .string()
      .describe("How long no pod must have come or gone, such as 30s, or never. Default: 1m, in production 5m")
      .optional(),
  })
  .describe("When nodes go that are there for less than they could hold. Default: as its fields say")
  .optional();

const budget = z.strictObject({
  nodes: z.union([z.number(), z.string()]).describe("A number, or a share such as 10%, rounded up. No default"),
  reasons: z.array(z.enum(disruptionReasons)).describe("What it is a limit for. Default: everything").optional(),
  schedule: z
    .string()
    .describe("When it begins to hold, in UTC: five fields of cron, or @daily and the like. Default: it always holds")
    .optional(),
  duration: z.string().describe("For how long from then on, such as 8h; needs schedule. Default: none").optional(),
});

const nodePool = z.strictObject({
  nodeClass: z
    .string()
    .describe("Name of the class of its machines. Default: the one of the pool's name, general, or the only one")
    .optional(),
  purpose: z
    .string()
    .describe(
      "Their label nodes.slipway/purpose; spot, arm64, memory and gpu set other defaults. Default: the pool's name",
    )
    .optional(),
  capacity: z
    .array(z.enum(capacities))
    .describe("Default: onDemand and spot, in production onDemand; of the purpose spot that alone")
    .optional(),
  architectures: z.array(z.enum(architectures)).describe("Default: amd64; of the purpose arm64 that alone").optional(),
  instanceCategories: texts("Default: c, m and r; of the purposes memory r, and gpu g"),
  instanceFamilies: texts(
    "Families such as m7i, in place of categories and generation. Default: all of the categories",
  ),
  instanceSizes: texts("Default: large to 8xlarge"),
  instanceTypes: texts("Types such as m7i.large, in place of categories, families, sizes and generation. Default: all"),
  minGeneration: z
    .number()
    .describe("The oldest generation, such as 6 for m6i and newer. Default: 5, of the purpose gpu 4")
    .optional(),
  zones: texts("Zones of its nodes. Default: those of the subnets of its class"),
  requirements: z.array(requirement).describe("Other labels that its nodes must have. Default: none").optional(),
  labels: z.record(z.string(), z.string()).describe("Labels besides nodes.slipway/purpose. Default: none").optional(),
  taints: taints("Pods that do not tolerate them are kept away. Default: none; of the purpose gpu nvidia.com/gpu"),
  startupTaints: taints("Taints that something takes away once the node is ready for pods. Default: none"),
  limits,
  weight: z
    .number()
    .describe("1 to 100: the highest comes first where several fit. Default: none, the lowest")
    .optional(),
  expireAfter: z.string().describe("Age at which a node is replaced, or never. Default: 720h, 30 days").optional(),
  terminationGracePeriod: z
    .string()
    .describe("How long its pods may take to leave a node that is taken away; then they are ended. Default: 1h")
    .optional(),
  consolidation,
  budgets: z
    .array(budget)
    .describe("How many nodes may be taken away at a time. Default: 10 % of the nodes")
    .optional(),
});

const nodeClass = z.strictObject({
  amiAlias: z
    .string()
    .describe(
      "Machine image by family and release, such as al2023@v20260714; production refuses @latest. Default: the release of AL2023 in the catalogue of versions",
    )
    .optional(),
  amiIds: texts("Machine images by ID, in place of amiAlias. Default: none"),
  family: z.enum(imageFamilies).describe("What the images of amiIds are made of. Default: al2023").optional(),
  subnetIds: texts("Subnets of the nodes. Default: the private subnets of the cluster"),
  securityGroupIds: texts("Security groups of the nodes. Default: the one that EKS made for the cluster"),
  diskGiB: z.number().describe("GiB of each node's disk, encrypted, 20 to 16384. Default: 50").optional(),
  diskType: z.enum(diskTypes).describe("io2 needs diskIops. Default: gp3").optional(),
  diskIops: z
    .number()
    .describe("Operations a second, from 3000 on for gp3, from 100 on for io2. Default: 3000 for gp3")
    .optional(),
  diskThroughput: z.number().describe("MiB a second of gp3, from 125 on. Default: 125").optional(),
  kmsKey: z.string().describe("ARN of the KMS key of the disks. Default: the account's key for EBS").optional(),
  tags: z
    .record(z.string(), z.string())
    .describe("Tags of instances, disks and network interfaces, besides those of the cluster. Default: none")
    .optional(),
  maxPods: z
    .number()
    .describe("Pods that a node takes at most. Default: as many as it has addresses for; by prefixes 110")
    .optional(),
  detailedMonitoring: z
    .boolean()
    .describe("Whether metrics of EC2 come by the minute, at a price. Default: false")
    .optional(),
  userData: z.string().describe("What the nodes start with, besides what Karpenter adds. Default: none").optional(),
});

export const karpenter = z
  .strictObject({
    ...helmOptions,
    nodePools: z
      .record(z.string(), nodePool)
      .describe("Kinds of nodes that it starts, by name. Default: one, general, with the defaults of a pool")
      .optional(),
    nodeClasses: z
      .record(z.string(), nodeClass)
      .describe("What machines of nodes are made with, by name. Default: one, general, with the defaults of a class")
      .optional(),
    controller: z
      .strictObject({
        cpuMillis: z.number().describe("Thousandths of a core. Default: 250").optional(),
        memoryMib: z.number().describe("MiB, which are the limit too. Default: 1024").optional(),
      })
      .describe("What each pod of the controller asks for. Default: as its fields say")
      .optional(),
    isolated: z
      .boolean()
      .describe("Whether pods reach AWS only through endpoints of the VPC. Default: false")
      .optional(),
  })
  .describe("Karpenter: starts nodes for pods that wait, and takes away those that are not needed");
