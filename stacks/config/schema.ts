import { z } from "zod";
import { addressFormats, parseQuantity, portProtocols, spreads } from "../../components/workloads";
import { dnsLabelRule, isDnsLabel } from "../../components/core";
import { shopServiceNames } from "../shop-services";

// The shape of a configuration file. What fields mean to each other (min and max, a probe and its port, a link and its
// target) is checked by the components themselves, over the values that this lets through.

const dnsLabel = z
  .string()
  .meta({ pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" })
  .refine(isDnsLabel, { error: "the name must be a DNS label", params: { allowed: dnsLabelRule } });

const quantity = (description: string) =>
  z
    .string()
    .describe(description)
    .refine((text) => (parseQuantity(text) ?? 0) > 0, {
      error: "this is no quantity",
      params: {
        allowed: "a positive Kubernetes quantity, such as 250m or 128Mi",
        fix: "write cores (250m, 1), or bytes with Ki, Mi or Gi, without 'B'",
      },
    });

const seconds = (description: string, least = 0) => z.int().min(least).max(86_400).describe(description);
const portNumber = z.int().min(1).max(65_535);
const percent = z.int().min(1).max(1000);
const countOrPercent = z.union([
  z.int().min(0),
  z.string().regex(/^(100|[0-9]{1,2})%$/, "a number of pods, or a percentage such as 25%"),
]);

const amounts = z.strictObject({
  cpu: quantity("Cores, such as 250m or 1").optional(),
  memory: quantity("Bytes, such as 128Mi or 1Gi").optional(),
});

const resources = z
  .strictObject({ requests: amounts.optional(), limits: amounts.optional() })
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
  .strictObject({ maxUnavailable: countOrPercent.optional(), minAvailable: countOrPercent.optional() })
  .describe("How many pods a drain of nodes may take away at a time. Default: maxUnavailable 1");

const timing = {
  initialDelaySeconds: seconds("Seconds to wait before the first probe").optional(),
  periodSeconds: seconds("Seconds between two probes", 1).optional(),
  timeoutSeconds: seconds("Seconds to wait for an answer", 1).optional(),
  failureThreshold: z.int().min(1).describe("Failures in a row that count").optional(),
  successThreshold: z.int().min(1).describe("Successes in a row that count").optional(),
};

const probe = z.union([
  z.literal(false),
  z.strictObject({
    http: z
      .strictObject({
        path: z.string().startsWith("/"),
        port: z.string().optional(),
        headers: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
    grpc: z.strictObject({ port: z.string().optional(), service: z.string().optional() }).optional(),
    tcp: z.strictObject({ port: z.string().optional() }).optional(),
    exec: z.strictObject({ command: z.array(z.string()).min(1) }).optional(),
    ...timing,
  }),
]);

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
  z.strictObject({ fromSecret: z.strictObject({ name: z.string(), key: z.string() }) }),
]);

const environment = z
  .record(z.string(), environmentValue)
  .describe("Environment variables, in order; $(NAME) stands for a variable above");

const image = z.string().min(1).describe("Image with tag or digest");
const commandLine = z.array(z.string());

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
  command: commandLine.optional(),
  args: commandLine.optional(),
  resources: resources.optional(),
  replicas: replicas.optional(),
  disruptionBudget: disruptionBudget.optional(),
  probes: z
    .strictObject({ startup: probe.optional(), readiness: probe.optional(), liveness: probe.optional() })
    .optional(),
  security: z
    .strictObject({
      runAsUser: z.int().min(1).optional(),
      runAsGroup: z.int().min(1).optional(),
      fsGroup: z.int().min(1).optional(),
    })
    .optional(),
  spread: z.enum(spreads).describe("Spread over zones and nodes. Default: preferred").optional(),
  nodeFailureSeconds: seconds("Seconds until pods leave a node that stopped answering. Default 60").optional(),
  rollout: z
    .strictObject({
      maxSurge: countOrPercent.optional(),
      maxUnavailable: countOrPercent.optional(),
      progressDeadlineSeconds: seconds(
        "Seconds without progress after which a roll-out has failed. Default 300",
        1,
      ).optional(),
      minReadySeconds: seconds("Seconds that a new pod must be ready before it counts. Default 0").optional(),
      revisionHistoryLimit: z.int().min(0).max(100).describe("Old versions to keep. Default 5").optional(),
    })
    .optional(),
  shutdown: z
    .strictObject({
      delaySeconds: seconds(
        "Seconds that a pod goes on serving after it was taken out of the Service. Default 5",
      ).optional(),
      gracePeriodSeconds: seconds("Seconds until it is killed. Default: the delay and 30").optional(),
    })
    .optional(),
  volumes: z
    .record(z.string(), z.strictObject({ mountPath: z.string(), sizeLimit: quantity("Largest size").optional() }))
    .describe("Folders that the container may write to, by name")
    .optional(),
  initContainers: z
    .record(
      z.string(),
      z.strictObject({
        image,
        command: commandLine.optional(),
        args: commandLine.optional(),
        env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
        resources: resources.optional(),
      }),
    )
    .describe("Containers that run before the main one, in order")
    .optional(),
  additionalServices: z
    .record(
      z.string(),
      z.strictObject({
        type: z.enum(["ClusterIP", "NodePort", "LoadBalancer"]),
        ports: z.array(z.string()).optional(),
        sourceRanges: z.array(z.string()).optional(),
        annotations: z.record(z.string(), z.string()).optional(),
      }),
    )
    .describe("More Services in front of the same pods, by suffix")
    .optional(),
  egress: z
    .array(z.strictObject({ cidr: z.string(), ports: z.array(portNumber).optional() }))
    .describe("Traffic out of the cluster. Default: none")
    .optional(),
});

const cluster = z
  .strictObject({
    target: z.enum(["existing"]).describe("existing: found through a kubeconfig"),
    kubeconfig: z
      .string()
      .min(1)
      .describe("Path of the kubeconfig. Default: $KUBECONFIG, else ~/.kube/config")
      .optional(),
    context: z.string().min(1).describe("Name of the context. Default: the current one").optional(),
    ipFamily: z.enum(["ipv4", "ipv6"]).describe("Family of pod and service addresses. Default: ipv4").optional(),
  })
  .describe("The Kubernetes cluster");

const shopService = z.strictObject({
  image: image.describe("Another image than the release's").optional(),
  replicas: replicas.optional(),
  disruptionBudget: disruptionBudget.optional(),
  resources: resources.optional(),
  rollout: service.shape.rollout,
});

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
  services: z.record(z.string(), service).describe("Its services by name, which is their name in DNS"),
});

/** The sections of a stack, each a key of `config:` in `Pulumi.<environment>.yaml`. */
export const sections = {
  "slipway:cluster": cluster,
  "slipway:shop": shop.optional(),
  "slipway:applications": z.record(dnsLabel, application).describe("Applications by name").optional(),
} as const;

/** A stack's file, `Pulumi.<environment>.yaml`, for editors. */
export const stackFile = z.strictObject({
  config: z.looseObject(sections),
  secretsprovider: z.string().optional(),
  encryptionsalt: z.string().optional(),
  encryptedkey: z.string().optional(),
  environment: z.unknown().optional(),
});

export type ClusterConfig = z.infer<typeof cluster>;
export type ShopConfig = z.infer<typeof shop>;
export type ApplicationConfig = z.infer<typeof application>;

/** The configuration of one environment, validated. */
export interface StackConfig {
  /** Name of the environment: of the Pulumi stack, and of its file. */
  readonly environment: string;
  readonly cluster: ClusterConfig;
  readonly shop?: ShopConfig | undefined;
  readonly applications?: Readonly<Record<string, ApplicationConfig>> | undefined;
}
