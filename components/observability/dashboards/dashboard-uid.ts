import { physicalName } from "../../core";

/** Longest uid that Grafana takes. */
export const uidLength = 40;

/** Whether Grafana takes a text as a uid. */
export function isUid(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,40}$/.test(text);
}

/**
 * Uid of a workload's dashboard: the same on every run, and no other workload's, as names in Kubernetes have no `_`. A long one ends in a hash:
 * `service_shop_cartservice`.
 */
export function workloadDashboardUid({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}): string {
  return physicalName(uidLength, uncut(namespace, name));
}

/** Whether the uid of a workload's dashboard is its names as they are, so that a link can be made of them in Grafana. */
export function isUncut({ namespace, name }: { readonly namespace: string; readonly name: string }): boolean {
  return uncut(namespace, name).length <= uidLength;
}

/** The uid before it is cut; the names may be variables of Grafana. */
export function uncut(namespace: string, name: string): string {
  return `service_${namespace}_${name}`;
}

/** Uid of an application's dashboard: `application_shop`. */
export function applicationDashboardUid(name: string): string {
  return physicalName(uidLength, `application_${name}`);
}

/** Uid of a dashboard of the platform: `platform_certManager`. */
export function platformDashboardUid(part: string): string {
  return physicalName(uidLength, `platform_${part}`);
}
