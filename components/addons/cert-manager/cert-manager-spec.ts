import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";
import type { IssuerSpec } from "./issuer-spec";

/** cert-manager, which has certificates issued and renews them. Its custom resources, and so all certificates, stay when it goes. */
export interface CertManagerSpec extends HelmOptions {
  /**
   * Issuers, by the name that certificates, gateways and ingresses of every namespace refer to them by (`ClusterIssuer`). Each is of exactly
   * one kind. Default: none.
   */
  readonly issuers?: Readonly<Record<string, IssuerSpec>> | undefined;
  /**
   * Name servers, with their ports, that are asked whether a record of `dns01` can be seen, such as `1.1.1.1:53`: for a VPC that has a private
   * zone of the same domain, which would hide it. Default: that of the cluster.
   */
  readonly nameservers?: readonly string[] | undefined;
  /** Changes to what it consists of. Default: none. */
  readonly transform?: (HelmOptions["transform"] & CertManagerTransform) | undefined;
}

export interface CertManagerTransform {
  /** A function is called for each, with its logical name. */
  readonly issuer?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** Of the certificates of private authorities. */
  readonly certificate?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}
