import type { Problem } from "../../core";
import { checkDomain } from "../external-dns/hosted-zone";
import type { HelmOptions } from "../frame/helm-add-on";
import type { CloudMapNamespaceTransform } from "./cloud-map-namespace";

/**
 * A namespace of AWS Cloud Map in the VPC, and an ExternalDNS that registers in it the Services that ask for it by the annotation
 * `cloud-map.slipway/hostname`: for callers outside of the cluster. It is one pod, as that of the add-on `externalDns` is.
 */
export interface CloudMapSpec extends HelmOptions {
  /**
   * Name of the namespace, a domain of at least two labels that the VPC sees and nobody else has, such as `shop.internal`. Must be stated;
   * another name makes another namespace. Cost: $0.50 a month for its zone, and $0.10 for each name in it.
   */
  readonly namespace?: string | undefined;
  /** What its services are marked with, unique in the account and region. Default: the name of the cluster. */
  readonly owner?: string | undefined;
  /** How often everything is compared, besides at each change: seconds, minutes or hours. A service without instances goes then. Default: `15s`. */
  readonly interval?: string | undefined;
  /** Changes to what it consists of. Default: none. */
  readonly transform?: (HelmOptions["transform"] & CloudMapNamespaceTransform) | undefined;
}

/** By which Services ask for a name: another one than that of the add-on `externalDns`, so that neither does what is the other's. */
export const annotationPrefix = "cloud-map.slipway/";

/** What is wrong with the options of Cloud Map. */
export function checkCloudMap({ namespace, owner, interval }: CloudMapSpec): Problem[] {
  return [
    ...(namespace === undefined ? [noNamespace] : checkDomain(namespace, ["namespace"])),
    ...(owner === undefined || /^[A-Za-z0-9][\w.-]{0,99}$/.test(owner)
      ? []
      : [
          {
            path: ["owner"],
            message: "its services cannot be marked with this",
            found: owner,
            allowed: "1 to 100 letters, digits, '-', '_' and '.', with a letter or digit first",
            fix: "write a name such as that of the cluster",
          },
        ]),
    ...(interval === undefined || /^[1-9]\d*[smh]$/.test(interval)
      ? []
      : [
          {
            path: ["interval"],
            message: "this is no time",
            found: interval,
            allowed: "a whole number above 0 and s, m or h, such as 15s",
            fix: "write a number and its unit",
          },
        ]),
  ];
}

const noNamespace: Problem = {
  path: ["namespace"],
  message: "the namespace of Cloud Map must have a name",
  found: "no namespace",
  allowed: "a domain of at least two labels that nobody else has in the VPC",
  fix: "add namespace: shop.internal, or another",
};
