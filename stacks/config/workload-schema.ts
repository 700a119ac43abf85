import { z } from "zod";
import { addressFormats, portProtocols, spreads } from "../../components/workloads";
import { text } from "./texts";

// The shape of services. What fields mean to each other is checked by the components.

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

/** What a container asks for, and may take. */
export const resources = z
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

/** How many pods. */
export const replicas = z
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

/** How many of them may be away at a time. */
export const disruptionBudget = z
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

/** A container image. */
export const image = z.string().min(1).describe("Image with tag or digest");
const command = z.array(z.string()).describe("Program and first arguments. Default: the image's own entry point");
const args = z.array(z.string()).describe("Arguments. Default: the image's own");

/** A service of an application. */
export const service = z.strictObject({
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
