import * as k8s from "@pulumi/kubernetes";
import type { ChildFactory, Transform } from "../core";
import { openPorts as openPortsOf, serviceArgs } from "./exposure/services";
import type { OpenPorts } from "./exposure/network-policy";
import { planPorts, type PlannedPort } from "./exposure/ports";
import type { MeshServiceMetadata } from "../mesh/mesh-engine";
import type { ServiceSpec } from "./exposure/service-spec";
import type { ServedFields } from "./microservice-spec";
import type { WorkloadParts } from "./workload-parts";
import type { ServedTransform } from "./workload-spec";

/** Where a workload answers within the namespace: `name:port` of its first port; undefined without ports. */
export function addressOf(objectName: string, [first]: readonly PlannedPort[]): string | undefined {
  return first === undefined ? undefined : `${objectName}:${first.port}`;
}

/** Ports that a workload's Services open to addresses outside of the cluster. */
export function openPorts(spec: ServedFields): OpenPorts[] {
  const ports = planPorts(spec.ports);
  return [
    ...(spec.service === undefined ? [] : [spec.service]),
    ...Object.values(spec.additionalServices ?? {}),
  ].flatMap((service) => openPortsOf(service, ports));
}

/**
 * Makes the Services of a workload: its own, unless it has no ports, and the additional ones.
 * @param defaults what its own Service is unless it says otherwise
 */
export function createServices(
  child: ChildFactory,
  objectName: string,
  spec: ServedFields,
  parts: WorkloadParts,
  transform: ServedTransform = {},
  defaults: ServiceSpec = {},
): k8s.core.v1.Service[] {
  const create = (
    suffix: string,
    service: Parameters<typeof serviceArgs>[0],
    change: Transform<k8s.core.v1.ServiceArgs> | undefined,
  ): k8s.core.v1.Service => {
    const name = suffix === "" ? objectName : `${objectName}-${suffix}`;
    const args = serviceArgs(
      inMesh(service, parts.meshedService),
      parts.servicePorts,
      parts.selector,
      meshedMetadata(parts.metadata(name), service, parts.meshedService),
    );
    return new k8s.core.v1.Service(...child(suffix, args, change));
  };
  return [
    ...(parts.ports.length === 0 && spec.service === undefined
      ? []
      : [create("", withDefaults(spec.service ?? {}, defaults), transform.service)]),
    ...Object.entries(spec.additionalServices ?? {}).map(([suffix, service]) =>
      create(suffix, service, transform.additionalService),
    ),
  ];
}

/** Annotations of both stay. */
function withDefaults(service: ServiceSpec, defaults: ServiceSpec): ServiceSpec {
  const annotations = { ...defaults.annotations, ...service.annotations };
  return { ...defaults, ...service, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
}

type AnyServiceSpec = Parameters<typeof serviceArgs>[0];

/** A Service that is a name for something else, or for each pod alone, is not the mesh's. */
function hasAddress({ type, headless }: AnyServiceSpec): boolean {
  return type !== "ExternalName" && headless !== true;
}

function inMesh(
  service: AnyServiceSpec,
  { annotations = {}, trafficDistribution }: MeshServiceMetadata,
): AnyServiceSpec {
  if (!hasAddress(service)) return service;
  return {
    ...(trafficDistribution === undefined ? {} : { trafficDistribution }),
    ...service,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations, ...service.annotations } }),
  };
}

function meshedMetadata(
  metadata: k8s.types.input.meta.v1.ObjectMeta,
  service: AnyServiceSpec,
  { labels }: MeshServiceMetadata,
): k8s.types.input.meta.v1.ObjectMeta {
  if (labels === undefined || !hasAddress(service)) return metadata;
  return { ...metadata, labels: { ...(metadata.labels as Readonly<Record<string, string>>), ...labels } };
}
