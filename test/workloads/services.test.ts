/** What Services are made of, and what is wrong with them. That an API server takes them is shown by `npm run e2e`. */
import type { PlatformCapabilities } from "../../components/cluster";
import { planPorts } from "../../components/workloads/exposure/ports";
import type { AdditionalServiceSpec, ServiceSpec } from "../../components/workloads/exposure/service-spec";
import { checkServices, openPorts, serviceArgs } from "../../components/workloads/exposure/services";
import type { ServedFields } from "../../components/workloads/microservice-spec";

const ports = planPorts({ http: { port: 80, targetPort: 8080 }, grpc: 5000, dns: { port: 53, protocol: "udp" } });
const selector = { "app.kubernetes.io/name": "orders" };
const metadata = { name: "orders", namespace: "team", labels: selector };
const http = { name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" };
const grpc = { name: "grpc", port: 5000, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" };
const dns = { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" };
const skipAwait = { "pulumi.com/skipAwait": "true" };

function service(spec: ServiceSpec | AdditionalServiceSpec): object {
  return serviceArgs(spec, ports, selector, metadata);
}

describe("a Service", () => {
  it("is within the cluster and has all ports, if nothing else is said", () => {
    expect(service({})).toStrictEqual({
      metadata: { ...metadata, annotations: skipAwait },
      spec: { type: "ClusterIP", selector, ports: [http, grpc, dns] },
    });
  });

  it("may be headless, name pods that are not ready, and be without ports", () => {
    expect(serviceArgs({ headless: true, publishNotReadyAddresses: true }, [], selector, metadata)).toStrictEqual({
      metadata: { ...metadata, annotations: skipAwait },
      spec: { type: "ClusterIP", selector, clusterIP: "None", publishNotReadyAddresses: true },
    });
  });

  it("may keep callers with a pod, and calls in their zone", () => {
    expect(service({ sticky: 600, trafficDistribution: "PreferSameZone", annotations: { team: "a" } })).toStrictEqual({
      metadata: { ...metadata, annotations: { team: "a", ...skipAwait } },
      spec: {
        type: "ClusterIP",
        selector,
        ports: [http, grpc, dns],
        sessionAffinity: "ClientIP",
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
        trafficDistribution: "PreferSameZone",
      },
    });
  });

  it("writes nothing that Kubernetes would not store, or fill in by itself", () => {
    expect(service({ sticky: true, headless: false, publishNotReadyAddresses: false })).toStrictEqual({
      metadata: { ...metadata, annotations: skipAwait },
      spec: { type: "ClusterIP", selector, ports: [http, grpc, dns], sessionAffinity: "ClientIP" },
    });
    expect(service({ sticky: false })).toStrictEqual(service({}));
    expect(service({ type: "LoadBalancer" })).toStrictEqual({
      metadata,
      spec: { type: "LoadBalancer", selector, ports: [http, grpc, dns] },
    });
  });

  it("may have both families, and stay on the caller's node", () => {
    expect(
      service({ ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv6", "IPv4"], internalTrafficPolicy: "Local" }),
    ).toMatchObject({
      spec: { internalTrafficPolicy: "Local", ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv6", "IPv4"] },
    });
  });

  it("may be on a port of every node, for the callers of a range", () => {
    expect(
      service({ type: "NodePort", ports: ["http"], nodePorts: { http: 30080 }, sourceRanges: ["203.0.113.0/24"] }),
    ).toStrictEqual({
      metadata: { ...metadata, annotations: skipAwait },
      // Local: else the callers' addresses are lost, and the network policy could not tell them.
      spec: { type: "NodePort", selector, ports: [{ ...http, nodePort: 30080 }], externalTrafficPolicy: "Local" },
    });
  });

  it("may be a load balancer of AWS that sends to pods, and needs no node ports then", () => {
    expect(
      service({
        type: "LoadBalancer",
        ports: ["http"],
        sourceRanges: ["203.0.113.0/24"],
        externalTrafficPolicy: "Cluster",
        loadBalancer: { tls: { certificates: ["arn:aws:acm:x"], ports: ["http"] } },
      }),
    ).toStrictEqual({
      metadata: {
        ...metadata,
        annotations: {
          "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
          "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
          "service.beta.kubernetes.io/aws-load-balancer-ip-address-type": "ipv4",
          "service.beta.kubernetes.io/aws-load-balancer-attributes":
            "access_logs.s3.enabled=false,deletion_protection.enabled=false,load_balancing.cross_zone.enabled=false",
          "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:x",
          "service.beta.kubernetes.io/aws-load-balancer-ssl-ports": "80",
          "service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        },
      },
      spec: {
        type: "LoadBalancer",
        selector,
        ports: [http],
        loadBalancerSourceRanges: ["203.0.113.0/24"],
        externalTrafficPolicy: "Cluster",
        loadBalancerClass: "service.k8s.aws/nlb",
        allocateLoadBalancerNodePorts: false,
      },
    });
  });

  it.each<[ServiceSpec]>([
    [{ type: "LoadBalancer", loadBalancer: { targets: "instance" } }],
    [{ type: "LoadBalancer", loadBalancer: {}, nodePorts: { http: 30080 } }],
  ])("has node ports where the load balancer needs them, or they are said: %j", (spec) => {
    expect((service(spec) as { spec: object }).spec).not.toHaveProperty("allocateLoadBalancerNodePorts");
  });

  it("may be a name for what is outside", () => {
    expect(service({ type: "ExternalName", externalName: "db.example.com" })).toStrictEqual({
      metadata: { ...metadata, annotations: skipAwait },
      spec: { type: "ExternalName", externalName: "db.example.com" },
    });
  });
});

it("opens the ports of a node port and of a load balancer, and the one of its health check", () => {
  expect(openPorts({}, ports)).toEqual([]);
  expect(openPorts({ type: "ExternalName", externalName: "db.example.com" }, ports)).toEqual([]);
  expect(openPorts({ type: "NodePort", ports: ["grpc"], sourceRanges: ["203.0.113.0/24"] }, ports)).toEqual([
    { ports: [ports[1]], sourceRanges: ["203.0.113.0/24"] },
  ]);
  const balanced = (port: number, targets?: "instance"): object[] =>
    openPorts(
      { type: "LoadBalancer", sourceRanges: ["203.0.113.0/24"], loadBalancer: { targets, healthCheck: { port } } },
      [...ports],
    );
  expect(balanced(9000)).toEqual([{ ports, numbers: [9000] }]);
  expect(balanced(8080)).toEqual([{ ports, numbers: [] }]);
  expect(balanced(30080, "instance")).toEqual([{ ports, numbers: [] }]);
});

describe("Services", () => {
  const check = (
    served: ServedFields,
    capabilities?: PlatformCapabilities,
    ipFamily?: "ipv4" | "ipv6",
  ): ReturnType<typeof checkServices> => checkServices("orders", served, ports, { capabilities, ipFamily });

  it.each<[ServedFields, PlatformCapabilities | undefined, "ipv4" | "ipv6" | undefined]>([
    [{}, undefined, undefined],
    [{ service: { headless: true, publishNotReadyAddresses: true, sticky: false } }, undefined, undefined],
    [{ service: { type: "NodePort", nodePorts: { http: 30080 }, sticky: 86400 } }, {}, "ipv4"],
    [
      { additionalServices: { db: { type: "ExternalName", externalName: "db.example.com", headless: false } } },
      {},
      "ipv4",
    ],
    // What is not known of the cluster is not checked.
    [{ service: { ipFamilyPolicy: "RequireDualStack", ipFamilies: ["IPv6", "IPv4"] } }, undefined, undefined],
    [{ service: { ipFamilyPolicy: "RequireDualStack" } }, { ipFamilies: ["IPv4", "IPv6"] }, "ipv4"],
    [{ service: { ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv4"] } }, {}, "ipv4"],
    [
      { service: { type: "LoadBalancer", loadBalancer: { ipAddressType: "dualstack" } } },
      { awsLoadBalancerController: true },
      "ipv6",
    ],
    // TCP and UDP may share a number.
    [{ service: { type: "NodePort", nodePorts: { http: 30080, dns: 30080 } } }, {}, "ipv4"],
  ])("are fine: %j, %j, %s", (served, capabilities, ipFamily) => {
    expect(check(served, capabilities, ipFamily)).toEqual([]);
  });

  it("are fine without ports if they are headless, or names", () => {
    const served: ServedFields = {
      service: { headless: true },
      additionalServices: { db: { type: "ExternalName", externalName: "db.example.com" } },
    };
    expect(checkServices("orders", served, [], {})).toEqual([]);
    expect(checkServices("orders", { service: {} }, [], {})).toStrictEqual([
      {
        path: ["service"],
        message: "a Service needs a port, but the workload has none",
        fix: "add the port under ports, or remove this Service",
      },
    ]);
  });

  it("name no port that there is not", () => {
    expect(check({ additionalServices: { x: { type: "LoadBalancer", ports: ["gprc"] } } })).toStrictEqual([
      {
        path: ["additionalServices", "x", "ports"],
        message: "the Service has a port that does not exist",
        found: "gprc",
        allowed: "http, grpc, dns",
        fix: "did you mean grpc?",
      },
    ]);
  });

  it("on a cluster of one family cannot have both", () => {
    const served: ServedFields = { service: { ipFamilyPolicy: "RequireDualStack", ipFamilies: ["IPv4", "IPv6"] } };
    expect(check(served, undefined, "ipv4")).toStrictEqual([
      {
        path: ["service", "ipFamilyPolicy"],
        message: "the cluster has Services of IPv4 alone",
        found: "RequireDualStack",
        allowed: "SingleStack, PreferDualStack",
        fix: "write PreferDualStack, which takes what there is; if it has both, state them under slipway:capabilities.ipFamilies",
      },
      {
        path: ["service", "ipFamilies", 1],
        message: "the cluster has Services of IPv4 alone",
        found: "IPv6",
        allowed: "IPv4",
        fix: "remove IPv6; if it has both, state them under slipway:capabilities.ipFamilies",
      },
    ]);
    expect(check({ service: { ipFamilies: ["IPv4"] } }, undefined, "ipv6")).toHaveLength(1);
  });

  type Row = [path: string, message: string, found: string | undefined, fix: string];
  const additional = (spec: AdditionalServiceSpec): ServedFields => ({ additionalServices: { x: spec } });
  it.each<[string, ServedFields, ...Row[]]>([
    [
      "node ports out of range, and of ports that there are not",
      { service: { type: "NodePort", nodePorts: { http: 80, grpc: 32768, htp: 30081 } } },
      [
        "service.nodePorts.http",
        "this is out of the range of node ports",
        "80",
        "write one of them, or leave it out and Kubernetes chooses one",
      ],
      [
        "service.nodePorts.grpc",
        "this is out of the range of node ports",
        "32768",
        "write one of them, or leave it out and Kubernetes chooses one",
      ],
      ["service.nodePorts.htp", "there is a node port for a port that does not exist", "htp", "did you mean http?"],
    ],
    [
      "a node port of a port that the Service leaves out",
      additional({ type: "NodePort", ports: ["http"], nodePorts: { grpc: 30080 } }),
      [
        "additionalServices.x.nodePorts.grpc",
        "the Service does not have this port",
        "grpc",
        "add it to the ports of the Service, or remove its node port",
      ],
    ],
    ...(["ClusterIP", "ExternalName"] as const).map((type): [string, ServedFields, Row] => [
      `an annotation with no name that Kubernetes takes, of the type ${type}`,
      additional({
        type,
        annotations: { "a b": "c" },
        ...(type === "ClusterIP" ? {} : { externalName: "example.com" }),
      }),
      [
        "additionalServices.x.annotations.a b",
        "this is no name of a label or annotation",
        "a b",
        "write it like example.com/purpose",
      ],
    ]),
    [
      "the same of its own Service",
      { service: { annotations: { "example.com/": "c" } } },
      [
        "service.annotations.example.com/",
        "this is no name of a label or annotation",
        "example.com/",
        "write it like example.com/purpose",
      ],
    ],
    [
      "node ports within the cluster",
      { service: { nodePorts: { http: 30080 } } },
      [
        "service.nodePorts",
        "a Service within the cluster has no node ports",
        "http",
        "remove it, or use the type NodePort or LoadBalancer",
      ],
    ],
    [
      "one node port twice, in two Services",
      {
        service: { type: "NodePort", nodePorts: { http: 30080 } },
        additionalServices: { x: { type: "NodePort", nodePorts: { grpc: 30080 } } },
      },
      [
        "additionalServices.x.nodePorts.grpc",
        "two node ports have one number",
        "http and grpc are both 30080",
        "give grpc a number of its own, or leave it out and Kubernetes chooses one",
      ],
    ],
    [
      "a name for what is outside, with what only pods have",
      additional({ type: "ExternalName", ports: ["http"], sticky: true, headless: true, loadBalancer: {} }),
      [
        "additionalServices.x.externalName",
        "the Service does not say which name it stands for",
        "none",
        "add externalName, such as db.example.com",
      ],
      ...(
        [
          ["ports", '["http"]'],
          ["headless", "true"],
          ["sticky", "true"],
          ["loadBalancer", "{}"],
        ] as const
      ).map(([field, found]): Row => [
        `additionalServices.x.${field}`,
        `a Service of the type ExternalName is a name in DNS and nothing else, so it has no ${field}`,
        found,
        `remove ${field}, or use another type`,
      ]),
    ],
    [
      "an address for a name",
      additional({ type: "ExternalName", externalName: "10.0.0.1" }),
      [
        "additionalServices.x.externalName",
        "an address is no name, and DNS would look it up as one",
        "10.0.0.1",
        "write the name, or use the address itself where it is called",
      ],
    ],
    [
      "a URL for a name",
      additional({ type: "ExternalName", externalName: "https://db.example.com" }),
      [
        "additionalServices.x.externalName",
        "this is no name in DNS",
        "https://db.example.com",
        "write the name alone, without scheme, port and path",
      ],
    ],
    [
      "a name outside of a Service that leads to pods",
      additional({ type: "ClusterIP", externalName: "db.example.com" }),
      [
        "additionalServices.x.externalName",
        "the Service leads to pods, and to a name outside at once",
        "type ClusterIP, db.example.com",
        "set type to ExternalName, or remove externalName",
      ],
    ],
    [
      "headless with what needs an address",
      { service: { type: "NodePort", headless: true, sticky: true } },
      [
        "service.headless",
        "a Service without an address of its own cannot be of the type NodePort",
        "true",
        "remove headless, or use the type ClusterIP",
      ],
      [
        "service.sticky",
        "callers of a headless Service choose a pod by themselves, so none stays",
        "true",
        "remove sticky, or headless",
      ],
    ],
    [
      "callers who stay for longer than a day",
      { service: { sticky: 86401 } },
      ["service.sticky", "the number is none that Kubernetes takes here", "86401", "write 86400 or less"],
    ],
    [
      "two families without a policy",
      { service: { ipFamilies: ["IPv4", "IPv6"] } },
      [
        "service.ipFamilies",
        "two families need a policy that asks for both",
        "IPv4, IPv6 with no ipFamilyPolicy",
        "set ipFamilyPolicy to RequireDualStack or PreferDualStack, or name one family",
      ],
    ],
    [
      "one family twice",
      { service: { ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv4", "IPv4"] } },
      ["service.ipFamilies", "one family is named twice", "IPv4, IPv4", "name each once"],
    ],
    [
      "options of a load balancer that there is not",
      { service: { loadBalancer: {} } },
      [
        "service.loadBalancer",
        "there are options of a load balancer, but no load balancer",
        "type ClusterIP",
        "set type to LoadBalancer, or remove loadBalancer",
      ],
    ],
    [
      "what is wrong with a load balancer",
      additional({
        type: "LoadBalancer",
        ports: ["http"],
        sourceRanges: ["203.0.113.0/24"],
        loadBalancer: { securityGroups: ["sg-1"], tls: { certificates: ["arn:aws:acm:x"], ports: ["grpc"] } },
      }),
      [
        "additionalServices.x.sourceRanges",
        "a load balancer with security groups of one's own has no regard for source ranges",
        "203.0.113.0/24",
        "put the ranges into the security groups, or remove loadBalancer.securityGroups",
      ],
      [
        "additionalServices.x.loadBalancer.tls.ports",
        "TLS is to end on a port that does not exist",
        "grpc",
        "name one of the ports, or add this one under ports",
      ],
    ],
    [
      "IPv6 addresses before a load balancer without",
      additional({ type: "LoadBalancer", ipFamilies: ["IPv6"], loadBalancer: {} }),
      [
        "additionalServices.x.loadBalancer.ipAddressType",
        "the Service has IPv6 addresses, so its load balancer must have them too",
        "ipv4, the default",
        "set ipAddressType to dualstack",
      ],
    ],
    [
      "an annotation that is an option too",
      additional({
        type: "LoadBalancer",
        annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" },
        loadBalancer: {},
      }),
      [
        "additionalServices.x.annotations.service.beta.kubernetes.io/aws-load-balancer-scheme",
        "loadBalancer writes this annotation",
        "service.beta.kubernetes.io/aws-load-balancer-scheme",
        "say it under loadBalancer, and remove the annotation",
      ],
    ],
    [
      "callers from outside of what has none",
      { service: { sourceRanges: ["203.0.113.0/24"], externalTrafficPolicy: "Local" } },
      [
        "service.sourceRanges",
        "a Service within the cluster has no callers outside of it",
        "203.0.113.0/24",
        "remove it, or use the type NodePort or LoadBalancer",
      ],
      [
        "service.externalTrafficPolicy",
        "a Service within the cluster has no callers outside of it",
        "Local",
        "remove it, or use the type NodePort or LoadBalancer",
      ],
    ],
    [
      "source ranges of a node port that loses the callers' addresses",
      { service: { type: "NodePort", sourceRanges: ["203.0.113.0/24"], externalTrafficPolicy: "Cluster" } },
      [
        "service.externalTrafficPolicy",
        "the callers' addresses are lost on the way from one node to another, so none would be in the source ranges",
        "Cluster",
        "remove externalTrafficPolicy, or sourceRanges",
      ],
    ],
    [
      "a preference where there is no choice",
      { service: { internalTrafficPolicy: "Local", trafficDistribution: "PreferSameZone" } },
      [
        "service.trafficDistribution",
        "calls stay on their node by internalTrafficPolicy, so there is nothing left to prefer",
        "PreferSameZone, and internalTrafficPolicy Local",
        "remove one of them; PreferSameNode goes elsewhere if the node has no pod, Local fails then",
      ],
    ],
    [
      "a suffix that is no part of a name",
      { additionalServices: { Admin: { type: "ClusterIP" } } },
      ["additionalServices.Admin", "the name of a Service must be a DNS label", "orders-Admin", "name it orders-admin"],
    ],
    [
      "empty lists",
      additional({ type: "LoadBalancer", ports: [], sourceRanges: [], ipFamilies: [] }),
      [
        "additionalServices.x.ports",
        "an empty list would mean every port",
        "[]",
        "name some, or leave it out for every port",
      ],
      [
        "additionalServices.x.sourceRanges",
        "an empty list would mean everyone",
        "[]",
        "name some, or leave it out for everyone",
      ],
      [
        "additionalServices.x.ipFamilies",
        "an empty list would mean the cluster's own",
        "[]",
        "name some, or leave it out for the cluster's own",
      ],
    ],
  ])("are refused with %s", (_, served, ...problems) => {
    expect(check(served).map(({ path, message, found, fix }) => [path.join("."), message, found, fix])).toEqual(
      problems,
    );
  });
});
