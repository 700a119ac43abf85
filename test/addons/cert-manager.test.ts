// What cert-manager's release, issuers and cloud identity are given. Whether the chart takes the values is what rendering it shows; no certificate
// is issued here, and no record written.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import { certManager } from "../../components/addons/cert-manager/cert-manager";
import type { CertManagerSpec } from "../../components/addons/cert-manager/cert-manager-spec";
import type { AcmeSpec, IssuerSpec } from "../../components/addons/cert-manager/issuer-spec";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const zone = "Z0123456789ABCDEFGHIJ";
const other = "Z0123456789ABCDEFGHIK";
const email = "platform@example.com";

const issuers = {
  public: {
    acme: {
      email,
      dns01: { zones: { "example.com": zone, "example.org": other } },
      http01: { gateway: { name: "edge", namespace: "gateways", listener: "http" } },
    },
  },
  staging: { acme: { email, server: "staging", http01: { ingressClass: "nginx" } } },
  elsewhere: { acme: { email, server: "https://ca.example.com/acme/directory", http01: { ingressClass: "nginx" } } },
  internal: { privateCa: {} },
  short: { privateCa: { commonName: "Example root", durationDays: 90, renewBeforeDays: 10 } },
  corporate: { caSecret: "corporate-ca" },
  local: { selfSigned: true },
} as const satisfies CertManagerSpec["issuers"];

const around: AddOnSurroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

describe("in production", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      certManager: { issuers, nameservers: ["1.1.1.1:53"] },
      gatewayApi: true,
      prometheusOperatorCrds: true,
      isProduction: true,
      protected: true,
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
    });
  });
  const custom = (kind: string, suffix: string) => recorded.inputs(`${kind}:add-ons-cert-manager-${suffix}`);
  const release = () => recorded.inputs("Release:add-ons-cert-manager");

  it("has several of each part, apart, of which one stays", () => {
    const pods = (replicas: number, cpu: string, memory: string, labels: Record<string, string>) => ({
      replicaCount: replicas,
      resources: { requests: { cpu, memory }, limits: { memory } },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/instance": "cert-manager", ...labels } },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
    });
    const labels = (name: string, component: string) => ({
      "app.kubernetes.io/name": name,
      "app.kubernetes.io/component": component,
    });
    const config = {
      gatewayAPI: { enabled: true },
      acmeDNS01Config: { recursiveNameserversOnly: true, recursiveNameservers: ["1.1.1.1:53"] },
    };
    expect(release()).toMatchObject({
      chart: "oci://quay.io/jetstack/charts/cert-manager",
      version: "v1.21.1",
      name: "cert-manager",
      namespace: "cert-manager",
      atomic: true,
    });
    expect(release().values).toEqual({
      crds: { enabled: true, keep: true },
      ...pods(2, "50m", "256Mi", labels("cert-manager", "controller")),
      config,
      podAnnotations: { "slipway/config": JSON.stringify(config) },
      webhook: pods(3, "20m", "64Mi", labels("webhook", "webhook")),
      cainjector: pods(2, "20m", "256Mi", labels("cainjector", "cainjector")),
      startupapicheck: {
        enabled: true,
        resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "64Mi" } },
        tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      },
      prometheus: { servicemonitor: { enabled: true } },
    });
  });

  it("may write challenges into the zones that are named, and nothing else", () => {
    const policy = recorded
      .named("RolePolicy")
      .filter((name) => name.includes("cert-manager"))
      .map((name) => recorded.json(`RolePolicy:${name}`, "policy"));
    const zones = [zone, other].map((id) => `arn:aws:route53:::hostedzone/${id}`);
    expect(policy).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["route53:ChangeResourceRecordSets"],
            Resource: zones,
            Condition: {
              "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
              "ForAllValues:StringLike": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
              },
            },
          },
          { Effect: "Allow", Action: ["route53:ListResourceRecordSets"], Resource: zones },
          { Effect: "Allow", Action: ["route53:GetChange"], Resource: ["arn:aws:route53:::change/*"] },
        ],
      },
    ]);
  });

  it("proves domains by records in their zones, and others by a Gateway", () => {
    expect(custom("ClusterIssuer", "issuer-public")).toEqual({
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: { name: "public" },
      spec: {
        acme: {
          email,
          server: "https://acme-v02.api.letsencrypt.org/directory",
          privateKeySecretRef: { name: "public-account-key" },
          solvers: [
            {
              selector: { dnsZones: ["example.com"] },
              dns01: { route53: { hostedZoneID: zone, region: "eu-central-1" } },
            },
            {
              selector: { dnsZones: ["example.org"] },
              dns01: { route53: { hostedZoneID: other, region: "eu-central-1" } },
            },
            {
              http01: {
                gatewayHTTPRoute: {
                  serviceType: "ClusterIP",
                  parentRefs: [
                    {
                      group: "gateway.networking.k8s.io",
                      kind: "Gateway",
                      name: "edge",
                      namespace: "gateways",
                      sectionName: "http",
                    },
                  ],
                },
              },
            },
          ],
        },
      },
    });
  });

  it("asks the server that is stated", () => {
    expect(custom("ClusterIssuer", "issuer-staging").spec).toEqual({
      acme: {
        email,
        server: "https://acme-staging-v02.api.letsencrypt.org/directory",
        privateKeySecretRef: { name: "staging-account-key" },
        solvers: [{ http01: { ingress: { serviceType: "ClusterIP", ingressClassName: "nginx" } } }],
      },
    });
    expect(custom("ClusterIssuer", "issuer-elsewhere").spec).toMatchObject({
      acme: { server: "https://ca.example.com/acme/directory" },
    });
  });

  it("makes a private authority, whose certificate Pulumi refuses to delete", () => {
    expect(custom("Issuer", "root-internal")).toEqual({
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name: "internal-root", namespace: "cert-manager" },
      spec: { selfSigned: {} },
    });
    expect(custom("Certificate", "ca-internal")).toEqual({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "internal-root", namespace: "cert-manager" },
      spec: {
        isCA: true,
        commonName: "internal",
        secretName: "internal-root",
        duration: "87600h",
        renewBefore: "8760h",
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
        issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "internal-root" },
      },
    });
    expect(custom("ClusterIssuer", "issuer-internal").spec).toEqual({ ca: { secretName: "internal-root" } });
    expect(custom("Certificate", "ca-short").spec).toMatchObject({
      commonName: "Example root",
      duration: "2160h",
      renewBefore: "240h",
    });
    expect(recorded.get("Certificate:add-ons-cert-manager-ca-internal").protect).toBe(true);
    expect(recorded.get("ClusterIssuer:add-ons-cert-manager-issuer-internal").protect).toBe(false);
  });

  it("signs with an authority that is there, or with the certificate's own key", () => {
    expect(custom("ClusterIssuer", "issuer-corporate").spec).toEqual({ ca: { secretName: "corporate-ca" } });
    expect(custom("ClusterIssuer", "issuer-local").spec).toEqual({ selfSigned: {} });
  });

  it("makes issuers when the webhook answers, and the identity and definitions before the pods", () => {
    const issuer = recorded.prerequisites("ClusterIssuer:add-ons-cert-manager-issuer-internal");
    expect([...issuer]).toEqual(
      expect.arrayContaining(["Release:add-ons-cert-manager", "Certificate:add-ons-cert-manager-ca-internal"]),
    );
    expect([...recorded.prerequisites("Certificate:add-ons-cert-manager-ca-internal")]).toContain(
      "Issuer:add-ons-cert-manager-root-internal",
    );
    expect([...recorded.prerequisites("Release:add-ons-cert-manager")]).toEqual(
      expect.arrayContaining(["ConfigGroup:add-ons-gateway-api-crds", "Release:add-ons-prometheus-operator-crds"]),
    );
    expect([...recorded.prerequisites("Release:add-ons-cert-manager")].join()).toContain("PodIdentityAssociation:");
  });

  it("lets in the API server and Prometheus, and asks name servers and domains", () => {
    expect(recorded.inputs("NetworkPolicy:add-ons-cert-manager").spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        { ports: [{ protocol: "TCP", port: 10250 }] },
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: [{ protocol: "TCP", port: 9402 }],
        },
      ],
      egress: [{}],
    });
    expect(recorded.inputs("Namespace:add-ons-cert-manager").metadata).toMatchObject({
      name: "cert-manager",
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
  });

  it("writes objects that the definitions of cert-manager accept", () => {
    const objects = recorded.all
      .map(({ inputs }) => inputs)
      .filter(({ apiVersion }) => apiVersion === "cert-manager.io/v1");
    const program = path.join(__dirname, "validate-custom-resources.mjs");
    const issuer = custom("ClusterIssuer", "issuer-local");
    const wrong = { ...issuer, spec: { acme: { server: "https://ca.example.com" } } };
    const output = execFileSync(process.execPath, [program], { input: JSON.stringify([...objects, wrong]) });
    expect(JSON.parse(output.toString())).toEqual({
      checked: 12,
      problems: ["ClusterIssuer local: data/spec/acme must have required property privateKeySecretRef"],
    });
  });
});

describe("in development, in a cluster that is there", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await addOnsInExistingCluster({
      certManager: {
        issuers: { public: { acme: { email, http01: { ingressClass: "nginx" } } } },
        transform: { issuer: { metadata: { labels: { team: "platform" } } } },
      },
      highlyAvailable: false,
      mirrors: { images: "registry.example.com/mirror" },
    });
  });

  it("has one of each part, which no budget keeps on its node", () => {
    const single = { replicaCount: 1, topologySpreadConstraints: [], podDisruptionBudget: { enabled: false } };
    const values = recorded.inputs("Release/cert-manager").values as Record<string, object>;
    expect(values).toMatchObject({ ...single, webhook: single, cainjector: single });
    expect(values).toMatchObject({ prometheus: { servicemonitor: { enabled: false } } });
  });

  it("has no configuration where there is neither a Gateway nor a zone", () => {
    const values = recorded.inputs("Release/cert-manager").values as Record<string, object>;
    expect(values).not.toHaveProperty("config");
    expect(values).not.toHaveProperty("podAnnotations");
  });

  it("takes every image from the mirror, also that of the pods that answer challenges", () => {
    const at = (name: string) => ({
      image: { repository: `registry.example.com/mirror/jetstack/cert-manager-${name}` },
    });
    expect(recorded.inputs("Release/cert-manager").values).toMatchObject({
      ...at("controller"),
      webhook: at("webhook"),
      cainjector: at("cainjector"),
      acmesolver: at("acmesolver"),
      startupapicheck: at("startupapicheck"),
    });
  });

  it("asks Let's Encrypt's staging, unless something else is said", () => {
    const { metadata, spec } = recorded.inputs("ClusterIssuer/public");
    expect(spec).toMatchObject({ acme: { server: "https://acme-staging-v02.api.letsencrypt.org/directory" } });
    expect(metadata).toEqual({ name: "public", labels: { team: "platform" } });
  });
});

it("sends everywhere only where it asks more than APIs", () => {
  const to = (options: CertManagerSpec) =>
    certManager.traffic(options, { ...around, planned: new Map() }).map((traffic) => traffic.to);
  const dns01 = { zones: { "example.com": zone } };
  const acme = (changes: Partial<AcmeSpec>) => to({ issuers: { only: { acme: { email, ...changes } } } });
  expect(to({})).toEqual(["apis"]);
  expect(acme({ dns01 })).toEqual(["apis"]);
  expect(acme({ dns01, server: "https://ca.example.com:443/directory" })).toEqual(["apis"]);
  expect(acme({ dns01, server: "https://ca.example.com:9000/directory" })).toEqual(["anywhere"]);
  expect(acme({ http01: { ingressClass: "nginx" } })).toEqual(["anywhere"]);
  expect(to({ nameservers: ["1.1.1.1:53"] })).toEqual(["anywhere"]);
});

describe("problems", () => {
  const told = (certManager: CertManagerSpec, changes: Partial<AddOnSurroundings> = {}) =>
    checkPlatformAddOns({ certManager }, { ...around, ...changes }).map(({ path: where, message, found, fix }) => ({
      path: where.join("."),
      message,
      found,
      fix,
    }));
  const issuer = (spec: IssuerSpec, changes?: Partial<AddOnSurroundings>) => told({ issuers: { a: spec } }, changes);
  const http01 = { ingressClass: "nginx" };

  it("are none where all is well", () => {
    expect(checkPlatformAddOns({ certManager: { issuers }, gatewayApi: true }, around)).toEqual([]);
    expect(told({})).toEqual([]);
  });

  it("an issuer of no kind, of two, or with a name that is none", () => {
    expect(issuer({})).toEqual([
      {
        path: "certManager.issuers.a",
        message: "an issuer is of exactly one kind",
        found: "none",
        fix: "add one of acme, privateCa, caSecret or selfSigned",
      },
    ]);
    expect(issuer({ selfSigned: true, caSecret: "ca" })).toEqual([
      {
        path: "certManager.issuers.a",
        message: "an issuer is of exactly one kind",
        found: "caSecret, selfSigned",
        fix: "make an issuer with a name of its own of each",
      },
    ]);
    expect(told({ issuers: { Let_s: { selfSigned: true } } })).toEqual([
      {
        path: "certManager.issuers.Let_s",
        message: "the name of an issuer must be a DNS label",
        found: "Let_s",
        fix: "name it let-s",
      },
    ]);
    expect(issuer({ caSecret: "CA" })).toMatchObject([
      { path: "certManager.issuers.a.caSecret", message: "the name of a Secret must be a DNS label" },
    ]);
  });

  it("an issuer without e-mail", () => {
    const wrong = (address: string) => issuer({ acme: { email: address, http01 } });
    expect(wrong("")).toEqual([
      {
        path: "certManager.issuers.a.acme.email",
        message: "this is no e-mail address",
        found: "nothing",
        fix: "write the address that the authority is to warn",
      },
    ]);
    expect(
      ["platform", "a@b", "a b@example.com", "a@example.com, b@example.com", "a@@example.com"].flatMap(wrong),
    ).toHaveLength(5);
    expect(wrong("first.last+tls@sub.example.com")).toEqual([]);
  });

  it("a server that is none", () => {
    const wrong = (server: string) => issuer({ acme: { email, server, http01 } });
    expect(wrong("letsencrypt")).toEqual([
      {
        path: "certManager.issuers.a.acme.server",
        message: "this is no server of ACME",
        found: "letsencrypt",
        fix: "write one of these",
      },
    ]);
    expect(["http://ca.example.com", "https://", "toString"].flatMap(wrong)).toHaveLength(3);
  });

  it("a domain that is not proven, or by zones that are missing", () => {
    expect(issuer({ acme: { email } })).toEqual([
      {
        path: "certManager.issuers.a.acme",
        message: "the authority must be shown that the domains are yours",
        found: "neither dns01 nor http01",
        fix: "add dns01: { zones: … } for domains of Route 53, or http01: { gateway: … } or { ingressClass: … }",
      },
    ]);
    expect(issuer({ acme: { email, dns01: { zones: {} } } })).toEqual([
      {
        path: "certManager.issuers.a.acme.dns01.zones",
        message: "without a zone no domain can be shown to be yours",
        found: "{}",
        fix: "add the ID of each domain's hosted zone, such as example.com: Z0123456789ABCDEFGHIJ",
      },
    ]);
    expect(issuer({ acme: { email, dns01: { zones: { "*.example.com": "/hostedzone/Z01" } } } })).toEqual([
      {
        path: "certManager.issuers.a.acme.dns01.zones.*.example.com",
        message: "this is no name of a domain",
        found: "*.example.com",
        fix: "write the domain alone",
      },
      {
        path: "certManager.issuers.a.acme.dns01.zones.*.example.com",
        message: "this is no ID of a hosted zone of Route 53",
        found: "/hostedzone/Z01",
        fix: "write the ID that Route 53 shows beside the zone",
      },
    ]);
  });

  it("records of Route 53 in a cluster without a cloud identity", () => {
    expect(issuer({ acme: { email, dns01: { zones: { "example.com": zone } } } }, { target: "existing" })).toEqual([
      {
        path: "certManager.issuers.a.acme.dns01",
        message: "records of Route 53 need a cloud identity, which a cluster that is there already is not given",
        found: "target: existing",
        fix: "write http01: …, or another kind of issuer",
      },
    ]);
  });

  it("nobody, or two, who answer challenges", () => {
    expect(issuer({ acme: { email, http01: {} } })).toEqual([
      {
        path: "certManager.issuers.a.acme.http01",
        message: "either a Gateway answers, or a class of Ingress",
        found: "neither",
        fix: "add gateway: { name: …, namespace: … }, or ingressClass: …",
      },
    ]);
    const both = { ingressClass: "nginx", gateway: { name: "edge", namespace: "gateways" } };
    expect(issuer({ acme: { email, http01: both } })).toMatchObject([
      {
        message: "cert-manager needs gateway-api: an issuer has a Gateway answer its challenges",
        found: "no gatewayApi",
      },
      { found: "both", fix: "remove one of them" },
    ]);
  });

  it("an authority that would be renewed after its end, or has no name", () => {
    expect(issuer({ privateCa: { durationDays: 30, renewBeforeDays: 30 } })).toEqual([
      {
        path: "certManager.issuers.a.privateCa",
        message: "a certificate is renewed within the days that it holds",
        found: "durationDays: 30, renewBeforeDays: 30",
        fix: "write a longer durationDays, or a shorter renewBeforeDays",
      },
    ]);
    expect(issuer({ privateCa: { durationDays: 2 } })).toHaveLength(1);
    expect(issuer({ privateCa: { durationDays: 3 } })).toEqual([]);
    expect(issuer({ privateCa: { commonName: "x".repeat(65) } })).toEqual([
      {
        path: "certManager.issuers.a.privateCa.commonName",
        message: "a name in a certificate has 1 to 64 characters",
        found: "65 characters",
        fix: "write a shorter one, or remove it",
      },
    ]);
  });

  it("a name server without a port", () => {
    const nameservers = [
      "1.1.1.1",
      "1.1.1.1:70000",
      "https://dns.example.com",
      "[2606:4700:4700::1111]:53",
      "dns.example.com:53",
    ];
    expect(told({ nameservers })).toEqual(
      nameservers.slice(0, 3).map((found, index) => ({
        path: `certManager.nameservers.${index}`,
        message: "this is no name server",
        found,
        fix: "write address:port",
      })),
    );
  });

  it("values that options decide", () => {
    const values = {
      crds: { keep: false },
      installCRDs: true,
      webhook: { securePort: 10260 },
      startupapicheck: { enabled: false },
    };
    expect(told({ values }).map(({ path: where, fix }) => [where, fix])).toEqual([
      ["certManager.values.installCRDs", "remove it here; definitions are always installed, by crds.enabled"],
      ["certManager.values.crds.keep", "remove it here; definitions always stay, with all certificates"],
      [
        "certManager.values.startupapicheck.enabled",
        "remove it here; what uses cert-manager must wait until its webhook answers",
      ],
      [
        "certManager.values.webhook.securePort",
        "remove it here; the network policy opens the port that it has by default",
      ],
    ]);
  });
});
