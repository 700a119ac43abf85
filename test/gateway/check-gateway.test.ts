/** What is said of gateways that are wrong, whoever they are. What single ones refuse besides is in their own tests. */
import { formatPath } from "../../components/core";
import { checkGateway } from "../../components/gateway/check-gateway";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";

const around: GatewaySurroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  autoMode: false,
  ipFamily: "ipv4",
  region: "eu-central-1",
  loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] },
  dualStackNetwork: false,
  issuers: ["letsencrypt"],
  prometheusNamespace: undefined,
  hasMonitors: false,
};
const spec: GatewaySpec = { hosts: ["shop.example.com"], tls: { issuer: "letsencrypt" } };
const arn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/0f0e0d0c-0b0a-4908-8706-050403020100`;

function problems(changes: Partial<GatewaySpec>, place: Partial<GatewaySurroundings> = {}): string[] {
  return checkGateway({ ...spec, ...changes }, { ...around, ...place }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path)}: ${message} | ${found ?? "-"} | ${allowed ?? "-"} | ${fix}`,
  );
}

const hosts = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.com`);

test("as many hosts as there are listeners, and any number where there are none", () => {
  expect(problems({ hosts: hosts(63) })).toEqual([]);
  expect(problems({ hosts: hosts(64), tls: { issuer: "letsencrypt", redirectHttp: false } })).toEqual([]);
  expect(problems({ hosts: hosts(65), tls: false }, { isProduction: false })).toEqual([]);
  expect(problems({ hosts: hosts(65), provider: "nginx", responseCache: true })).toEqual([]);
});

test("nothing is wrong with what is asked rightly", () => {
  expect(problems({})).toEqual([]);
  expect(problems({ tls: false }, { isProduction: false })).toEqual([]);
  expect(problems({ provider: "alb", tls: { certificates: [arn("eu-central-1")] } })).toEqual([]);
});

test.each<[string, Partial<GatewaySpec>, string, Partial<GatewaySurroundings>?]>([
  ["no host", { hosts: [] }, "hosts: the gateway serves no host | [] | - | add one, such as shop.example.com"],
  [
    "a host that is no domain",
    { hosts: ["shop"] },
    "hosts[0]: this is no name of a host | shop | lower-case labels with dots between them, such as shop.example.com or *.example.com | write a domain name alone, without scheme, port and path",
  ],
  [
    "a host twice",
    { hosts: ["shop.example.com", "a.example.com", "shop.example.com"] },
    "hosts: a host is written twice | shop.example.com | - | remove one of them",
  ],
  [
    "more hosts than there are listeners",
    { hosts: hosts(64) },
    "hosts: a gateway listens for each of its hosts, and for what it redirects, and has 64 listeners at most | 64 hosts | at most 63 | write a wildcard host such as *.example.com for several",
  ],
  [
    "no TLS in production",
    { tls: false },
    "tls: in production callers come by TLS | false | tls with issuer, or with certificates | write tls: { issuer: letsencrypt }, or certificates of ACM",
  ],
  [
    "TLS without a certificate",
    { tls: {} },
    "tls: TLS has neither an issuer nor a certificate | nothing | exactly one of issuer and certificates | write issuer: letsencrypt, or certificates",
  ],
  [
    "an issuer that there is not",
    { tls: { issuer: "letsencypt" } },
    "tls.issuer: there is no such issuer | letsencypt | letsencrypt | write letsencrypt, or add it under slipway:addOns.certManager.issuers",
  ],
  [
    "no issuers at all",
    {},
    "tls.issuer: there is no such issuer | letsencrypt | one of addOns.certManager.issuers, which has none | add it under slipway:addOns.certManager.issuers.letsencrypt",
    { issuers: [] },
  ],
  [
    "a certificate of another region",
    { provider: "alb", tls: { certificates: [arn("us-east-1")] } },
    "tls.certificates[0]: the certificate is in another region than the gateway | us-east-1 | eu-central-1 | request the certificate in eu-central-1, and write its ARN",
  ],
  [
    "a certificate that is none",
    { provider: "alb", tls: { certificates: ["letsencrypt"] } },
    "tls.certificates[0]: this is no ARN of a certificate of ACM | letsencrypt | arn:aws:acm:<region>:<account>:certificate/<id> | copy it from AWS Certificate Manager",
  ],
  [
    "a list of browsers without a year",
    { tls: { issuer: "letsencrypt", hsts: { maxAgeDays: 30, preload: true } } },
    "tls.hsts.preload: browsers' lists take a host only with all below it, and for a year at least | maxAgeDays: 30, includeSubDomains: false | - | write maxAgeDays: 365 and includeSubDomains: true, or remove preload",
  ],
  [
    "everybody, where the environment lets nobody in",
    {},
    "sourceRanges: the environment lets nobody make what every address may call | nothing | ranges of addresses, or exposure: internal | add the addresses that may call, such as [203.0.113.0/24]",
    { requiresSourceRanges: true },
  ],
  [
    "everybody by another name",
    { sourceRanges: ["0.0.0.0/0"] },
    "sourceRanges: the environment lets nobody make what every address may call | 0.0.0.0/0 | ranges of addresses, or exposure: internal | add the addresses that may call, such as [203.0.113.0/24]",
    { requiresSourceRanges: true },
  ],
  [
    "a range that is none",
    { sourceRanges: ["office"] },
    "sourceRanges[0]: this is no range of addresses | office | an address, '/', and the length of the prefix, such as 203.0.113.0/24 | write addresses; a name cannot be used here",
  ],
  [
    "what only others have",
    { api: "rest" },
    "api: the provider envoy has nothing of this kind | rest | with aws-api-gateway | remove api, or choose another provider",
  ],
  [
    "fewer at most than at least",
    { replicas: { min: 3, max: 2 } },
    "replicas.max: this number is not possible here | 2 | a whole number from 3 to 1000 | write 3, or another of these",
  ],
  [
    "IPv6 where there is none",
    { ipAddressType: "dualstack" },
    "ipAddressType: the subnets have no IPv6 addresses | dualstack | ipv4 | add ipv6: true to slipway:network, or write ipv4",
  ],
  [
    "IPv4 alone before pods of IPv6",
    { ipAddressType: "ipv4" },
    "ipAddressType: the pods of the cluster have IPv6 addresses, to which a load balancer of IPv4 alone cannot send | ipv4 | dualstack | write dualstack, or remove it",
    { ipFamily: "ipv6" },
  ],
])("%s", (_, changes, expected, place = {}) => {
  expect(problems(changes, place)).toContain(expected);
});

test("an internal gateway needs no source ranges", () => {
  expect(problems({ exposure: "internal" }, { requiresSourceRanges: true })).toEqual([]);
});

test("a certificate for CloudFront is one of us-east-1", () => {
  expect(problems({ cloudFront: { certificate: arn("eu-central-1") } })).toContain(
    "cloudFront.certificate: CloudFront takes certificates of us-east-1 alone | eu-central-1 | us-east-1 | request the certificate in us-east-1, and write its ARN",
  );
});
