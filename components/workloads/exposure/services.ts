import type * as k8s from "@pulumi/kubernetes";
import { checkDnsLabel, under, type Problem } from "../../core";
import type { ServedFields } from "../microservice-spec";
import { goesToPods, loadBalancerAnnotations, loadBalancerClass, type LoadBalancerSpec } from "./load-balancer";
import { clusterFamilies } from "./ip-families";
import type { OpenPorts } from "./network-policy";
import { servicePorts, type PlannedPort } from "./ports";
import { checkNodePortTwins, checkService, type ServicePlace } from "./service-check";
import type { AdditionalServiceSpec, ServiceFields, ServiceSpec } from "./service-spec";

type ServiceArgs = k8s.types.input.core.v1.Service;
type ServiceSpecArgs = k8s.types.input.core.v1.ServiceSpec;
type ObjectMeta = k8s.types.input.meta.v1.ObjectMeta;

/**
 * A Service in Kubernetes' form.
 * @param all the workload's ports
 * @param metadata without annotations
 */
export function serviceArgs(
  spec: ServiceSpec | AdditionalServiceSpec,
  all: readonly PlannedPort[],
  selector: Readonly<Record<string, string>>,
  metadata: ObjectMeta,
): ServiceArgs {
  const ports = portsOf(spec, all);
  const annotations = {
    ...(spec.loadBalancer === undefined ? {} : loadBalancerAnnotations(spec.loadBalancer, ports)),
    ...spec.annotations,
    // The provider would watch a Service for 10 s before it believes in its endpoints; the workload is waited for anyway.
    ...(spec.type === "LoadBalancer" ? {} : { "pulumi.com/skipAwait": "true" }),
  };
  return {
    metadata: { ...metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: spec.type === "ExternalName" ? externalName(spec) : serviceSpec(spec, ports, all, selector),
  };
}

/** What is known of where a workload's Services are to be. */
export interface ServiceCheckPlace extends ServicePlace {
  /** The cluster's. */
  readonly ipFamily?: "ipv4" | "ipv6" | undefined;
}

/** What a Service opens to addresses outside of the cluster. */
export function openPorts(spec: ServiceSpec | AdditionalServiceSpec, all: readonly PlannedPort[]): OpenPorts[] {
  const ports = portsOf(spec, all);
  switch (spec.type) {
    case "NodePort":
      return [{ ports, sourceRanges: spec.sourceRanges }];
    case "LoadBalancer":
      // It filters by itself, and what comes from it may carry its own address or a node's.
      return [{ ports, numbers: healthCheckPorts(spec.loadBalancer, ports) }];
    case "ClusterIP":
    case "ExternalName":
    case undefined:
      return [];
  }
}

/**
 * What is wrong with a workload's Services. Paths are relative to the workload.
 * @param ports the workload's ports
 * @param place without a family, families are checked only if the capabilities state them
 */
export function checkServices(
  objectName: string,
  { service, additionalServices = {} }: ServedFields,
  ports: readonly PlannedPort[],
  place: ServiceCheckPlace,
): Problem[] {
  const context = { ...place, ports, families: clusterFamilies(place.capabilities, place.ipFamily) };
  const services: { path: string[]; spec: ServiceSpec | AdditionalServiceSpec }[] = [
    ...(service === undefined ? [] : [{ path: ["service"], spec: service }]),
    ...Object.entries(additionalServices).map(([suffix, spec]) => ({ path: ["additionalServices", suffix], spec })),
  ];
  return [
    ...Object.keys(additionalServices).flatMap((suffix) =>
      checkDnsLabel("a Service", `${objectName}-${suffix}`, ["additionalServices", suffix]),
    ),
    ...services.flatMap(({ path, spec }) => under(path, checkService(spec, context))),
    ...checkNodePortTwins(services, ports),
  ];
}

/** The port that a load balancer asks pods on, if it is none of those that it sends to. */
function healthCheckPorts(loadBalancer: LoadBalancerSpec | undefined, ports: readonly PlannedPort[]): number[] {
  const port = loadBalancer?.healthCheck?.port;
  if (loadBalancer === undefined || port === undefined || !goesToPods(loadBalancer)) return [];
  return ports.some(({ targetPort, protocol }) => targetPort === port && protocol !== "udp") ? [] : [port];
}

/** The ports that a Service has, of the workload's. */
function portsOf(spec: ServiceSpec | AdditionalServiceSpec, all: readonly PlannedPort[]): readonly PlannedPort[] {
  const names = "ports" in spec ? spec.ports : undefined;
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}

function externalName({ type, externalName: name }: AdditionalServiceSpec): ServiceSpecArgs {
  return { type, ...(name === undefined ? {} : { externalName: name }) };
}

function serviceSpec(
  spec: ServiceSpec | AdditionalServiceSpec,
  ports: readonly PlannedPort[],
  all: readonly PlannedPort[],
  selector: Readonly<Record<string, string>>,
): ServiceSpecArgs {
  const { ipFamilyPolicy, ipFamilies, internalTrafficPolicy, trafficDistribution } = spec;
  const written = servicePorts(ports, all, spec.nodePorts);
  return {
    type: spec.type ?? "ClusterIP",
    selector: { ...selector },
    ...(spec.headless === true ? { clusterIP: "None" } : {}),
    ...(written.length === 0 ? {} : { ports: written }),
    ...sourceFields(spec),
    ...(spec.loadBalancer === undefined ? {} : balancerFields(spec, spec.loadBalancer)),
    ...affinityFields(spec.sticky),
    ...(internalTrafficPolicy === undefined ? {} : { internalTrafficPolicy }),
    ...(trafficDistribution === undefined ? {} : { trafficDistribution }),
    ...(ipFamilyPolicy === undefined ? {} : { ipFamilyPolicy }),
    ...(ipFamilies === undefined ? {} : { ipFamilies: [...ipFamilies] }),
    ...(spec.publishNotReadyAddresses === true ? { publishNotReadyAddresses: true } : {}),
  };
}

function sourceFields({
  type,
  sourceRanges,
  externalTrafficPolicy,
}: ServiceSpec | AdditionalServiceSpec): Partial<ServiceSpecArgs> {
  // Else the caller's address is lost on the way, and the network policy knows no one.
  const policy = externalTrafficPolicy ?? (type === "NodePort" && sourceRanges !== undefined ? "Local" : undefined);
  return {
    ...(type === "LoadBalancer" && sourceRanges !== undefined ? { loadBalancerSourceRanges: [...sourceRanges] } : {}),
    ...(policy === undefined ? {} : { externalTrafficPolicy: policy }),
  };
}

function balancerFields({ nodePorts }: ServiceFields, loadBalancer: LoadBalancerSpec): Partial<ServiceSpecArgs> {
  const needsNone = goesToPods(loadBalancer) && nodePorts === undefined;
  return { loadBalancerClass, ...(needsNone ? { allocateLoadBalancerNodePorts: false } : {}) };
}

function affinityFields(sticky: boolean | number | undefined): Partial<ServiceSpecArgs> {
  if (sticky === undefined || sticky === false) return {};
  return {
    sessionAffinity: "ClientIP",
    ...(sticky === true ? {} : { sessionAffinityConfig: { clientIP: { timeoutSeconds: sticky } } }),
  };
}
