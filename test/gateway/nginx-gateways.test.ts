// What the gateways of NGINX are made of. That their controllers take it, and that AWS makes a load balancer of it, is not shown here.
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import { nginxGatewayFabricEngine } from "../../components/gateway/nginx/nginx-gateway-fabric";
import { nginxIngressControllerEngine } from "../../components/gateway/nginx/nginx-ingress-controller";
import { deregistrationSeconds } from "../../components/gateway/network-load-balancer";
import { snippetLine, snippetsFilter } from "../../components/gateway/nginx/fabric-snippets";
import { RecordedWorkloads } from "../workloads/recorded-workloads";
import { Gateway } from "../../components/gateway/gateway";
import { gatewayOnEks } from "./recorded-gateway";
import { route, rule } from "./nginx-examples";

type Spec = Omit<GatewayArgs, "cluster">;

const spec: Spec = { provider: "nginx", hosts: ["shop.example.com", "*.example.org"], tls: { issuer: "letsencrypt" } };
const cache: Spec = { ...spec, responseCache: true };
const around: GatewaySurroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  autoMode: false,
  ipFamily: "ipv4",
  region: "eu-central-1",
  loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] },
  dualStackNetwork: false,
  issuers: undefined,
  prometheusNamespace: "monitoring",
  hasMonitors: true,
};
const monitored = {
  loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] },
  prometheusNamespace: "monitoring",
  hasMonitors: true,
};

const inExistingCluster = (args: Spec) =>
  RecordedWorkloads.of((cluster) => new Gateway("gateway", { ...args, cluster }));

describe("NGINX Gateway Fabric", () => {
  const labels = { "gateway.networking.k8s.io/gateway-name": "gateway" };

  test("has a Gateway with a listener for each host, by settings of its own", async () => {
    const recorded = await gatewayOnEks(spec);
    const listener = (name: string, hostname: string) => ({
      name,
      hostname,
      port: 443,
      protocol: "HTTPS",
      allowedRoutes: { namespaces: { from: "All" } },
      tls: {
        mode: "Terminate",
        certificateRefs: [{ group: "", kind: "Secret", name: `gateway-${name}` }],
        options: { "nginx.org/ssl-protocols": "TLSv1.2 TLSv1.3" },
      },
    });
    expect(recorded.inputs("Gateway:gateway").spec).toEqual({
      gatewayClassName: "nginx",
      infrastructure: { parametersRef: { group: "gateway.nginx.org", kind: "NginxProxy", name: "gateway" } },
      listeners: [
        { name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } },
        listener("https", "shop.example.com"),
        listener("https-2", "*.example.org"),
      ],
    });
    expect(recorded.prerequisites("Gateway:gateway")).toContain("NginxProxy:gateway");
  });

  test("has pods that are scaled, apart, and take requests until the load balancer knows that they go", async () => {
    const recorded = await gatewayOnEks({ ...spec, sourceRanges: ["203.0.113.0/24"], exposure: "internal" });
    const { kubernetes, ...others } = recorded.inputs("NginxProxy:gateway").spec as Record<string, unknown>;
    expect(others).toEqual({
      ipFamily: "ipv4",
      rewriteClientIP: { mode: "ProxyProtocol", trustedAddresses: [{ type: "CIDR", value: "10.0.0.0/19" }] },
      logging: {
        errorLevel: "warn",
        accessLog: {
          escape: "json",
          format: expect.stringMatching(/^\{"time":"\$time_iso8601".*"path":"\$request_uri_path".*\}$/) as string,
        },
      },
      metrics: { port: 9113 },
    });
    expect(kubernetes).toEqual({
      deployment: {
        replicas: 2,
        autoscaling: { enable: true, minReplicas: 2, maxReplicas: 10, targetCPUUtilizationPercentage: 70 },
        pod: {
          terminationGracePeriodSeconds: deregistrationSeconds + 10,
          topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: labels },
          })),
        },
        container: {
          resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } },
          lifecycle: {
            preStop: {
              exec: {
                command: [
                  "/bin/sh",
                  "-c",
                  "sleep 60; nginx -s quit; while [ -e /var/run/nginx/nginx.pid ]; do sleep 1; done",
                ],
              },
            },
          },
        },
      },
      service: {
        type: "LoadBalancer",
        loadBalancerClass: "service.k8s.aws/nlb",
        loadBalancerSourceRanges: ["203.0.113.0/24"],
        externalTrafficPolicy: "Cluster",
        patches: [
          {
            type: "StrategicMerge",
            value: {
              metadata: {
                annotations: expect.objectContaining({
                  "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
                  "service.beta.kubernetes.io/aws-load-balancer-healthcheck-port": "8081",
                  "service.beta.kubernetes.io/aws-load-balancer-healthcheck-path": "/readyz",
                }) as unknown,
              },
              spec: { allocateLoadBalancerNodePorts: false },
            },
          },
        ],
      },
    });
    expect(recorded.inputs("PodDisruptionBudget:gateway")).toMatchObject({
      // Not "gateway": the budget that Envoy Gateway makes has that name.
      metadata: { name: "gateway-nginx" },
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    });
  });

  test("lets in the load balancer and Prometheus, and is told of where it is down", async () => {
    const recorded = await gatewayOnEks({ ...spec, around: monitored });
    expect(recorded.inputs("NetworkPolicy:gateway-entrance").spec).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ ipBlock: { cidr: "10.0.32.0/20" } }],
          ports: [80, 443, 8081].map((port) => ({ port, protocol: "TCP" })),
        },
      ],
      egress: [{ to: [{ namespaceSelector: {} }] }],
    });
    expect(recorded.inputs("NetworkPolicy:gateway-own").spec).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: [{ protocol: "TCP", port: 9113 }],
        },
      ],
      egress: [
        {
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
    expect(recorded.inputs("PodMonitor:gateway").spec).toEqual({
      namespaceSelector: { matchNames: ["gateway"] },
      selector: { matchLabels: labels },
      podMetricsEndpoints: [{ port: "metrics" }],
    });
    expect(recorded.inputs("PrometheusRule:gateway").spec).toMatchObject({
      groups: [
        {
          rules: [
            { alert: "GatewayDown", expr: 'absent(up{job="gateway/gateway"} == 1)' },
            { alert: "GatewayPodDown" },
          ],
        },
      ],
    });
  });

  test("lets nobody write directives of NGINX but those that routes have", async () => {
    const recorded = await gatewayOnEks(spec);
    const { spec: guard, metadata } = recorded.inputs("ValidatingAdmissionPolicy:gateway-snippets");
    expect(metadata).not.toHaveProperty("namespace");
    expect(guard).toMatchObject({
      failurePolicy: "Fail",
      matchConstraints: { resourceRules: [{ resources: ["snippetsfilters", "snippetspolicies"] }] },
    });
    expect(recorded.inputs("ValidatingAdmissionPolicyBinding:gateway-snippets").spec).toEqual({
      policyName: "gateway-snippets",
      validationActions: ["Deny"],
    });
    const whole = new RegExp(`^((${snippetLine})(\\n|$))+$`);
    const [filter] = snippetsFilter(
      route([rule()], {
        policy: {
          addresses: { allow: ["2001:db8::/32"], deny: ["10.0.0.0/8"] },
          retries: { attempts: 3, on: ["5xx"] },
        },
      }),
    );
    const [snippet] = (filter?.fields.spec as { snippets: { value: string }[] }).snippets;
    expect(snippet?.value).toMatch(whole);
    for (const other of ["root /etc;", "deny all;\nroot /etc;", "allow 10.0.0.0/8; root /etc;", "deny all", ""]) {
      expect(other).not.toMatch(whole);
    }
  });

  test("has one pod where there is one of everything, and off EKS no annotations and no proxy protocol", async () => {
    const recorded = await inExistingCluster({ ...spec, around: { highlyAvailable: false } });
    const { kubernetes, rewriteClientIP } = recorded.inputs("NginxProxy/gateway").spec as Record<string, unknown>;
    expect(rewriteClientIP).toBeUndefined();
    expect(kubernetes).toMatchObject({ deployment: { replicas: 1 } });
    expect(kubernetes).toMatchObject({ service: { type: "LoadBalancer", externalTrafficPolicy: "Local" } });
    expect(kubernetes).not.toHaveProperty("deployment.autoscaling");
    expect(kubernetes).not.toHaveProperty("service.patches");
    expect(recorded.all.filter(({ type }) => type.endsWith("PodDisruptionBudget"))).toEqual([]);
  });

  test("speaks TLS 1.3 alone where that is asked for, and logs nothing where that is", async () => {
    const recorded = await gatewayOnEks({
      ...spec,
      accessLogs: false,
      tls: { issuer: "letsencrypt", minimumVersion: "1.3", redirectHttp: false },
    });
    expect(recorded.inputs("Gateway:gateway").spec).toMatchObject({
      listeners: [{ tls: { options: { "nginx.org/ssl-protocols": "TLSv1.3" } } }, {}],
    });
    expect(recorded.inputs("NginxProxy:gateway").spec).toMatchObject({ logging: { accessLog: { disable: true } } });
    expect(recorded.all.filter(({ type }) => type.endsWith("HTTPRoute"))).toEqual([]);
  });

  test("needs its controller and what makes certificates and load balancers", () => {
    expect(nginxGatewayFabricEngine.addOns(spec, around)).toEqual({
      awsLoadBalancerController: true,
      certManager: true,
      gatewayApi: true,
      nginxGatewayFabric: { snippetsFilters: true, gatewayNamespace: "gateway" },
    });
    expect(nginxGatewayFabricEngine.addOns({ ...spec, tls: false }, { ...around, autoMode: true })).toEqual({
      gatewayApi: true,
      nginxGatewayFabric: { snippetsFilters: true, gatewayNamespace: "gateway" },
    });
    expect(nginxGatewayFabricEngine.callers(spec, around)).toEqual({ namespace: "gateway", pods: labels });
  });
});

describe("the F5 NGINX Ingress Controller", () => {
  const place = { namespace: "nginx-ingress-controller", name: "nginx-ingress-controller" };
  const labels = { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": place.name };

  test("has a server for each host, which gathers routes of all namespaces by their label", async () => {
    const recorded = await gatewayOnEks(cache);
    expect(recorded.inputs("VirtualServer:gateway").spec).toEqual({
      ingressClassName: "nginx",
      host: "shop.example.com",
      tls: { secret: "gateway-https", redirect: { enable: true, code: 301 } },
      routes: [{ path: "/", routeSelector: { matchLabels: { "slipway/route-of-gateway": "shop.example.com" } } }],
    });
    expect(recorded.inputs("VirtualServer:gateway-2").spec).toMatchObject({
      host: "*.example.org",
      tls: { secret: "gateway-https-2" },
      routes: [{ routeSelector: { matchLabels: { "slipway/route-of-gateway": "wildcard.example.org" } } }],
    });
    expect(recorded.inputs("VirtualServer:gateway").metadata).toMatchObject({ namespace: "gateway" });
    expect(recorded.inputs("Certificate:gateway-https").metadata).toMatchObject({ namespace: "gateway" });
  });

  test("has its load balancer in front of the pods of the add-on, and lets it in", async () => {
    const recorded = await gatewayOnEks({ ...cache, tls: { issuer: "letsencrypt", redirectHttp: false } });
    const service = recorded.inputs("Service:gateway-load-balancer");
    expect(service.metadata).toMatchObject(place);
    expect(service.spec).toMatchObject({
      type: "LoadBalancer",
      loadBalancerClass: "service.k8s.aws/nlb",
      selector: labels,
      ports: [{ name: "https", port: 443, targetPort: 443, protocol: "TCP" }],
    });
    expect(recorded.inputs("NetworkPolicy:gateway-entrance")).toMatchObject({
      metadata: { namespace: place.namespace },
      spec: { podSelector: { matchLabels: labels }, ingress: [{ from: [{ ipBlock: { cidr: "10.0.32.0/20" } }] }] },
    });
    expect(recorded.inputs("VirtualServer:gateway").spec).toMatchObject({ tls: { secret: "gateway-https" } });
    expect(recorded.inputs("VirtualServer:gateway").spec).not.toHaveProperty("tls.redirect");
  });

  test("is watched, with alerts of errors, slow answers and refused configurations", async () => {
    const recorded = await gatewayOnEks({ ...cache, around: monitored });
    expect(recorded.inputs("PodMonitor:gateway").spec).toEqual({
      namespaceSelector: { matchNames: [place.namespace] },
      selector: { matchLabels: labels },
      podMetricsEndpoints: [{ port: "prometheus" }],
    });
    const { groups } = recorded.inputs("PrometheusRule:gateway").spec as { groups: { rules: { alert: string }[] }[] };
    expect(groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))).toEqual([
      "GatewayDown",
      "GatewayPodDown",
      "GatewayErrors",
      "GatewaySlow",
      "GatewayConfigurationRefused",
    ]);
  });

  test("tells its add-on what the environment says of the gateway", () => {
    const asked: Spec = {
      ...cache,
      tls: { issuer: "letsencrypt", minimumVersion: "1.3" },
      replicas: { min: 3, max: 6 },
      resources: { cpu: "1", memory: "1Gi" },
      accessLogs: false,
    };
    expect(nginxIngressControllerEngine.addOns(asked, around)).toEqual({
      awsLoadBalancerController: true,
      certManager: true,
      nginxIngressController: {
        replicas: { min: 3, max: 6 },
        cpuMillis: 1000,
        memoryMib: 1024,
        accessLogs: false,
        minimumTls: "1.3",
        proxyProtocolFrom: ["10.0.32.0/20"],
      },
    });
    expect(nginxIngressControllerEngine.addOns({ ...cache, tls: false }, { ...around, target: "existing" })).toEqual({
      nginxIngressController: {},
    });
  });

  test("refuses logs in a bucket, and hosts that are too long for a label", () => {
    const host = `${"a".repeat(40)}.${"b".repeat(30)}.example.com`;
    const asked = { ...cache, hosts: [host], accessLogs: { bucket: "logs" } };
    const problems = nginxIngressControllerEngine.checkGateway?.(asked, around) ?? [];
    expect(problems.map(({ path }) => path)).toEqual([
      ["accessLogs", "bucket"],
      ["hosts", 0],
    ]);
    expect(nginxGatewayFabricEngine.checkGateway?.(asked, around)).toHaveLength(1);
  });
});
