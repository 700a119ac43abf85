import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle } from "../cluster";
import { labels, refuseComponent, selectorLabels, SlipwayComponent, type Transform } from "../core";
import { containerEnvironment } from "./environment";
import { containerLifecycle, planRollout, planShutdown, rolloutSeconds } from "./lifecycle";
import { checkLinkNamespace, type LinkTarget, type ResolvedLink } from "./links";
import {
  checkMicroservice,
  linksOf,
  resolveLinks,
  type AdditionalServiceSpec,
  type InitContainerSpec,
  type MicroserviceSpec,
} from "./microservice-spec";
import { linkLabels, networkPolicySpec, type OpenPorts } from "./network-policy";
import { defaultNodeFailureSeconds, nodeFailureTolerations, topologySpread } from "./placement";
import { containerPorts, planPorts, servicePorts, type PlannedPort } from "./ports";
import { containerProbes } from "./probes";
import { containerResources, initDefaults } from "./resources";
import {
  autoscalerMetrics,
  defaultDisruptionBudget,
  defaultReplicas,
  isAutoscaled,
  type AutoscalingSpec,
} from "./scaling";
import { containerSecurityContext, podSecurityContext } from "./security";
import { podVolumes, volumeMounts } from "./volumes";

/** A microservice in a cluster and a namespace. */
export interface MicroserviceArgs extends MicroserviceSpec {
  /** The cluster that it runs in. */
  readonly cluster: ClusterHandle;
  /** Name of the namespace that it runs in, which must exist or be an output of the one that makes it. */
  readonly namespace: pulumi.Input<string>;
  /** Name of its Kubernetes objects, and so its name in DNS. Default: the component's name. */
  readonly objectName?: string;
  /** Name of the whole that it is part of, for the label `app.kubernetes.io/part-of`. */
  readonly partOf?: string;
  /** Changes to what it gives to its children. */
  readonly transform?: MicroserviceTransform;
}

/** One transform for each child. */
export interface MicroserviceTransform {
  readonly serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs>;
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
  readonly service?: Transform<k8s.core.v1.ServiceArgs>;
  /** For each of the additional Services. */
  readonly additionalService?: Transform<k8s.core.v1.ServiceArgs>;
  readonly disruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs>;
  readonly autoscaler?: Transform<k8s.autoscaling.v2.HorizontalPodAutoscalerArgs>;
}

/**
 * A stateless service: Deployment, Service, ServiceAccount, NetworkPolicy, PodDisruptionBudget and, unless the number of
 * replicas is fixed, a HorizontalPodAutoscaler.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class Microservice extends SlipwayComponent implements LinkTarget {
  /** Name of its Kubernetes objects, and so its name in DNS. */
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  /** Its ports, with their defaults, in the order they were written. */
  readonly ports: readonly PlannedPort[];
  /** Where it answers within the namespace: `name:port` of its first port; undefined without ports. */
  readonly address: string | undefined;

  readonly #args: MicroserviceArgs;
  readonly #links: readonly ResolvedLink[];

  constructor(name: string, args: MicroserviceArgs, opts?: pulumi.ComponentResourceOptions) {
    const objectName = args.objectName ?? name;
    refuseComponent("Microservice", name, [
      ...checkMicroservice(objectName, args),
      ...linksOf(args).flatMap(([path, link]) => checkLinkNamespace(path, link, args.namespace)),
    ]);
    super("Microservice", name, opts, { provider: args.cluster.provider });
    this.objectName = objectName;
    this.namespace = args.namespace;
    this.ports = planPorts(args.ports);
    this.#args = args;
    this.#links = resolveLinks(args);

    const serviceAccount = this.createServiceAccount();
    const networkPolicy = this.createNetworkPolicy();
    const deployment = this.createDeployment(serviceAccount, networkPolicy);
    this.createServices();
    this.createDisruptionBudget();
    this.createAutoscaler(deployment);

    const [first] = this.ports;
    this.address = first === undefined ? undefined : `${objectName}:${first.port}`;
    this.registerOutputs({
      objectName,
      address: this.address,
      links: [...new Set(this.#links.map(({ target, port }) => `${target.objectName}:${port.name}`))],
    });
  }

  private createServiceAccount(): k8s.core.v1.ServiceAccount {
    return new k8s.core.v1.ServiceAccount(
      ...this.child(
        "",
        { metadata: this.metadata(), automountServiceAccountToken: false },
        this.#args.transform?.serviceAccount,
      ),
    );
  }

  private createNetworkPolicy(): k8s.networking.v1.NetworkPolicy {
    const open = Object.values(this.#args.additionalServices ?? {})
      .filter((service) => service.type !== "ClusterIP")
      .map(({ type, ports, sourceRanges }): OpenPorts => {
        // A load balancer filters by itself, and what comes from it may carry its own address or a node's.
        return { ports: this.portsNamed(ports), sourceRanges: type === "NodePort" ? sourceRanges : undefined };
      });
    const spec = networkPolicySpec({ self: this, links: this.#links, egress: this.#args.egress ?? [], open });
    return new k8s.networking.v1.NetworkPolicy(
      ...this.child("", { metadata: this.metadata(), spec }, this.#args.transform?.networkPolicy),
    );
  }

  /** The network policy comes first, so that no pod ever runs without it. */
  private createDeployment(
    serviceAccount: k8s.core.v1.ServiceAccount,
    networkPolicy: k8s.networking.v1.NetworkPolicy,
  ): k8s.apps.v1.Deployment {
    const { replicas = defaultReplicas } = this.#args;
    const rollout = planRollout(this.#args.rollout);
    const spec: k8s.types.input.apps.v1.DeploymentSpec = {
      ...(isAutoscaled(replicas) ? {} : { replicas }),
      selector: { matchLabels: selectorLabels(this.objectName) },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: rollout.maxSurge, maxUnavailable: rollout.maxUnavailable },
      },
      progressDeadlineSeconds: rollout.progressDeadlineSeconds,
      minReadySeconds: rollout.minReadySeconds,
      revisionHistoryLimit: rollout.revisionHistoryLimit,
      template: {
        metadata: { labels: { ...this.labels(), ...linkLabels(this.#links) } },
        spec: this.podSpec(serviceAccount),
      },
    };
    // The engine waits a little longer than Kubernetes, so that it is Kubernetes that says why a roll-out failed.
    const timeout = `${rolloutSeconds(this.#args.rollout, isAutoscaled(replicas) ? replicas.max : replicas) + 30}s`;
    return new k8s.apps.v1.Deployment(
      ...this.child("", { metadata: this.metadata(), spec }, this.#args.transform?.deployment, {
        dependsOn: [networkPolicy],
        customTimeouts: { create: timeout, update: timeout },
      }),
    );
  }

  private podSpec(serviceAccount: k8s.core.v1.ServiceAccount): k8s.types.input.core.v1.PodSpec {
    const args = this.#args;
    const shutdown = planShutdown(args.shutdown, this.ports.length > 0);
    return {
      serviceAccountName: serviceAccount.metadata.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurityContext(args.security),
      terminationGracePeriodSeconds: shutdown.gracePeriodSeconds,
      topologySpreadConstraints: topologySpread(this.objectName, args.spread ?? "preferred"),
      tolerations: nodeFailureTolerations(args.nodeFailureSeconds ?? defaultNodeFailureSeconds),
      ...unlessEmpty({
        initContainers: Object.entries(args.initContainers ?? {}).map(([name, spec]) => this.initContainer(name, spec)),
        volumes: podVolumes(args.volumes),
      }),
      containers: [this.mainContainer(shutdown.delaySeconds)],
    };
  }

  private mainContainer(delaySeconds: number): k8s.types.input.core.v1.Container {
    const args = this.#args;
    return {
      name: this.objectName,
      image: args.image,
      ...commandLine(args),
      ...unlessEmpty({
        env: containerEnvironment(args.env),
        ports: containerPorts(this.ports),
        volumeMounts: volumeMounts(args.volumes),
      }),
      ...containerProbes(args.probes, this.ports),
      ...containerLifecycle(delaySeconds),
      resources: containerResources(args.resources),
      securityContext: containerSecurityContext(),
    };
  }

  private initContainer(name: string, spec: InitContainerSpec): k8s.types.input.core.v1.Container {
    return {
      name,
      image: spec.image,
      ...commandLine(spec),
      ...unlessEmpty({ env: containerEnvironment(spec.env), volumeMounts: volumeMounts(this.#args.volumes) }),
      resources: containerResources(spec.resources, initDefaults),
      securityContext: containerSecurityContext(),
    };
  }

  private createServices(): void {
    if (this.ports.length === 0) return;
    const { additionalServices = {}, transform } = this.#args;
    this.createService("", { type: "ClusterIP" }, transform?.service);
    for (const [suffix, service] of Object.entries(additionalServices)) {
      this.createService(suffix, service, transform?.additionalService);
    }
  }

  private createService(
    suffix: string,
    service: AdditionalServiceSpec,
    transform: Transform<k8s.core.v1.ServiceArgs> | undefined,
  ): void {
    const isBalanced = service.type === "LoadBalancer";
    const name = suffix === "" ? this.objectName : `${this.objectName}-${suffix}`;
    // The provider would watch a Service for 10 s before it believes in its endpoints; the Deployment is waited for anyway.
    const annotations = { ...service.annotations, ...(isBalanced ? {} : { "pulumi.com/skipAwait": "true" }) };
    new k8s.core.v1.Service(
      ...this.child(
        suffix,
        {
          metadata: { ...this.metadata(name), annotations },
          spec: {
            type: service.type,
            selector: selectorLabels(this.objectName),
            ports: servicePorts(this.portsNamed(service.ports), this.ports),
            ...(service.sourceRanges === undefined
              ? {}
              : isBalanced
                ? { loadBalancerSourceRanges: [...service.sourceRanges] }
                : { externalTrafficPolicy: "Local" }), // else the caller's address is lost on the way
          },
        },
        transform,
      ),
    );
  }

  private createDisruptionBudget(): void {
    const { maxUnavailable, minAvailable } = this.#args.disruptionBudget ?? defaultDisruptionBudget;
    const spec: k8s.types.input.policy.v1.PodDisruptionBudgetSpec = {
      ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
      ...(minAvailable === undefined ? {} : { minAvailable }),
      selector: { matchLabels: selectorLabels(this.objectName) },
      // A pod that is broken anyway must not keep a node from being drained.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    };
    new k8s.policy.v1.PodDisruptionBudget(
      ...this.child("", { metadata: this.metadata(), spec }, this.#args.transform?.disruptionBudget),
    );
  }

  private createAutoscaler(deployment: k8s.apps.v1.Deployment): void {
    const { replicas = defaultReplicas } = this.#args;
    if (!isAutoscaled(replicas)) return;
    const spec = autoscalerSpec(deployment.metadata.name, replicas);
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
      ...this.child("", { metadata: this.metadata(), spec }, this.#args.transform?.autoscaler),
    );
  }

  private portsNamed(names: readonly string[] | undefined): readonly PlannedPort[] {
    return names === undefined ? this.ports : this.ports.filter((port) => names.includes(port.name));
  }

  private metadata(name = this.objectName): k8s.types.input.meta.v1.ObjectMeta {
    return { name, namespace: this.#args.namespace, labels: this.labels() };
  }

  private labels(): Record<string, string> {
    return labels({ name: this.objectName, partOf: this.#args.partOf });
  }
}

function autoscalerSpec(
  deployment: pulumi.Input<string>,
  replicas: AutoscalingSpec,
): k8s.types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    minReplicas: replicas.min,
    maxReplicas: replicas.max,
    metrics: autoscalerMetrics(replicas),
  };
}

/** Only the lists that have entries: Kubernetes stores no empty ones, so writing them would differ on every look. */
function unlessEmpty<Lists extends Record<string, readonly unknown[]>>(lists: Lists): Partial<Lists> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>;
}

function commandLine(spec: {
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
}): Pick<k8s.types.input.core.v1.Container, "command" | "args"> {
  return {
    ...(spec.command === undefined ? {} : { command: [...spec.command] }),
    ...(spec.args === undefined ? {} : { args: [...spec.args] }),
  };
}
