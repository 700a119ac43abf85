import { z } from "zod";
import { capabilities } from "./capabilities-schema";
import {
  addOns,
  aws,
  charts,
  cluster,
  images,
  manifests,
  network,
  stage,
  type eksCluster,
  type existingCluster,
  type stages,
} from "./platform-schema";
import { gateway } from "./gateway-schema";
import { meshSection } from "./mesh-schema";
import { observability } from "./observability-schema";
import { registries } from "./registries-schema";
import { dnsLabel, text } from "./texts";
import { application, disruptionBudget, image, replicas, resources, rollout, slo } from "./workloads";

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
    rollout: rollout.optional(),
    slo: slo.optional(),
  })
  .describe("Changes to this service");

/** What can be changed in a service of the shop. */
export const shopServiceFields = Object.keys(shopService.shape);

const shop = z
  .strictObject({
    namespace: dnsLabel.describe("Namespace that is made for it. Default: shop").optional(),
    exposure: z
      .enum(["cluster", "loadBalancer", "gateway"])
      .describe(
        "Who can reach the front end: only the cluster, everyone by a load balancer of the cloud, which costs money, or whom the gateway lets in. Default: cluster",
      )
      .optional(),
    hosts: z
      .array(z.string())
      .min(1)
      .describe("Hosts of the front end, with the exposure gateway. Default: all of slipway:gateway")
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

/** The sections of a stack, each a key of `config:` in `Pulumi.<environment>.yaml`. */
export const sections = {
  "slipway:stage": stage.optional(),
  "slipway:aws": aws.optional(),
  "slipway:network": network.optional(),
  "slipway:cluster": cluster,
  "slipway:addOns": addOns.optional(),
  "slipway:charts": charts.optional(),
  "slipway:images": images.optional(),
  "slipway:manifests": manifests.optional(),
  "slipway:capabilities": capabilities.optional(),
  "slipway:gateway": gateway.optional(),
  "slipway:mesh": meshSection.optional(),
  "slipway:observability": observability.optional(),
  "slipway:registries": registries.optional(),
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
export type ChartsConfig = z.infer<typeof charts>;
export type ImagesConfig = z.infer<typeof images>;
export type ManifestsConfig = z.infer<typeof manifests>;
export type CapabilitiesConfig = z.infer<typeof capabilities>;
export type GatewayConfig = z.infer<typeof gateway>;
export type MeshConfig = z.infer<typeof meshSection>;
export type ObservabilityConfig = z.infer<typeof observability>;
export type RegistriesConfig = z.infer<typeof registries>;
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
  readonly charts?: ChartsConfig | undefined;
  readonly images?: ImagesConfig | undefined;
  readonly manifests?: ManifestsConfig | undefined;
  readonly capabilities?: CapabilitiesConfig | undefined;
  readonly gateway?: GatewayConfig | undefined;
  readonly mesh?: MeshConfig | undefined;
  readonly observability?: ObservabilityConfig | undefined;
  readonly registries?: RegistriesConfig | undefined;
  readonly shop?: ShopConfig | undefined;
  readonly applications?: Readonly<Record<string, ApplicationConfig>> | undefined;
}
