import { z } from "zod";
import { addOnNames, nodeGroupPurposes, type AddOnName } from "../../components/cluster";
import { isLogRetention, logRetentions } from "../../components/core";
import { addOnChoices, preset } from "./add-ons";
import { dnsLabel, text } from "./texts";

// The shape of what applications run on. What fields mean to each other is checked by the components, and by stacks/check-aws.ts.

/** How much depends on an environment. In production nothing is left to chance, in development it is cheap. */
export const stages = ["development", "staging", "production"] as const;

export const stage = z
  .enum(stages)
  .describe("How much depends on the environment: it decides what is refused and what is doubled");

const accountId = z.string().regex(/^\d{12}$/, "twelve digits, in quotes");
const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    "the ARN of a role, such as arn:aws:iam::111122223333:role/deploy",
  );

export const aws = z
  .strictObject({
    region: text("Such as eu-central-1"),
    accountId: accountId
      .describe("The account; every other one is refused. Default: whichever the credentials lead to")
      .optional(),
    role: roleArn.describe("A role that is assumed for every call. Default: the credentials as they are").optional(),
    tags: z
      .record(z.string(), z.string())
      .describe("Tags of everything, besides Project, Environment, Stage and ManagedBy. Default: none")
      .optional(),
  })
  .describe("Where in AWS");

const retentionDays = (description: string) =>
  z
    .int()
    .refine(isLogRetention, {
      error: "CloudWatch does not keep logs for this number of days",
      params: { allowed: logRetentions.join(", "), fix: "write one of these" },
    })
    .describe(description);

const subnetSize = z
  .strictObject({ prefix: z.int().min(16).max(28).describe("Length of the prefix of each subnet, such as 20") })
  .describe("Size of the subnets of a tier");

const newNetwork = z.strictObject({
  cidr: text("Addresses of the VPC, such as 10.20.0.0/16"),
  zones: z.array(z.string()).min(1).describe("Zones, such as eu-central-1a; more can be appended later, up to four"),
  tiers: z
    .strictObject({
      public: subnetSize
        .or(z.literal(false))
        .describe("Load balancers and NAT gateways; false leaves them out")
        .optional(),
      private: subnetSize.describe("Nodes and pods").optional(),
      isolated: subnetSize.or(z.literal(false)).describe("Databases; false leaves them out").optional(),
    })
    .describe("Sizes of the subnets. Default: half of a zone's addresses are private")
    .optional(),
  nat: z
    .enum(["none", "single", "perZone"])
    .describe("Ways out of the private subnets: single is cheap, perZone survives the loss of a zone. Default: single")
    .optional(),
  gatewayEndpoints: z
    .array(z.enum(["s3", "dynamodb"]))
    .describe("Services that are reached without NAT, for nothing. Default: both")
    .optional(),
  interfaceEndpoints: z
    .union([z.literal("private"), z.array(z.string())])
    .describe(
      "Services that are reached without NAT, each at a price by zone and hour; private: all that a cluster needs. Default: none",
    )
    .optional(),
  flowLogs: z
    .union([
      z.literal(false),
      z.strictObject({
        retentionDays: retentionDays("Days that they are kept. Default: 30").optional(),
        traffic: z.enum(["ALL", "ACCEPT", "REJECT"]).describe("Default: ALL").optional(),
      }),
    ])
    .describe("A log of all connections; false leaves it out. Default: all, for 30 days")
    .optional(),
  podCidr: text("Second range of addresses, for pods alone, such as 100.64.0.0/16. Default: none").optional(),
  ipv6: z.boolean().describe("Whether subnets have IPv6 addresses too. Default: false").optional(),
});

const subnetsByZone = z.record(z.string(), z.string());

const existingNetwork = z.strictObject({
  vpcId: text("Such as vpc-0123456789abcdef0"),
  subnets: z
    .strictObject({
      private: subnetsByZone.describe("For nodes and pods: zone to subnet").optional(),
      public: subnetsByZone.describe("For load balancers: zone to subnet").optional(),
      isolated: subnetsByZone.describe("For databases: zone to subnet").optional(),
      pods: subnetsByZone.describe("For pods alone: zone to subnet").optional(),
    })
    .describe("Ids of the subnets by tier and zone"),
  cidrs: z
    .strictObject({
      public: z.array(text("Such as 10.0.96.0/20")).describe("Of the public subnets, for a public gateway").optional(),
      private: z
        .array(text("Such as 10.0.0.0/19"))
        .describe("Of the private subnets, for an internal gateway, or an API of API Gateway")
        .optional(),
    })
    .describe(
      "CIDRs of subnets with load balancers, whose addresses are let in; on a cluster of IPv6 their IPv6 ones. A gateway needs them. Default: not known",
    )
    .optional(),
  ipv6: z.boolean().describe("Whether the subnets have IPv6 addresses too. Default: false").optional(),
});

export const network = z
  .union([newNetwork, existingNetwork])
  .describe("The VPC: one that is made here, or an existing one by its ids");

const principal = text("ARN of an IAM role or user");

const access = z
  .strictObject({
    creator: principal
      .describe(
        "Makes the cluster, with the first up, and is its administrator by that. Default: the role of slipway:aws",
      )
      .optional(),
    admin: z.array(principal).describe("May do everything; at least one"),
    deployer: z.array(principal).describe("Pipelines that apply. Default: none").optional(),
    developer: z
      .array(
        principal.or(
          z.strictObject({
            principal,
            namespaces: z.array(z.string()).describe("Namespaces that it may change"),
          }),
        ),
      )
      .describe("May change workloads, everywhere or in some namespaces. Default: none")
      .optional(),
    viewer: z.array(principal).describe("May look at everything but secrets. Default: none").optional(),
    groups: z
      .record(z.string(), z.array(principal))
      .describe("Groups of Kubernetes, each with who is in it; what they may do is said by roles. Default: none")
      .optional(),
    breakGlass: principal
      .describe("For the night when everything else fails; Pulumi refuses to take it away. Default: none")
      .optional(),
  })
  .describe("Who may do what in the cluster");

const cni = z
  .strictObject({
    networkPolicy: z.boolean().describe("Whether network policies are enforced. Default: true").optional(),
    prefixDelegation: z
      .boolean()
      .describe("Whether nodes take addresses by blocks of 16, and so hold up to 110 pods. Default: only with IPv6")
      .optional(),
    customNetworking: z.boolean().describe("Whether pods live in the network's pod subnets. Default: false").optional(),
  })
  .describe("How pods get their addresses");

const nodeGroup = z.strictObject({
  purpose: z.enum(nodeGroupPurposes).describe("What the nodes are for; it decides what is left out"),
  size: z
    .strictObject({
      min: z.int().min(0).max(1000).describe("Fewest nodes"),
      max: z.int().min(0).max(1000).describe("Most nodes"),
      desired: z.int().min(0).max(1000).describe("Nodes at the start. Default: min").optional(),
    })
    .describe("How many nodes"),
  instanceTypes: z.array(z.string()).describe("EC2 instance types, the preferred one first").optional(),
  capacity: z.enum(["onDemand", "spot"]).describe("spot is cheaper, and is taken away at short notice").optional(),
  amiType: text("Machine image, such as BOTTLEROCKET_x86_64. Default: Amazon Linux 2023 for the purpose").optional(),
  releaseVersion: text("Version of the machine image. Default: the newest").optional(),
  diskGiB: z.int().min(20).max(16_384).describe("GiB of each node's disk. Default: 50, with GPUs 100").optional(),
  labels: z.record(z.string(), z.string()).describe("Labels of the nodes. Default: nodes.slipway/purpose").optional(),
  taints: z
    .array(
      z.strictObject({
        key: text("Such as dedicated"),
        value: text("Default: empty").optional(),
        effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).describe("What it does to other pods"),
      }),
    )
    .describe("Pods that do not tolerate them are kept away. Default: those of the purpose")
    .optional(),
  zones: z.array(z.string()).describe("Zones that it is in. Default: all of the network").optional(),
  maxUnavailablePercent: z
    .int()
    .min(1)
    .max(100)
    .describe("Nodes that an update may take away at a time, in percent. Default: 33")
    .optional(),
  repair: z.boolean().describe("Whether EKS replaces nodes that stay unhealthy. Default: true").optional(),
});

const ipFamily = z.enum(["ipv4", "ipv6"]).describe("Family of pod and service addresses. Default: ipv4").optional();

export const existingCluster = z.strictObject({
  target: z.literal("existing").describe("existing: found through a kubeconfig; eks: made here"),
  kubeconfig: z
    .string()
    .min(1)
    .describe("Path of the kubeconfig. Default: $KUBECONFIG, else ~/.kube/config")
    .optional(),
  context: z.string().min(1).describe("Name of the context. Default: the current one").optional(),
  ipFamily,
});

export const eksCluster = z.strictObject({
  target: z.literal("eks").describe("existing: found through a kubeconfig; eks: made here"),
  name: text("Its name at EKS. Default: project and environment, such as slipway-dev").optional(),
  version: text('Minor version of Kubernetes, in quotes, such as "1.36". Default: "1.36"').optional(),
  supportType: z
    .enum(["STANDARD", "EXTENDED"])
    .describe("How long EKS keeps the version; EXTENDED is six times as dear past its end. Default: STANDARD")
    .optional(),
  access,
  publicAccessCidrs: z
    .array(z.string())
    .describe("Addresses that reach the API server over the internet. Default: none; it is private")
    .optional(),
  logRetentionDays: retentionDays("Days that the control plane's logs are kept. Default: 30").optional(),
  protected: z
    .boolean()
    .describe("Whether EKS and Pulumi refuse to delete it. Default: true in production, else false")
    .optional(),
  ipFamily,
  autoMode: z.boolean().describe("Whether EKS keeps nodes, network and storage itself. Default: false").optional(),
  irsa: z.boolean().describe("Whether IAM trusts service accounts by OIDC too. Default: false").optional(),
  cni: cni.optional(),
  nodeGroups: z.record(dnsLabel, nodeGroup).describe("Groups of nodes by name").optional(),
});

export const cluster = z.discriminatedUnion("target", [existingCluster, eksCluster]).describe("The Kubernetes cluster");

const kmsKeyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    "the ARN of a key, such as arn:aws:kms:eu-central-1:111122223333:key/0123abcd-…, not of an alias",
  );

const addOnBuild = z
  .string()
  .regex(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/, "a build of EKS, such as v1.20.4-eksbuild.2")
  .describe("Build of the add-on");

export const addOns = z
  .strictObject({
    preset: preset.optional(),
    blockStorage: z
      .strictObject({
        reclaimPolicy: z
          .enum(["Delete", "Retain"])
          .describe("What becomes of a volume whose claim is deleted. Default: Delete")
          .optional(),
        kmsKeyArn: kmsKeyArn.describe("ARN of the key of the volumes. Default: the account's own for EBS").optional(),
      })
      .describe("The default storage class on EKS: encrypted gp3")
      .optional(),
    sharedStorage: z
      .boolean()
      .describe("Whether a cluster on EKS has shared volumes, on EFS. Default: false")
      .optional(),
    versions: z
      .strictObject(
        Object.fromEntries(addOnNames.map((name) => [name, addOnBuild.optional()])) as Record<
          AddOnName,
          z.ZodOptional<typeof addOnBuild>
        >,
      )
      .describe("Versions of the add-ons of EKS, in place of the pinned ones")
      .optional(),
    ...addOnChoices,
  })
  .describe("What the cluster has besides Kubernetes: the services of the platform, and on EKS its storage");

export const charts = z
  .strictObject({
    mirror: text("Repository that has every chart by its name, https://… or oci://…"),
  })
  .describe("Where the charts of add-ons are taken from. Default: from their makers");

export const manifests = z
  .strictObject({
    mirror: text("Server that has every file by its path, the host left out, https://…"),
  })
  .describe("Where manifests that are no charts are taken from. Default: from their makers");

export const images = z
  .strictObject({
    mirror: z
      .string()
      .or(z.record(z.string(), z.string()))
      .describe(
        "Registry that has every image by its path, such as registry.example.com/mirror; or a registry for each host, such as quay.io",
      ),
  })
  .describe("Where the images of add-ons are taken from. Default: from their makers");
