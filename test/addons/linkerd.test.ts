// What the releases of Linkerd are given, and what its identities are made of. Whether the charts take the values is what rendering them shows;
// no certificate is issued here, and no call is encrypted.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { checkPlatformAddOns, type AddOnSurroundings, type PlatformAddOnsSpec } from "../../components/addons";
import { linkerd } from "../../components/addons/linkerd/linkerd";
import type { LinkerdSpec } from "../../components/addons/linkerd/linkerd-spec";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const others = { linkerdCni: true, trustManager: true, certManager: true, gatewayApi: true } as const;
const prometheus = { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } };

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

const problemsOf = (spec: PlatformAddOnsSpec) =>
  checkPlatformAddOns(spec, around).map(({ path: keys, message, fix }) => [keys.join("."), message, fix]);
const withOptions = (linkerd: LinkerdSpec) => problemsOf({ ...others, linkerd });

const chartResources = (cpu: string, request: string, limit = request) => ({
  cpu: { request: cpu },
  memory: { request, limit },
});

describe("in production", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await addOnsInExistingCluster({
      ...others,
      linkerd: true,
      prometheusOperatorCrds: true,
      protected: true,
      capabilities: prometheus,
    });
  });

  it("has two of each part, apart, and nothing random in its values", () => {
    const proxy = chartResources("20m", "128Mi");
    const webhook = (name: string) => ({ externalSecret: true, injectCaFrom: `linkerd/${name}` });
    expect(recorded.inputs("Release/linkerd").values).toEqual({
      controllerReplicas: 2,
      enablePodDisruptionBudget: true,
      enablePodAntiAffinity: true,
      deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
      webhookFailurePolicy: "Fail",
      destinationResources: chartResources("100m", "250Mi"),
      spValidatorResources: chartResources("10m", "64Mi"),
      policyController: { resources: chartResources("50m", "128Mi") },
      identityResources: chartResources("50m", "128Mi"),
      proxyInjectorResources: chartResources("50m", "128Mi"),
      destinationProxyResources: proxy,
      identityProxyResources: proxy,
      proxyInjectorProxyResources: proxy,
      cniEnabled: true,
      disableHeartBeat: true,
      disableIPv6: true,
      identityTrustDomain: "cluster.local",
      identity: { externalCA: true, issuer: { scheme: "kubernetes.io/tls" } },
      priorityClassName: "system-cluster-critical",
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podMonitor: { enabled: true, serviceMirror: { enabled: false } },
      proxy: { defaultInboundPolicy: "all-authenticated", resources: chartResources("20m", "64Mi", "256Mi") },
      proxyInjector: {
        ...webhook("linkerd-proxy-injector"),
        namespaceSelector: {
          matchExpressions: [
            { key: "config.linkerd.io/admission-webhooks", operator: "NotIn", values: ["disabled"] },
            {
              key: "kubernetes.io/metadata.name",
              operator: "NotIn",
              values: ["kube-system", "cert-manager", "linkerd-cni"],
            },
          ],
        },
      },
      profileValidator: webhook("linkerd-sp-validator"),
      policyValidator: webhook("linkerd-policy-validator"),
    });
    expect(recorded.inputs("Release/linkerd-crds").values).toEqual({ installGatewayAPI: false });
  });

  it("has a trust anchor whose key is out of its reach, and an issuer below it", () => {
    expect(recorded.inputs("Certificate/linkerd-trust-anchor")).toMatchObject({
      metadata: { name: "linkerd-trust-anchor", namespace: "cert-manager" },
      spec: {
        isCA: true,
        commonName: "root.linkerd.cluster.local",
        secretName: "linkerd-trust-anchor",
        duration: "87600h",
        renewBefore: "29200h",
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
        issuerRef: { kind: "Issuer", name: "linkerd-trust-anchor" },
      },
    });
    expect(recorded.spec("ClusterIssuer/linkerd-trust-anchor")).toEqual({ ca: { secretName: "linkerd-trust-anchor" } });
    expect(recorded.inputs("Certificate/linkerd-identity-issuer")).toMatchObject({
      metadata: { name: "linkerd-identity-issuer", namespace: "linkerd" },
      spec: {
        isCA: true,
        commonName: "identity.linkerd.cluster.local",
        dnsNames: ["identity.linkerd.cluster.local"],
        secretName: "linkerd-identity-issuer",
        duration: "48h",
        renewBefore: "25h",
        usages: ["cert sign", "crl sign", "server auth", "client auth"],
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "linkerd-trust-anchor" },
      },
    });
    expect(recorded.inputs("Bundle/linkerd-identity-trust-roots")).toMatchObject({
      metadata: { name: "linkerd-identity-trust-roots" },
      spec: {
        sources: [{ secret: { name: "linkerd-trust-anchor", key: "tls.crt" } }],
        target: {
          configMap: { key: "ca-bundle.crt" },
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "linkerd" } },
        },
      },
    });
  });

  it("keeps the anchor's issuer to its own namespace, before it is there", () => {
    const guard = recorded.inputs("ValidatingAdmissionPolicy/slipway-linkerd-trust-anchor").spec;
    expect(guard).toMatchObject({
      failurePolicy: "Fail",
      matchConstraints: { resourceRules: [{ apiGroups: ["cert-manager.io"], resources: ["certificaterequests"] }] },
      validations: [
        {
          expression: "object.metadata.namespace == 'linkerd' || object.spec.issuerRef.name != 'linkerd-trust-anchor'",
        },
      ],
    });
    expect(recorded.inputs("ValidatingAdmissionPolicyBinding/slipway-linkerd-trust-anchor").spec).toEqual({
      policyName: "slipway-linkerd-trust-anchor",
      validationActions: ["Deny"],
    });
    expect(recorded.dependencies("ClusterIssuer/linkerd-trust-anchor")).toContain(
      "ValidatingAdmissionPolicyBinding/slipway-linkerd-trust-anchor",
    );
  });

  it.each(["linkerd-proxy-injector", "linkerd-sp-validator", "linkerd-policy-validator"])(
    "has the certificate of its webhook %s from cert-manager",
    (service) => {
      expect(recorded.inputs(`Certificate/${service}`)).toMatchObject({
        metadata: { name: service, namespace: "linkerd" },
        spec: {
          dnsNames: [`${service}.linkerd.svc`],
          secretName: `${service}-k8s-tls`,
          privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
          issuerRef: { kind: "Issuer", name: "linkerd-webhooks" },
        },
      });
    },
  );

  it("makes no certificate and no issuer that cert-manager would refuse", () => {
    const objects = recorded.all
      .filter(({ inputs }) => String(inputs.apiVersion).startsWith("cert-manager.io/"))
      .map(({ inputs }) => inputs);
    expect(objects).toHaveLength(10);
    const program = path.join(__dirname, "validate-custom-resources.mjs");
    const checked = execFileSync(process.execPath, [program], { input: JSON.stringify(objects), encoding: "utf8" });
    expect(JSON.parse(checked)).toEqual({ checked: objects.length, problems: [] });
  });

  it("is made after what it needs, and its anchor is not deleted", () => {
    expect(recorded.dependencies("Release/linkerd")).toEqual(
      expect.arrayContaining([
        "Release/linkerd-crds",
        "Release/linkerd-cni",
        "Release/trust-manager",
        "Bundle/linkerd-identity-trust-roots",
        "Certificate/linkerd-identity-issuer",
      ]),
    );
    expect(recorded.get("Certificate/linkerd-trust-anchor").protect).toBe(true);
    expect(recorded.get("Certificate/linkerd-identity-issuer").protect).toBe(false);
  });

  it("lets every proxy ask for identities, destinations and policies, and Prometheus read", () => {
    const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
    expect(recorded.spec("NetworkPolicy/linkerd")).toMatchObject({
      podSelector: {},
      ingress: [
        { from: [{ podSelector: {} }] },
        { ports: tcp(8443, 9443) },
        { from: [{ namespaceSelector: {} }], ports: tcp(8080, 8086, 8090) },
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: tcp(4191, 9990, 9995, 9996, 9997),
        },
      ],
    });
  });

  it("needs rights over nodes in the namespace of its plug-in alone", () => {
    const level = (name: string) =>
      (recorded.inputs(`Namespace/${name}`) as { metadata: { labels: Record<string, string> } }).metadata.labels[
        "pod-security.kubernetes.io/enforce"
      ];
    expect(level("linkerd")).toBe("restricted");
    expect(level("linkerd-cni")).toBe("privileged");
    expect(recorded.inputs("Release/linkerd-cni").values).toEqual({
      disableIPv6: true,
      priorityClassName: "system-node-critical",
      resources: chartResources("10m", "64Mi"),
      repairController: { enabled: true, resources: chartResources("10m", "64Mi") },
    });
  });
});

test("in development there is one of each, which no budget keeps on its node, and no pod waits for it", async () => {
  const recorded = await addOnsInExistingCluster({
    ...others,
    linkerd: {
      mtls: "permissive",
      trustDomain: "shop.example.com",
      certificates: { anchorDays: 365, issuerHours: 240 },
      proxy: { cpuMillis: 50, memoryMib: 100 },
    },
    highlyAvailable: false,
  });
  const { values } = recorded.inputs("Release/linkerd");
  expect(values).toMatchObject({
    controllerReplicas: 1,
    enablePodDisruptionBudget: false,
    enablePodAntiAffinity: false,
    webhookFailurePolicy: "Ignore",
    identityTrustDomain: "shop.example.com",
    podMonitor: { enabled: false },
    proxy: { defaultInboundPolicy: "all-unauthenticated", resources: chartResources("50m", "100Mi", "400Mi") },
  });
  expect(values).not.toHaveProperty("deploymentStrategy");
  expect(recorded.spec("Certificate/linkerd-trust-anchor")).toMatchObject({ duration: "8760h", renewBefore: "2920h" });
  expect(recorded.spec("Certificate/linkerd-identity-issuer")).toMatchObject({
    commonName: "identity.linkerd.shop.example.com",
    duration: "240h",
    renewBefore: "80h",
  });
});

test("its other add-ons are asked for, each with its reason", () => {
  expect(problemsOf({ linkerd: true }).map(([, message]) => message)).toEqual([
    "linkerd needs cert-manager: it signs the mesh's identities and the certificates of its webhooks",
    "linkerd needs trust-manager: it puts the certificate of the trust anchor where the mesh reads it",
    "linkerd needs linkerd-cni: without it every pod would need rights over its network",
    "linkerd needs gateway-api: shares of requests are routes of the Gateway API",
  ]);
});

test("it says which mesh it brings", () => {
  const planned = { ...around, planned: new Map<string, never>() };
  const mesh = { provider: "linkerd", mode: "sidecar", controlPlaneNamespace: "linkerd", highlyAvailable: true };
  expect(linkerd.provides?.({}, planned)).toEqual({
    mesh: { ...mesh, trustDomain: "cluster.local", mtls: "strict" },
  });
  expect(linkerd.provides?.({ mtls: "permissive", trustDomain: "shop.example.com" }, planned)).toEqual({
    mesh: { ...mesh, trustDomain: "shop.example.com", mtls: "permissive" },
  });
});

test("two meshes are refused", () => {
  expect(problemsOf({ ...others, linkerd: true, consul: true }).map(([, message]) => message)).toEqual([
    "it cannot be beside consul: both put a proxy into each pod",
  ]);
});

test.each<[LinkerdSpec, [string, string, string]]>([
  [
    { certificates: { issuerHours: 24 } },
    ["linkerd.certificates.issuerHours", "this number is out of bounds", "write a number in between"],
  ],
  [
    { certificates: { anchorDays: 0 } },
    ["linkerd.certificates.anchorDays", "this number is out of bounds", "write a number in between"],
  ],
  [
    { proxy: { memoryMib: 1 } },
    ["linkerd.proxy.memoryMib", "this number is out of bounds", "write a number in between"],
  ],
  [{ trustDomain: "Cluster" }, ["linkerd.trustDomain", "this is no name of a domain", "write the domain alone"]],
  [
    { values: { identity: { issuer: { scheme: "linkerd.io/tls" } } } },
    [
      "linkerd.values.identity.issuer",
      "this value of the chart is decided elsewhere, and two that differ could not both hold",
      "remove it here; the issuer is a certificate of cert-manager; write certificates",
    ],
  ],
])("%j is refused", (options, problem) => {
  expect(withOptions(options)).toEqual([problem]);
});
