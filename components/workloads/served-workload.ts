import * as k8s from "@pulumi/kubernetes";
import type { ChildFactory, Transform } from "../core";
import { openPorts as openPortsOf, serviceArgs } from "./exposure/services";
import type { OpenPorts } from "./exposure/network-policy";
import { planPorts, type PlannedPort } from "./exposure/ports";
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
  defaults: NonNullable<ServedFields["service"]> = {},
): k8s.core.v1.Service[] {
  const create = (
    suffix: string,
    service: Parameters<typeof serviceArgs>[0],
    change: Transform<k8s.core.v1.ServiceArgs> | undefined,
  ): k8s.core.v1.Service => {
    const name = suffix === "" ? objectName : `${objectName}-${suffix}`;
    const args = serviceArgs(service, parts.ports, parts.selector, parts.metadata(name));
    return new k8s.core.v1.Service(...child(suffix, args, change));
  };
  return [
    ...(parts.ports.length === 0 && spec.service === undefined
      ? []
      : [create("", { ...defaults, ...spec.service }, transform.service)]),
    ...Object.entries(spec.additionalServices ?? {}).map(([suffix, service]) =>
      create(suffix, service, transform.additionalService),
    ),
  ];
}
