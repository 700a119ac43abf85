import * as pulumi from "@pulumi/pulumi";
import { chosenAddOns, CoreAddOns, isAddOn, PlatformAddOns, type PlatformAddOnsArgs } from "../components/addons";
import { EksCluster, ExistingCluster, type ClusterHandle } from "../components/cluster";
import { tags } from "../components/core";
import { Gateway, type GatewayArgs } from "../components/gateway";
import { createAwsProvider, ExistingVpc, Vpc, type NetworkHandle } from "../components/network";
import { LogStoreAccess, Observability, readsLogStore, type ObservabilityArgs } from "../components/observability";
import { addOnSurroundings, asksForAddOns, coreAddOns, isDoubled, mirrorsOf, nodeGroupsOf } from "./add-ons";
import { environmentCapabilities, platformCapabilities } from "./capabilities";
import { clusterNameOf } from "./cluster-name";
import { observabilitySurroundings } from "./observability";
import { gatewaySurroundings } from "./traffic";
import { wantedAddOns } from "./wanted-add-ons";
import type { AwsConfig, EksClusterConfig, ExistingClusterConfig, NetworkConfig, StackConfig } from "./config/schema";

/** What applications run on. */
export interface Platform {
  readonly cluster: ClusterHandle;
  /** What must be there before applications: they depend on it, and so go before it. */
  readonly ready: readonly pulumi.Resource[];
  /** The way in, where there is one. */
  readonly gateway: Gateway | undefined;
  /** Whether Pulumi refuses to delete what would be lost for good. */
  readonly isProtected: boolean;
  /** What the stack tells of it. */
  readonly outputs: pulumi.Inputs;
}

/**
 * The platform of an environment.
 * @throws SlipwayError if the cluster is to be there already, but is not found or does not answer
 */
export async function createPlatform(config: StackConfig): Promise<Platform> {
  const { cluster } = config;
  return cluster.target === "existing" ? findPlatform(config, cluster) : createAwsPlatform(config, cluster);
}

async function findPlatform(
  config: StackConfig,
  { kubeconfig, context, ipFamily }: ExistingClusterConfig,
): Promise<Platform> {
  await ExistingCluster.requireReachable({ kubeconfig, context });
  const cluster = new ExistingCluster("cluster", { kubeconfig, context, ipFamily });
  const isProtected = config.stage === "production";
  const logStorePassword = createLogStorePassword(config);
  const addOns = createAddOns(config, { cluster, protected: isProtected }, logStorePassword);
  const before = addOns?.ready ?? [];
  const gateway = createGateway(config, { cluster, protected: isProtected, after: before });
  const observability = createObservability(config, { cluster, after: before, logStorePassword });
  return {
    cluster,
    gateway,
    ready: [...before, ...(gateway?.ready ?? []), ...(observability?.ready ?? [])],
    isProtected,
    outputs: { cluster: cluster.name, ...addOns?.outputs },
  };
}

function createAwsPlatform(config: StackConfig, { name, target, ...spec }: EksClusterConfig): Platform {
  const aws = required(config.aws);
  const environmentTags = tags({
    project: pulumi.getProject(),
    environment: config.environment,
    stage: config.stage,
    extra: aws.tags,
  });
  const clusterName = clusterNameOf(config.cluster, config.environment);
  const isProtected = spec.protected ?? (config.stage === "production" ? true : undefined);

  const providers = [createAwsProvider("aws", { ...aws, tags: environmentTags })];
  const network = createNetwork(aws, required(config.network), clusterName, providers);
  const cluster = new EksCluster(
    "cluster",
    {
      ...spec,
      network,
      clusterName,
      protected: isProtected,
      role: aws.role,
      tags: environmentTags,
      addOnVersions: config.addOns?.versions,
    },
    { providers },
  );
  const core = new CoreAddOns(
    "core-add-ons",
    { ...coreAddOns(config.addOns), cluster, protected: isProtected, highlyAvailable: isDoubled(config) },
    { providers },
  );
  const logStorePassword = createLogStorePassword(config);
  const addOns = createAddOns(
    config,
    { cluster, protected: isProtected, after: [...core.ready, ...cluster.nodes] },
    logStorePassword,
    { providers },
  );
  const before = [...core.ready, ...(addOns?.ready ?? [])];
  const gateway = createGateway(config, { cluster, protected: isProtected, after: before }, { providers });
  const observability = createObservability(config, { cluster, after: before, logStorePassword }, { providers });
  return {
    cluster,
    gateway,
    ready: [...before, ...(gateway?.ready ?? []), ...(observability?.ready ?? [])],
    isProtected: isProtected ?? false,
    outputs: {
      cluster: clusterName,
      endpoint: cluster.endpoint,
      kubeconfig: cluster.kubeconfig,
      vpc: network.vpcId,
      ...addOns?.outputs,
      ...(gateway?.address === undefined ? {} : { gateway: gateway.address }),
    },
  };
}

/** The services of the platform, if any is asked for. */
function createAddOns(
  config: StackConfig,
  place: Pick<PlatformAddOnsArgs, "cluster" | "protected" | "after">,
  logStorePassword: pulumi.Input<string> | undefined,
  opts?: pulumi.ComponentResourceOptions,
): PlatformAddOns | undefined {
  const inputs = { mirrors: mirrorsOf(config), logStorePassword };
  const spec = wantedAddOns(config, config.cluster.target, environmentCapabilities(config), inputs);
  if (!asksForAddOns(spec)) return undefined;
  return new PlatformAddOns(
    "add-ons",
    {
      ...spec,
      ...place,
      mirrors: mirrorsOf(config),
      highlyAvailable: isDoubled(config),
      isProduction: config.stage === "production",
      capabilities: environmentCapabilities(config),
      nodeGroups: nodeGroupsOf(config),
    },
    opts,
  );
}

/** The way in, if one is asked for: after its controllers, and so before them on the way down. */
function createGateway(
  config: StackConfig,
  place: Pick<GatewayArgs, "cluster" | "protected" | "after">,
  opts?: pulumi.ComponentResourceOptions,
): Gateway | undefined {
  if (config.gateway === undefined) return undefined;
  const around = gatewaySurroundings(config, config.cluster.target, environmentCapabilities(config));
  return new Gateway("gateway", { ...config.gateway, ...place, around, mirrors: mirrorsOf(config) }, opts);
}

/** Grafana starts with it, and so it is there before the add-ons. */
function createLogStorePassword({ observability }: StackConfig): pulumi.Output<string> | undefined {
  if (observability === undefined || !readsLogStore(observability)) return undefined;
  return new LogStoreAccess("log-store-access").password;
}

/** Where logs and traces go, and what is told of the platform, if that is asked for: after the operators, and so before them on the way down. */
function createObservability(
  config: StackConfig,
  place: Pick<ObservabilityArgs, "cluster" | "after" | "logStorePassword">,
  opts?: pulumi.ComponentResourceOptions,
): Observability | undefined {
  if (config.observability === undefined) return undefined;
  return new Observability(
    "observability",
    { ...config.observability, ...place, around: surroundingsOf(config), mirrors: mirrorsOf(config) },
    opts,
  );
}

/** What is known of the place of observability, with the add-ons and the mesh. */
function surroundingsOf(config: StackConfig): NonNullable<ObservabilityArgs["around"]> {
  const { target } = config.cluster;
  const environment = environmentCapabilities(config);
  const around = addOnSurroundings(config, target, environment);
  const { chosen } = chosenAddOns(wantedAddOns(config, target, environment), around);
  return {
    ...observabilitySurroundings(config, target, environment),
    mesh: platformCapabilities(config)?.mesh,
    addOns: chosen.map(({ addOn }) => addOn.id).filter(isAddOn),
  };
}

function createNetwork(
  { region }: AwsConfig,
  config: NetworkConfig,
  clusterName: string,
  providers: pulumi.ProviderResource[],
): NetworkHandle {
  return "vpcId" in config
    ? new ExistingVpc("network", { ...config, region }, { providers })
    : new Vpc("network", { ...config, region, clusterName }, { providers });
}

/** What the check of the configuration has made sure of. */
function required<T>(section: T | undefined): T {
  if (section === undefined) throw new Error("a section that a cluster on EKS needs was not checked");
  return section;
}
