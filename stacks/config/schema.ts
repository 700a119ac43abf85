import { z } from "zod";
import { addressFormats, portProtocols, spreads } from "../../components/workloads";
import { addOnNames, nodeGroupPurposes, type AddOnName } from "../../components/cluster";
import { dnsLabelRule, isDnsLabel, logRetentions, toDnsLabel } from "../../components/core";

/** How much depends on an environment. In production nothing is left to chance, in development it is cheap. */
export const stages = ["development", "staging", "production"] as const;

// The shape of a configuration file. What fields mean to each other (min and max, a probe and its port, a link and its
// target) is checked by the components themselves, over the values that this lets through.

/** The services of Online Boutique, by the names that its images and its code know. */
export const shopServiceNames = [
  "frontend",
  "adservice",
  "cartservice",
  "checkoutservice",
  "currencyservice",
  "emailservice",
  "paymentservice",
  "productcatalogservice",
  "recommendationservice",
  "redis-cart",
  "shippingservice",
  "loadgenerator",
] as const;
export type ShopServiceName = (typeof shopServiceNames)[number];

const dnsLabel = z
  .string()
  .meta({ pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" })
  .refine(isDnsLabel, {
    error: "the name must be a DNS label",
    params: { allowed: dnsLabelRule, fix: (text: string) => `write ${toDnsLabel(text)}` },
  });

const text = (description: string) => z.string().describe(description);
const seconds = (description: string, least = 0) => z.int().min(least).max(86_400).describe(description);
const portNumber = z.int().min(1).max(65_535);
const percent = z.int().min(1).max(1000);
const countOrPercent = (description: string) =>
  z
    .union([
      z.int().min(0),
      z.string().regex(/^(100|[0-9]{1,2})%$/, "a whole number of pods, or a percentage such as 25%"),
    ])
    .describe(description);

const amounts = (description: string, cpu: string, memory: string) =>
  z
    .strictObject({
      cpu: text(`Cores, such as 250m or "1". Default: ${cpu}`).optional(),
      memory: text(`Bytes, such as 128Mi or 1Gi. Default: ${memory}`).optional(),
    })
    .describe(description)
    .optional();

const resources = z
  .strictObject({
    requests: amounts(
      "What the scheduler sets aside",
      "100m, or the limit if that is less",
      "128Mi, or the limit if that is less",
    ),
    limits: amounts(
      "Above the memory limit the container is killed, above the CPU limit it is slowed down",
      "no limit",
      "256Mi, or the request if that is more",
    ),
  })
  .describe("What a container asks for and may take at most. Default: 100m CPU and 128Mi requested, 256Mi at most");

const replicas = z
  .union([
    z.int().min(0).max(1000),
    z.strictObject({
      min: z.int().min(1).max(1000).describe("Fewest pods"),
      max: z.int().min(1).max(1000).describe("Most pods"),
      cpuPercent: percent.describe("Average use of the requested CPU to aim at, in percent. Default 70").optional(),
      memoryPercent: percent.describe("Average use of the requested memory to aim at, in percent").optional(),
    }),
  ])
  .describe("A fixed number of pods, or the range that an autoscaler moves in. Default: min 2, max 6");

const disruptionBudget = z
  .strictObject({
    maxUnavailable: countOrPercent("Pods that may be away at a time: a number or a percentage").optional(),
    minAvailable: countOrPercent("Pods that must stay: a number or a percentage").optional(),
  })
  .describe("How many pods a drain of nodes may take away at a time. Default: maxUnavailable 1");

const timing = {
  initialDelaySeconds: seconds("Seconds to wait before the first probe. Default 0").optional(),
  periodSeconds: seconds("Seconds between two probes. Default 10", 1).optional(),
  timeoutSeconds: seconds("Seconds to wait for an answer. Default 1", 1).optional(),
  failureThreshold: z.int().min(1).describe("Failures in a row that count. Default 3").optional(),
  successThreshold: z.int().min(1).describe("Successes in a row that count. Default 1").optional(),
};

const probePort = text("Name of the port. Default: the first port");

const probe = (description: string) =>
  z
    .union([
      z.literal(false),
      z.strictObject({
        http: z
          .strictObject({
            path: z.string().regex(/^\//, "a text that starts with /").describe("Path with query, such as /healthz"),
            port: probePort.optional(),
            headers: z.record(z.string(), z.string()).describe("Headers of the request. Default: none").optional(),
          })
          .describe("An HTTP request; a status from 200 to 399 is a success")
          .optional(),
        grpc: z
          .strictObject({
            port: probePort.optional(),
            service: text("Name of one gRPC service. Default: the whole server").optional(),
          })
          .describe("The standard gRPC health service")
          .optional(),
        tcp: z.strictObject({ port: probePort.optional() }).describe("Whether a TCP connection opens").optional(),
        exec: z
          .strictObject({ command: z.array(z.string()).min(1).describe("Program and arguments, without a shell") })
          .describe("A command in the container; exit status 0 is a success")
          .optional(),
        ...timing,
      }),
    ])
    .describe(`${description}; false switches it off`);

const link = z.strictObject({
  linkTo: z.string().describe("Name of a service of the same application"),
  port: z.string().describe("Name of its port. Default: its only port").optional(),
  as: z.enum(addressFormats).describe("Form of the address. Default: host:port").optional(),
});

const environmentValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  link,
  z.strictObject({
    fromSecret: z
      .strictObject({ name: text("Name of the Secret"), key: text("Key in it") })
      .describe("A Kubernetes Secret of the same namespace, read when the container starts"),
  }),
]);

const environment = z
  .record(z.string(), environmentValue)
  .describe("Environment variables, in order; $(NAME) stands for a variable above");

const image = z.string().min(1).describe("Image with tag or digest");
const command = z.array(z.string()).describe("Program and first arguments. Default: the image's own entry point");
const args = z.array(z.string()).describe("Arguments. Default: the image's own");

const service = z.strictObject({
  image,
  ports: z
    .record(
      z.string(),
      z.union([
        portNumber,
        z.strictObject({
          port: portNumber.describe("Port of the Service"),
          targetPort: portNumber.describe("Port that the container listens on. Default: port").optional(),
          protocol: z.enum(portProtocols).describe("Default: by the port's name, else tcp").optional(),
        }),
      ]),
    )
    .describe("Ports by name; the first is the one that default probes ask on")
    .optional(),
  env: environment.optional(),
  links: z.array(link).describe("Links whose address is not in env").optional(),
  command: command.optional(),
  args: args.optional(),
  resources: resources.optional(),
  replicas: replicas.optional(),
  disruptionBudget: disruptionBudget.optional(),
  probes: z
    .strictObject({
      startup: probe("Whether the program has started; the others wait for it. Default: none").optional(),
      readiness: probe("Whether a pod gets requests. Default: on the first port").optional(),
      liveness: probe("Whether the container is left running. Default: on the first port").optional(),
    })
    .describe("Questions to the container, each of one kind: http, grpc, tcp or exec")
    .optional(),
  security: z
    .strictObject({
      runAsUser: z
        .int()
        .min(1)
        .describe("Number of the user. Default: the image's own, who must not be root")
        .optional(),
      runAsGroup: z.int().min(1).describe("Number of the group. Default: the image's own").optional(),
      fsGroup: z.int().min(1).describe("Number of the group that owns the volumes. Default: none").optional(),
    })
    .describe("Who the processes are. The rest is fixed by the restricted Pod Security standard")
    .optional(),
  spread: z.enum(spreads).describe("Spread over zones and nodes. Default: preferred").optional(),
  nodeFailureSeconds: seconds("Seconds until pods leave a node that stopped answering. Default 60").optional(),
  rollout: z
    .strictObject({
      maxSurge: countOrPercent("Pods above the number of replicas while rolling. Default 25%, rounded up").optional(),
      maxUnavailable: countOrPercent("Pods that may be missing while rolling. Default 0").optional(),
      progressDeadlineSeconds: seconds(
        "Seconds without progress after which a roll-out has failed. Default 300",
        1,
      ).optional(),
      minReadySeconds: seconds("Seconds that a new pod must be ready before it counts. Default 0").optional(),
      revisionHistoryLimit: z.int().min(0).max(100).describe("Old versions to keep. Default 5").optional(),
    })
    .describe("How a new version replaces the old one")
    .optional(),
  shutdown: z
    .strictObject({
      delaySeconds: seconds(
        "Seconds that a pod goes on serving after it was taken out of the Service. Default 5",
      ).optional(),
      gracePeriodSeconds: seconds("Seconds until it is killed. Default: the delay and 30").optional(),
    })
    .describe("How a pod ends without losing requests")
    .optional(),
  volumes: z
    .record(
      z.string(),
      z.strictObject({
        mountPath: text("Absolute path in the container"),
        sizeLimit: text(
          "Largest size, such as 64Mi; a pod that writes more is evicted. Default: the node's own limit",
        ).optional(),
      }),
    )
    .describe("Folders that the container may write to, by name")
    .optional(),
  initContainers: z
    .record(
      z.string(),
      z.strictObject({
        image,
        command: command.optional(),
        args: args.optional(),
        env: environment.optional(),
        resources: resources
          .describe("What it asks for and may take at most. Default: 10m CPU and 16Mi requested, 64Mi at most")
          .optional(),
      }),
    )
    .describe("Containers that run before the main one, in order")
    .optional(),
  additionalServices: z
    .record(
      z.string(),
      z.strictObject({
        type: z
          .enum(["ClusterIP", "NodePort", "LoadBalancer"])
          .describe("Who can reach it. A LoadBalancer costs what the cloud charges for one"),
        ports: z.array(z.string()).min(1).describe("Names of the ports that it has. Default: all").optional(),
        sourceRanges: z
          .array(z.string())
          .min(1)
          .describe("CIDRs that may call it from outside. Default: all")
          .optional(),
        annotations: z.record(z.string(), z.string()).describe("Annotations of the Service. Default: none").optional(),
      }),
    )
    .describe("More Services in front of the same pods, by suffix")
    .optional(),
  egress: z
    .array(
      z.strictObject({
        cidr: text("Addresses, such as 203.0.113.0/24"),
        ports: z.array(portNumber).min(1).describe("TCP ports. Default: all").optional(),
      }),
    )
    .describe("Traffic out of the cluster. Default: none")
    .optional(),
});

const stage = z
  .enum(stages)
  .describe("How much depends on the environment: it decides what is refused and what is doubled");

const accountId = z.string().regex(/^\d{12}$/, "twelve digits, in quotes");
const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    "the ARN of a role, such as arn:aws:iam::111122223333:role/deploy",
  );

const aws = z
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
    .refine((days) => (logRetentions as readonly number[]).includes(days), {
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
  ipv6: z.boolean().describe("Whether the subnets have IPv6 addresses too. Default: false").optional(),
});

const network = z
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

const existingCluster = z.strictObject({
  target: z.literal("existing").describe("existing: found through a kubeconfig; eks: made here"),
  kubeconfig: z
    .string()
    .min(1)
    .describe("Path of the kubeconfig. Default: $KUBECONFIG, else ~/.kube/config")
    .optional(),
  context: z.string().min(1).describe("Name of the context. Default: the current one").optional(),
  ipFamily,
});

const eksCluster = z.strictObject({
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

const cluster = z.discriminatedUnion("target", [existingCluster, eksCluster]).describe("The Kubernetes cluster");

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

const addOns = z
  .strictObject({
    blockStorage: z
      .strictObject({
        reclaimPolicy: z
          .enum(["Delete", "Retain"])
          .describe("What becomes of a volume whose claim is deleted. Default: Delete")
          .optional(),
        kmsKeyArn: kmsKeyArn.describe("ARN of the key of the volumes. Default: the account's own for EBS").optional(),
      })
      .describe("The default storage class: encrypted gp3")
      .optional(),
    sharedStorage: z.boolean().describe("Whether there are shared volumes on EFS. Default: false").optional(),
    versions: z
      .strictObject(
        Object.fromEntries(addOnNames.map((name) => [name, addOnBuild.optional()])) as Record<
          AddOnName,
          z.ZodOptional<typeof addOnBuild>
        >,
      )
      .describe("Versions in place of the pinned ones")
      .optional(),
  })
  .describe("The add-ons that every cluster on EKS needs");

const shopService = z
  .strictObject({
    image: image.describe("Another image than the release's").optional(),
    replicas: replicas
      .describe("A fixed number of pods, or the range that an autoscaler moves in. Default: the shop's replicas")
      .optional(),
    disruptionBudget: disruptionBudget.optional(),
    resources: resources
      .describe("What the container asks for and may take at most, in place of the release's amounts")
      .optional(),
    rollout: service.shape.rollout,
  })
  .describe("Changes to this service");

const shop = z
  .strictObject({
    namespace: dnsLabel.describe("Namespace that is made for it. Default: shop").optional(),
    exposure: z
      .enum(["cluster", "loadBalancer"])
      .describe(
        "Who can reach the front end: only the cluster, or everyone by a load balancer of the cloud, which costs money. Default: cluster",
      )
      .optional(),
    loadGenerator: z
      .strictObject({
        users: z.int().min(1).max(10_000).describe("Simulated users. Default 10").optional(),
        rate: z.int().min(1).max(1000).describe("Users that start each second. Default 1").optional(),
      })
      .or(z.literal(false))
      .describe("The simulated users; false leaves them out")
      .optional(),
    replicas: replicas.describe("For every service that does not state its own. Default: 1").optional(),
    services: z
      .strictObject(
        Object.fromEntries(shopServiceNames.map((name) => [name, shopService.optional()])) as Record<
          (typeof shopServiceNames)[number],
          z.ZodOptional<typeof shopService>
        >,
      )
      .describe("Changes to single services")
      .optional(),
  })
  .describe("Google's Online Boutique");

const application = z.strictObject({
  namespace: dnsLabel.describe("Namespace that is made for it. Default: the application's name").optional(),
  services: z
    .record(z.string(), service)
    .refine((services) => Object.keys(services).length > 0, {
      error: "the application has no service",
      params: { allowed: "at least one service", fix: "add a service, or remove the application" },
    })
    .meta({ minProperties: 1 })
    .describe("Its services by name, which is their name in DNS"),
});

/** The sections of a stack, each a key of `config:` in `Pulumi.<environment>.yaml`. */
export const sections = {
  "slipway:stage": stage.optional(),
  "slipway:aws": aws.optional(),
  "slipway:network": network.optional(),
  "slipway:cluster": cluster,
  "slipway:addOns": addOns.optional(),
  "slipway:shop": shop.optional(),
  "slipway:applications": z.record(dnsLabel, application).describe("Applications by name").optional(),
} as const;

/** A stack's file, `Pulumi.<environment>.yaml`, for editors. */
export const stackFile = z.strictObject({
  config: z.looseObject(sections).describe("Configuration of the stack, by namespace and section"),
  secretsprovider: text("What encrypts the stack's secrets. Written by Pulumi").optional(),
  encryptionsalt: text("Salt of the passphrase that encrypts the stack's secrets. Written by Pulumi").optional(),
  encryptedkey: text("Key of the stack's secrets, itself encrypted. Written by Pulumi").optional(),
  environment: z.unknown().describe("Pulumi ESC environments to import").optional(),
});

export type Stage = (typeof stages)[number];
export type AwsConfig = z.infer<typeof aws>;
export type NetworkConfig = z.infer<typeof network>;
export type ClusterConfig = z.infer<typeof cluster>;
export type ExistingClusterConfig = z.infer<typeof existingCluster>;
export type EksClusterConfig = z.infer<typeof eksCluster>;
export type AddOnsConfig = z.infer<typeof addOns>;
export type ShopConfig = z.infer<typeof shop>;
export type ApplicationConfig = z.infer<typeof application>;

/** The configuration of one environment, validated. */
export interface StackConfig {
  /** Name of the environment: of the Pulumi stack, and of its file. */
  readonly environment: string;
  readonly stage?: Stage | undefined;
  readonly aws?: AwsConfig | undefined;
  readonly network?: NetworkConfig | undefined;
  readonly cluster: ClusterConfig;
  readonly addOns?: AddOnsConfig | undefined;
  readonly shop?: ShopConfig | undefined;
  readonly applications?: Readonly<Record<string, ApplicationConfig>> | undefined;
}
