import { trustNamespace } from "../trust-manager/trust-manager";
import {
  defaultAnchorDays,
  defaultIssuerHours,
  defaultTrustDomain,
  linkerdNamespace,
  type LinkerdSpec,
} from "./linkerd-spec";

/** An object of cert-manager or trust-manager, plain. */
export interface IdentityManifest {
  /** Suffix of its logical name. */
  readonly suffix: string;
  readonly apiVersion: "cert-manager.io/v1" | "trust.cert-manager.io/v1alpha1";
  readonly kind: "Issuer" | "ClusterIssuer" | "Certificate" | "Bundle";
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Names that the chart expects. */
const trustRoots = "linkerd-identity-trust-roots";
const issuerName = "linkerd-identity-issuer";
/** The only issuer that whoever may use it could make itself any identity of the mesh with. */
export const anchorName = "linkerd-trust-anchor";
const webhookCa = "linkerd-webhooks";

/** The webhooks, by the value of the chart that is about each: names of their Services, which those of their Secrets follow from. */
export const webhooks = {
  proxyInjector: "linkerd-proxy-injector",
  profileValidator: "linkerd-sp-validator",
  policyValidator: "linkerd-policy-validator",
} as const;

const certManager = "cert-manager.io/v1";
const group = "cert-manager.io";
const webhookDays = 90;
const hoursOfDay = 24;

/**
 * What identities go back to. The key of the trust anchor stays in the namespace of cert-manager, where the mesh cannot read it; the mesh has an
 * issuer below it, and the anchor's certificate in a ConfigMap.
 */
export function identityManifests({
  trustDomain = defaultTrustDomain,
  certificates = {},
}: LinkerdSpec): IdentityManifest[] {
  const { anchorDays = defaultAnchorDays, issuerHours = defaultIssuerHours } = certificates;
  return [
    selfSigned("anchor-issuer", anchorName, trustNamespace),
    certificate("anchor", anchorName, trustNamespace, {
      isCA: true,
      commonName: `root.linkerd.${trustDomain}`,
      secretName: anchorName,
      duration: `${anchorDays * hoursOfDay}h`,
      renewBefore: `${Math.floor((anchorDays * hoursOfDay) / 3)}h`,
      // With another key, proxies that know the former certificate alone would refuse those that know the new one.
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
      issuerRef: { group, kind: "Issuer", name: anchorName },
    }),
    {
      suffix: "cluster-issuer",
      apiVersion: certManager,
      kind: "ClusterIssuer",
      metadata: { name: anchorName },
      spec: { ca: { secretName: anchorName } },
    },
    certificate("issuer", issuerName, linkerdNamespace, {
      isCA: true,
      commonName: `identity.linkerd.${trustDomain}`,
      dnsNames: [`identity.linkerd.${trustDomain}`],
      secretName: issuerName,
      duration: `${issuerHours}h`,
      renewBefore: `${Math.max(hoursOfDay + 1, Math.floor(issuerHours / 3))}h`,
      usages: ["cert sign", "crl sign", "server auth", "client auth"],
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      issuerRef: { group, kind: "ClusterIssuer", name: anchorName },
    }),
    {
      suffix: "trust-roots",
      apiVersion: "trust.cert-manager.io/v1alpha1",
      kind: "Bundle",
      metadata: { name: trustRoots },
      spec: {
        sources: [{ secret: { name: anchorName, key: "tls.crt" } }],
        target: {
          configMap: { key: "ca-bundle.crt" },
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": linkerdNamespace } },
        },
      },
    },
  ];
}

/** What the API server knows the webhooks by. */
export function webhookManifests(): IdentityManifest[] {
  return [
    selfSigned("webhook-ca-issuer", `${webhookCa}-ca`, linkerdNamespace),
    certificate("webhook-ca", `${webhookCa}-ca`, linkerdNamespace, {
      isCA: true,
      commonName: `webhooks.${linkerdNamespace}.svc`,
      secretName: `${webhookCa}-ca`,
      duration: `${defaultAnchorDays * hoursOfDay}h`,
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
      issuerRef: { group, kind: "Issuer", name: `${webhookCa}-ca` },
    }),
    {
      suffix: "webhook-issuer",
      apiVersion: certManager,
      kind: "Issuer",
      metadata: { name: webhookCa, namespace: linkerdNamespace },
      spec: { ca: { secretName: `${webhookCa}-ca` } },
    },
    ...Object.values(webhooks).map((service) =>
      certificate(service.replace(/^linkerd-/, ""), service, linkerdNamespace, {
        commonName: `${service}.${linkerdNamespace}.svc`,
        dnsNames: [`${service}.${linkerdNamespace}.svc`],
        secretName: `${service}-k8s-tls`,
        duration: `${webhookDays * hoursOfDay}h`,
        usages: ["server auth"],
        // The policy controller reads keys of this form alone.
        privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
        issuerRef: { group, kind: "Issuer", name: webhookCa },
      }),
    ),
  ];
}

function selfSigned(suffix: string, name: string, namespace: string): IdentityManifest {
  return {
    suffix,
    apiVersion: certManager,
    kind: "Issuer",
    metadata: { name, namespace },
    spec: { selfSigned: {} },
  };
}

function certificate(
  suffix: string,
  name: string,
  namespace: string,
  spec: IdentityManifest["spec"],
): IdentityManifest {
  return { suffix, apiVersion: certManager, kind: "Certificate", metadata: { name, namespace }, spec };
}
