import { checkDnsLabel, checkSecretName, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { checkDomain, checkZoneId } from "../external-dns/hosted-zone";
import type { CertManagerSpec } from "./cert-manager-spec";
import { namedServers, rootDays } from "./issuer-manifests";
import {
  issuerKinds,
  type AcmeSpec,
  type Dns01Spec,
  type Http01Spec,
  type IssuerSpec,
  type PrivateCaSpec,
} from "./issuer-spec";

type Path = Problem["path"];

const kinds = "acme, privateCa, caSecret or selfSigned";

/** What is wrong with the options of cert-manager. */
export function checkCertManager({ issuers = {}, nameservers = [] }: CertManagerSpec, around: Surroundings): Problem[] {
  return [
    ...Object.entries(issuers).flatMap(([name, issuer]) => [
      ...checkDnsLabel("an issuer", name, ["issuers", name]),
      ...checkIssuer(issuer, ["issuers", name], around),
    ]),
    ...nameservers.flatMap((server, index) => checkNameserver(server, ["nameservers", index])),
  ];
}

function checkIssuer(issuer: IssuerSpec, path: Path, around: Surroundings): Problem[] {
  const found = issuerKinds.filter((kind) => issuer[kind] !== undefined);
  const { acme, privateCa, caSecret } = issuer;
  return [
    ...(found.length === 1 ? [] : [notOneKind(path, found)]),
    ...(acme === undefined ? [] : checkAcme(acme, [...path, "acme"], around)),
    ...(privateCa === undefined ? [] : checkPrivateCa(privateCa, [...path, "privateCa"])),
    ...(caSecret === undefined ? [] : checkSecretName(caSecret, [...path, "caSecret"])),
  ];
}

function notOneKind(path: Path, found: readonly string[]): Problem {
  return {
    path,
    message: "an issuer is of exactly one kind",
    found: found.length === 0 ? "none" : found.join(", "),
    allowed: kinds,
    fix: found.length === 0 ? `add one of ${kinds}` : "make an issuer with a name of its own of each",
  };
}

function checkAcme(acme: AcmeSpec, path: Path, { target }: Surroundings): Problem[] {
  const { email, server, dns01, http01 } = acme;
  return [
    ...checkEmail(email, [...path, "email"]),
    ...(server === undefined ? [] : checkServer(server, [...path, "server"])),
    ...(dns01 === undefined && http01 === undefined ? [noProof(path)] : []),
    ...(dns01 === undefined ? [] : checkDns01(dns01, [...path, "dns01"], target)),
    ...(http01 === undefined ? [] : checkHttp01(http01, [...path, "http01"])),
  ];
}

function checkEmail(email: string, path: Path): Problem[] {
  if (/^[^\s@"<>,;]+@[^\s@"<>,;]+\.[^\s@".<>,;]+$/.test(email)) return [];
  return [
    {
      path,
      message: "this is no e-mail address",
      found: email === "" ? "nothing" : email,
      allowed: "one address, such as platform@example.com",
      fix: "write the address that the authority is to warn",
    },
  ];
}

function checkServer(server: string, path: Path): Problem[] {
  const isUrl = server.startsWith("https://") && URL.canParse(server);
  if (namedServers.includes(server) || isUrl) return [];
  return [
    {
      path,
      message: "this is no server of ACME",
      found: server,
      allowed: `${namedServers.join(", ")}, or the URL of a directory, https://…`,
      fix: "write one of these",
    },
  ];
}

function noProof(path: Path): Problem {
  return {
    path,
    message: "the authority must be shown that the domains are yours",
    found: "neither dns01 nor http01",
    fix: "add dns01: { zones: … } for domains of Route 53, or http01: { gateway: … } or { ingressClass: … }",
  };
}

function checkDns01({ zones }: Dns01Spec, path: Path, target: Surroundings["target"]): Problem[] {
  const all = Object.entries(zones);
  return [
    ...(target === "eks"
      ? []
      : [
          {
            path,
            message: "records of Route 53 need a cloud identity, which a cluster that is there already is not given",
            found: "target: existing",
            fix: "write http01: …, or another kind of issuer",
          },
        ]),
    ...(all.length > 0
      ? []
      : [
          {
            path: [...path, "zones"],
            message: "without a zone no domain can be shown to be yours",
            found: "{}",
            fix: "add the ID of each domain's hosted zone, such as example.com: Z0123456789ABCDEFGHIJ",
          },
        ]),
    ...all.flatMap(([domain, zoneId]) => [
      ...checkDomain(domain, [...path, "zones", domain]),
      ...checkZoneId(zoneId, [...path, "zones", domain]),
    ]),
  ];
}

function checkHttp01({ gateway, ingressClass }: Http01Spec, path: Path): Problem[] {
  if ((gateway === undefined) !== (ingressClass === undefined)) return [];
  return [
    {
      path,
      message: "either a Gateway answers, or a class of Ingress",
      found: gateway === undefined ? "neither" : "both",
      allowed: "gateway or ingressClass",
      fix: gateway === undefined ? "add gateway: { name: …, namespace: … }, or ingressClass: …" : "remove one of them",
    },
  ];
}

function checkPrivateCa(spec: PrivateCaSpec, path: Path): Problem[] {
  const { durationDays, renewBeforeDays } = rootDays(spec);
  const { commonName = "ca" } = spec;
  const isWhole = [durationDays, renewBeforeDays].every((days) => Number.isInteger(days) && days > 0);
  return [
    ...(commonName.length >= 1 && commonName.length <= 64
      ? []
      : [
          {
            path: [...path, "commonName"],
            message: "a name in a certificate has 1 to 64 characters",
            found: `${commonName.length} characters`,
            fix: "write a shorter one, or remove it",
          },
        ]),
    ...(isWhole && renewBeforeDays < durationDays
      ? []
      : [
          {
            path,
            message: "a certificate is renewed within the days that it holds",
            found: `durationDays: ${durationDays}, renewBeforeDays: ${renewBeforeDays}`,
            allowed: "whole numbers above 0, renewBeforeDays being less than durationDays",
            fix: "write a longer durationDays, or a shorter renewBeforeDays",
          },
        ]),
  ];
}

function checkNameserver(server: string, path: Path): Problem[] {
  const [, port] = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]|[a-z0-9.-]+):(\d{1,5})$/.exec(server) ?? [];
  if (port !== undefined && Number(port) >= 1 && Number(port) <= 65535) return [];
  return [
    {
      path,
      message: "this is no name server",
      found: server,
      allowed: "an address and a port, such as 1.1.1.1:53 or [2606:4700:4700::1111]:53",
      fix: "write address:port",
    },
  ];
}
