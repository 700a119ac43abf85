import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";

/**
 * Linkerd, a mesh of small proxies, one in each pod. Its makers publish edge releases alone since 2024, without charge and without a promise of how
 * long each is mended: a week's work each time, which they hold to be fit for production. Who wants a release that is kept up pays for Buoyant
 * Enterprise for Linkerd, which is not this.
 */
export interface LinkerdSpec extends HelmOptions {
  /**
   * Whether pods in the mesh take calls of others of the mesh alone (`strict`), or also those of everybody, without encryption. Each workload can say
   * otherwise. Default: `strict`.
   */
  readonly mtls?: "strict" | "permissive" | undefined;
  /** Last part of the identities of workloads: `<account>.<namespace>.serviceaccount.identity.linkerd.<trustDomain>`. Default: `cluster.local`. */
  readonly trustDomain?: string | undefined;
  /** How long what the mesh is built on holds. */
  readonly certificates?: LinkerdCertificatesSpec | undefined;
  /** What each proxy asks for; each pod can ask for something else by annotations. */
  readonly proxy?: LinkerdProxySpec | undefined;
  /** Changes to what it consists of. Default: none. */
  readonly transform?: (HelmOptions["transform"] & LinkerdTransform) | undefined;
}

export interface LinkerdCertificatesSpec {
  /**
   * Days that the trust anchor holds, which all identities go back to. It is renewed by itself at two thirds of that, with the same key, so that
   * nothing needs to be started again. Default: 3650.
   */
  readonly anchorDays?: number | undefined;
  /**
   * Hours that the certificate holds with which the control plane signs those of pods. It is renewed by itself, with another key. Default: 48, as its
   * makers advise.
   */
  readonly issuerHours?: number | undefined;
}

export interface LinkerdProxySpec {
  /** In thousandths of a core. Default: 20. */
  readonly cpuMillis?: number | undefined;
  /** In MiB: the request, and the limit is four times that. Default: 64. */
  readonly memoryMib?: number | undefined;
}

export interface LinkerdTransform {
  /** Of the issuers, the certificates and the bundle: a function is called for each, with its logical name. */
  readonly identity?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}

export const linkerdNamespace = "linkerd";
export const defaultTrustDomain = "cluster.local";
export const defaultAnchorDays = 3650;
export const defaultIssuerHours = 48;

/** What the proxies ask for. */
export function proxyOf({ proxy = {} }: LinkerdSpec): { readonly cpuMillis: number; readonly memoryMib: number } {
  return { cpuMillis: proxy.cpuMillis ?? 20, memoryMib: proxy.memoryMib ?? 64 };
}
