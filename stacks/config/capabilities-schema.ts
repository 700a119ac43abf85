import { z } from "zod";
import { dnsPolicyEngines, gatewayEngines } from "../../components/cluster";
import { meshCapability } from "./mesh-schema";
import { observabilityCapability } from "./observability-schema";
import { someTexts, text, texts } from "./texts";

const names = (description: string) => z.array(z.string()).describe(description).optional();

const letIn = (what: string) => z.boolean().describe(`Whether ${what} are let in. Default: true`).optional();

const admission = z
  .array(
    z.strictObject({
      by: text(
        "Who refuses the rest, for messages, such as the policies of the platform team. Default: a policy of the cluster",
      ).optional(),
      exclude: names("Namespaces in which everything is let in. Default: none"),
      nodePorts: letIn("Services of the type NodePort"),
      classlessLoadBalancers: letIn("Services of the type LoadBalancer that name no class"),
      openLoadBalancers: letIn("load balancers that every address may call"),
      unpinnedImages: letIn("images without a digest that have no tag, or latest,"),
      registries: someTexts(
        "Registries that images may come from, with or without a path, such as quay.io/jetstack; those of Docker Hub begin with docker.io/. Default: any",
      ).optional(),
      podLabels: names("Labels that pods must have. Default: none"),
    }),
  )
  .describe(
    "What policies of the cluster let in or refuse, besides those of slipway:addOns; all of these hold, each in its namespaces. Default: everything is let in",
  )
  .optional();

/** What workloads may rely on in the cluster, besides what this program installs. */
export const capabilities = z
  .strictObject({
    zones: names("Zones that nodes are in. Default: those of the network; of an existing cluster they are not checked"),
    ipFamilies: z
      .array(z.enum(["IPv4", "IPv6"]))
      .min(1)
      .max(2)
      .describe("Families that Services can have, the cluster's own first. Default: its own alone")
      .optional(),
    nodePurposes: names(
      "Purposes that nodes have, by the label nodes.slipway/purpose. Default: those of the node groups; of an existing cluster they are not checked",
    ),
    storageClasses: z
      .record(
        z.string(),
        z.strictObject({
          expandable: z.boolean().describe("Whether its volumes can grow"),
          isDefault: z.boolean().describe("Whether claims get it that name no class. Default: false").optional(),
          shared: z.boolean().describe("Whether pods of several nodes may use one volume. Default: false").optional(),
        }),
      )
      .describe(
        "Classes of storage by name. Default: those of slipway:addOns; of an existing cluster they are not checked",
      )
      .optional(),
    priorityClasses: names("Priority classes, besides Kubernetes' own. Default: they are not checked"),
    runtimeClasses: names("Runtime classes. Default: they are not checked"),
    keda: z.boolean().describe("KEDA: autoscaling on events, queues, times and queries. Default: false").optional(),
    prometheus: z
      .strictObject({
        url: text("URL of its API, such as http://prometheus.monitoring:9090"),
        namespace: text("Namespace of its pods, which workloads let in to their metrics"),
      })
      .describe("A Prometheus that KEDA may ask, and that scrapes workloads. Default: none")
      .optional(),
    customMetrics: z
      .boolean()
      .describe("An adapter that serves metrics of pods and objects (custom.metrics.k8s.io). Default: false")
      .optional(),
    externalMetrics: z
      .boolean()
      .describe("An adapter that serves metrics from outside (external.metrics.k8s.io). Default: false")
      .optional(),
    verticalPodAutoscaler: z
      .boolean()
      .describe("The recommender of the VerticalPodAutoscaler. Default: false")
      .optional(),
    dnsPolicies: z
      .enum(dnsPolicyEngines)
      .describe("Who enforces egress by the names of hosts. Default: nobody")
      .optional(),
    awsLoadBalancerController: z
      .boolean()
      .describe("The AWS Load Balancer Controller, which reads the options of a load balancer. Default: false")
      .optional(),
    gateway: z
      .strictObject({
        engine: z.enum(gatewayEngines).describe("Who carries out routes"),
        name: text("Name of the Gateway"),
        namespace: text("Its namespace"),
        hosts: someTexts("Hosts that it serves"),
        listeners: z
          .array(
            z.strictObject({
              name: text("Its name in the Gateway, such as https"),
              host: text("The host that it serves. Default: all").optional(),
            }),
          )
          .describe("Listeners that routes attach to"),
        tls: z.boolean().describe("Whether callers come by TLS"),
        hsts: text("Value of the header Strict-Transport-Security of every answer. Default: none").optional(),
        callers: z
          .union([
            z.strictObject({
              namespace: text("Namespace of the pods that requests come from"),
              pods: texts("Their labels. Default: all pods of the namespace").optional(),
            }),
            z.strictObject({ cidrs: someTexts("Addresses that requests come from") }),
          ])
          .describe("Whose connections reach the pods of workloads"),
        rateLimitStore: text(
          "host:port of the store in which its pods count requests together. Default: none",
        ).optional(),
      })
      .describe("A gateway that is there already, for workloads with routes. Default: that of slipway:gateway")
      .optional(),
    mesh: meshCapability.optional(),
    observability: observabilityCapability.optional(),
    certManager: z
      .strictObject({ issuers: z.array(z.string()).describe("Names of its issuers that every namespace may refer to") })
      .describe("cert-manager, which issues certificates. Default: none")
      .optional(),
    consul: z
      .strictObject({
        address: text("Host and port of its HTTP API, such as consul-server.consul:8501"),
        namespace: text("Namespace of its pods, to which workloads are let out that claim it"),
        tls: z.boolean().describe("Whether it speaks TLS"),
      })
      .describe("Consul, as a registry of services. Default: none")
      .optional(),
    cloudMap: z
      .strictObject({ namespace: text("Its name, such as shop.internal") })
      .describe("The namespace of AWS Cloud Map that Services are registered in that ask for it. Default: none")
      .optional(),
    admission,
  })
  .describe("What workloads may rely on in the cluster, besides what this program installs");
