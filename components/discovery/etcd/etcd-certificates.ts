import * as pulumi from "@pulumi/pulumi";

// Written from the definitions of cert-manager 1.21: the fields that are used here.

/** An `Issuer` or a `Certificate` of a namespace. */
export interface EtcdCertificateObject {
  readonly apiVersion: "cert-manager.io/v1";
  readonly kind: "Issuer" | "Certificate";
  /** Name of the object, without the name of the etcd. */
  readonly suffix: string;
  readonly spec: IssuerSpec | CertificateSpec;
}

type IssuerSpec =
  { readonly selfSigned: Readonly<Record<string, never>> } | { readonly ca: { readonly secretName: string } };

interface CertificateSpec {
  readonly isCA?: true;
  readonly commonName: string;
  readonly secretName: string;
  readonly dnsNames?: readonly pulumi.Input<string>[];
  readonly ipAddresses?: readonly string[];
  readonly duration: string;
  readonly renewBefore: string;
  readonly usages: readonly string[];
  readonly privateKey: {
    readonly algorithm: "ECDSA";
    readonly size: 256;
    readonly rotationPolicy: "Never" | "Always";
  };
  readonly issuerRef: { readonly group: "cert-manager.io"; readonly kind: "Issuer"; readonly name: string };
}

/** Who the certificates are for. */
export interface EtcdNames {
  readonly objectName: string;
  readonly headlessName: string;
  readonly namespace: pulumi.Input<string>;
  readonly members: number;
}

const apiVersion = "cert-manager.io/v1";
const year = 8760;
/** Hours. Of what etcd reads anew; of what clients may read once, when they start; and of an authority. */
const lifetimes = {
  server: { duration: 2160, renewBefore: 720 },
  client: { duration: year, renewBefore: year / 3 },
  authority: { duration: 10 * year, renewBefore: year },
} as const;

/** Name of the Secret with the certificate of clients: `tls.crt`, `tls.key`, `ca.crt`. */
export function clientSecret(objectName: string): string {
  return `${objectName}-client`;
}

/** Names of the Secrets that members read. */
export function memberSecrets(objectName: string): { readonly server: string; readonly peer: string } {
  return { server: `${objectName}-server`, peer: `${objectName}-peer` };
}

/** Name of one of the pods. */
export function memberName(objectName: string, index: number): string {
  return `${objectName}-${index}`;
}

/**
 * Two authorities that only the namespace knows, one for clients and one for members among themselves, and what they issue, in the order in
 * which they are needed.
 */
export function etcdCertificates(names: EtcdNames): EtcdCertificateObject[] {
  const { objectName } = names;
  const secrets = memberSecrets(objectName);
  return [
    issuer("root", { selfSigned: {} }),
    ...authority(objectName, "client-ca"),
    ...authority(objectName, "peer-ca"),
    certificate("server", {
      commonName: objectName,
      secretName: secrets.server,
      dnsNames: [...serviceNames(objectName, names.namespace), ...memberNames(names), "localhost"],
      ipAddresses: ["127.0.0.1", "::1"],
      // Its gateway for JSON calls etcd itself with it.
      usages: ["digital signature", "server auth", "client auth"],
      ...held("server", "Always", `${objectName}-client-ca`),
    }),
    certificate("peer", {
      commonName: objectName,
      secretName: secrets.peer,
      // Whoever calls with it must have one of these names by DNS too.
      dnsNames: memberNames(names),
      usages: ["digital signature", "server auth", "client auth"],
      ...held("server", "Always", `${objectName}-peer-ca`),
    }),
    certificate("client", {
      // No name of a host: etcd would ask DNS whether the caller has it.
      commonName: `${objectName}-client`,
      secretName: clientSecret(objectName),
      usages: ["digital signature", "client auth"],
      ...held("client", "Always", `${objectName}-client-ca`),
    }),
  ];
}

function authority(objectName: string, suffix: "client-ca" | "peer-ca"): EtcdCertificateObject[] {
  const name = `${objectName}-${suffix}`;
  return [
    certificate(suffix, {
      isCA: true,
      commonName: name,
      secretName: name,
      usages: ["digital signature", "cert sign", "crl sign"],
      // With another key, what it has issued would no longer be trusted.
      ...held("authority", "Never", `${objectName}-root`),
    }),
    issuer(suffix, { ca: { secretName: name } }),
  ];
}

function held(lifetime: keyof typeof lifetimes, rotationPolicy: "Never" | "Always", by: string) {
  const { duration, renewBefore } = lifetimes[lifetime];
  return {
    duration: `${duration}h`,
    renewBefore: `${renewBefore}h`,
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy },
    issuerRef: { group: "cert-manager.io", kind: "Issuer", name: by },
  } as const;
}

function memberNames({ objectName, headlessName, namespace, members }: EtcdNames): pulumi.Input<string>[] {
  return Array.from({ length: members }, (_, index) =>
    serviceNames(`${memberName(objectName, index)}.${headlessName}`, namespace),
  ).flat();
}

function serviceNames(name: string, namespace: pulumi.Input<string>): pulumi.Input<string>[] {
  const inNamespace = (suffix: string): pulumi.Input<string> =>
    typeof namespace === "string" ? `${name}.${namespace}${suffix}` : pulumi.interpolate`${name}.${namespace}${suffix}`;
  return [name, inNamespace(""), inNamespace(".svc"), inNamespace(".svc.cluster.local")];
}

function issuer(suffix: string, spec: IssuerSpec): EtcdCertificateObject {
  return { apiVersion, kind: "Issuer", suffix, spec };
}

function certificate(suffix: string, spec: CertificateSpec): EtcdCertificateObject {
  return { apiVersion, kind: "Certificate", suffix, spec };
}
