import type { AcmeSpec, GatewayReference, Http01Spec, IssuerSpec, PrivateCaSpec } from "./issuer-spec";

// Written from the definitions of cert-manager 1.21: the fields that are used here.

/** `ClusterIssuer`, or `Issuer` of a namespace. */
export interface IssuerManifest {
  readonly apiVersion: "cert-manager.io/v1";
  readonly kind: "ClusterIssuer" | "Issuer";
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly acme?: AcmeIssuer;
    readonly ca?: { readonly secretName: string };
    readonly selfSigned?: Readonly<Record<string, never>>;
  };
}

export interface CertificateManifest {
  readonly apiVersion: "cert-manager.io/v1";
  readonly kind: "Certificate";
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly isCA: boolean;
    readonly commonName: string;
    readonly secretName: string;
    readonly duration: string;
    readonly renewBefore: string;
    readonly privateKey: {
      readonly algorithm: "ECDSA";
      readonly size: 256;
      readonly rotationPolicy: "Never";
    };
    readonly issuerRef: { readonly group: "cert-manager.io"; readonly kind: "Issuer"; readonly name: string };
  };
}

interface AcmeIssuer {
  readonly email: string;
  readonly server: string;
  readonly privateKeySecretRef: { readonly name: string };
  readonly solvers: readonly AcmeSolver[];
}

interface AcmeSolver {
  readonly selector?: { readonly dnsZones: readonly string[] };
  readonly dns01?: { readonly route53: { readonly hostedZoneID: string; readonly region?: string } };
  readonly http01?: {
    readonly gatewayHTTPRoute?: { readonly serviceType: "ClusterIP"; readonly parentRefs: readonly ParentReference[] };
    readonly ingress?: { readonly serviceType: "ClusterIP"; readonly ingressClassName: string };
  };
}

interface ParentReference {
  readonly group: "gateway.networking.k8s.io";
  readonly kind: "Gateway";
  readonly name: string;
  readonly namespace: string;
  readonly sectionName?: string;
}

/** Where Kubernetes objects of issuers are, and what is known there. */
export interface IssuerPlace {
  readonly namespace: string;
  readonly isProduction: boolean;
  /** Region of the cluster; undefined where it is not one of EKS. */
  readonly region: string | undefined;
}

const apiVersion = "cert-manager.io/v1";
const hoursOfDay = 24;
const defaultDurationDays = 3650;
const defaultRenewBeforeDays = 365;

/** Directories of Let's Encrypt. Source: https://letsencrypt.org/docs/acme-protocol-updates/ and …/staging-environment/. */
const letsEncrypt: Readonly<Record<string, string>> = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
};

/** Names of the servers that need no URL. */
export const namedServers = Object.keys(letsEncrypt);

/** URL of the directory of an authority. */
export function serverUrl({ server }: AcmeSpec, isProduction: boolean): string {
  const stated = server ?? (isProduction ? "production" : "staging");
  return letsEncrypt[stated] ?? stated;
}

/** The issuer that is referred to. */
export function clusterIssuer(name: string, spec: IssuerSpec, place: IssuerPlace): IssuerManifest {
  return { apiVersion, kind: "ClusterIssuer", metadata: { name }, spec: issuerSpec(name, spec, place) };
}

function issuerSpec(name: string, spec: IssuerSpec, place: IssuerPlace): IssuerManifest["spec"] {
  if (spec.acme !== undefined) return { acme: acmeIssuer(name, spec.acme, place) };
  if (spec.privateCa !== undefined) return { ca: { secretName: rootName(name) } };
  if (spec.caSecret !== undefined) return { ca: { secretName: spec.caSecret } };
  return { selfSigned: {} };
}

/** Signs the certificate of a private authority with its own key; only within the namespace, so that nobody else has it signed anything. */
export function rootIssuer(name: string, { namespace }: IssuerPlace): IssuerManifest {
  return {
    apiVersion,
    kind: "Issuer",
    metadata: { name: rootName(name), namespace },
    spec: { selfSigned: {} },
  };
}

/** The certificate of a private authority, and its key. */
export function rootCertificate(name: string, spec: PrivateCaSpec, { namespace }: IssuerPlace): CertificateManifest {
  const { commonName = name } = spec;
  const { durationDays, renewBeforeDays } = rootDays(spec);
  return {
    apiVersion,
    kind: "Certificate",
    metadata: { name: rootName(name), namespace },
    spec: {
      isCA: true,
      commonName,
      secretName: rootName(name),
      duration: `${durationDays * hoursOfDay}h`,
      renewBefore: `${renewBeforeDays * hoursOfDay}h`,
      // With another key, whoever trusts the former certificate would no longer trust what is issued.
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
      issuerRef: { group: "cert-manager.io", kind: "Issuer", name: rootName(name) },
    },
  };
}

/** How long the certificate of a private authority holds. */
export function rootDays({ durationDays = defaultDurationDays, renewBeforeDays }: PrivateCaSpec): {
  readonly durationDays: number;
  readonly renewBeforeDays: number;
} {
  return {
    durationDays,
    renewBeforeDays: renewBeforeDays ?? Math.min(defaultRenewBeforeDays, Math.floor(durationDays / 3)),
  };
}

function rootName(name: string): string {
  return `${name}-root`;
}

function acmeIssuer(name: string, acme: AcmeSpec, { isProduction, region }: IssuerPlace): AcmeIssuer {
  const zones = Object.entries(acme.dns01?.zones ?? {});
  return {
    email: acme.email,
    server: serverUrl(acme, isProduction),
    privateKeySecretRef: { name: `${name}-account-key` },
    solvers: [
      ...zones.map(([domain, hostedZoneID]) => ({
        selector: { dnsZones: [domain] },
        dns01: { route53: { hostedZoneID, ...(region === undefined ? {} : { region }) } },
      })),
      ...(acme.http01 === undefined ? [] : [{ http01: http01Solver(acme.http01) }]),
    ],
  };
}

/** Its Service would be of the type NodePort otherwise, which opens a port of every node, and which admission policies refuse. */
const serviceType = "ClusterIP";

function http01Solver({ gateway, ingressClass }: Http01Spec): NonNullable<AcmeSolver["http01"]> {
  return {
    ...(gateway === undefined ? {} : { gatewayHTTPRoute: { serviceType, parentRefs: [parentReference(gateway)] } }),
    ...(ingressClass === undefined ? {} : { ingress: { serviceType, ingressClassName: ingressClass } }),
  };
}

function parentReference({ name, namespace, listener }: GatewayReference): ParentReference {
  return {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    name,
    namespace,
    ...(listener === undefined ? {} : { sectionName: listener }),
  };
}
