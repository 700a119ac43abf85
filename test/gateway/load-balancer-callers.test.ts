/**
 * Who is taken for the load balancer of a gateway on EKS. That AWS puts load balancers into these subnets, and that pods are in others, is not
 * shown here.
 */
import type { GatewayArgs } from "../../components/gateway/gateway";
import { engines } from "../../components/gateway/engines";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";
import { checkGateway } from "../../components/gateway/check-gateway";
import { Gateway } from "../../components/gateway/gateway";
import { callersOf, checkCallers, loadBalancerCidrs } from "../../components/gateway/load-balancer-callers";
import { proxyProtocolSources } from "../../components/gateway/load-balancer-service";
import { loadBalancerPeers } from "../../components/gateway/network-load-balancer";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";

const known = { public: ["10.0.32.0/20", "2001:db8:1::/64"], internal: ["10.0.0.0/19"] };
const around: GatewaySurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  autoMode: false,
  ipFamily: "ipv4",
  region: "eu-central-1",
  loadBalancerCidrs: known,
  dualStackNetwork: undefined,
  issuers: undefined,
  prometheusNamespace: undefined,
  hasMonitors: false,
};
const spec: GatewaySpec = { hosts: ["shop.example.com"], tls: false };
const nobody = { ...around, loadBalancerCidrs: { public: [], internal: [] } };

test("public ones are in public subnets, internal ones in private subnets", () => {
  expect(loadBalancerCidrs({ public: ["a"], private: ["b"], pods: ["c"], isolated: ["d"] })).toEqual({
    public: ["a"],
    internal: ["b"],
  });
  expect(loadBalancerCidrs({})).toEqual({ public: [], internal: [] });
  expect(callersOf({}, around)).toEqual(["10.0.32.0/20"]);
  expect(callersOf({ exposure: "internal" }, around)).toEqual(["10.0.0.0/19"]);
});

test("they connect by the family that pods have", () => {
  expect(callersOf({}, { ...around, ipFamily: "ipv6" })).toEqual(["2001:db8:1::/64"]);
  expect(callersOf({ exposure: "internal" }, { ...around, ipFamily: "ipv6" })).toEqual([]);
});

test("pods are reached by them alone, and believe nobody else", () => {
  expect(loadBalancerPeers({}, around)).toEqual([{ ipBlock: { cidr: "10.0.32.0/20" } }]);
  expect(proxyProtocolSources({ ...spec, exposure: "internal" }, around)).toEqual(["10.0.0.0/19"]);
});

test("where they are not known nobody is believed, and nobody is let in", () => {
  expect(proxyProtocolSources(spec, nobody)).toBeUndefined();
  expect(() => loadBalancerPeers(spec, nobody)).toThrow("the subnets of the load balancer were not checked");
});

test("on other clusters anybody may connect, and nobody speaks the proxy protocol", () => {
  expect(loadBalancerPeers(spec, { ...nobody, target: "existing" })).toBeUndefined();
  expect(proxyProtocolSources(spec, { ...around, target: "existing" })).toBeUndefined();
});

const unknown = {
  path: ["provider"],
  message: "the addresses that its load balancer connects from are not known, so that nobody else could be kept out",
  found: "no CIDRs of public subnets",
  allowed: "a network whose subnets for load balancers are known",
  fix: "add cidrs.public to slipway:network where the VPC is there already, or let a new one have public subnets",
};

test("a gateway whose subnets are not known is refused", () => {
  expect(checkCallers({}, nobody)).toEqual([unknown]);
  expect(checkCallers({ exposure: "internal" }, nobody)).toEqual([
    {
      ...unknown,
      found: "no CIDRs of private subnets",
      fix: "add cidrs.private to slipway:network where the VPC is there already, or let a new one have private subnets",
    },
  ]);
  expect(checkCallers({}, around)).toEqual([]);
  // Something else is wrong with the network then.
  expect(checkCallers({}, { ...around, loadBalancerCidrs: undefined })).toEqual([]);
});

test("on a cluster of IPv6 their IPv6 ranges must be known", () => {
  expect(checkCallers({}, { ...around, ipFamily: "ipv6" })).toEqual([]);
  expect(checkCallers({ exposure: "internal" }, { ...around, ipFamily: "ipv6" })).toEqual([
    {
      path: ["provider"],
      message: "AWS chooses the IPv6 addresses of its load balancer, so that nobody else could be kept out",
      found: "a cluster of IPv6, and no IPv6 CIDRs of private subnets",
      allowed: "a cluster of IPv4, or a VPC that is there already with its IPv6 CIDRs",
      fix: "write ipFamily: ipv4 in slipway:cluster, or name an existing VPC in slipway:network and add cidrs.private there",
    },
  ]);
});

describe("each engine", () => {
  const asked: Readonly<Record<keyof typeof engines, Partial<GatewaySpec>>> = {
    envoy: {},
    alb: { provider: "alb" },
    nginxGatewayFabric: { provider: "nginx" },
    nginxIngressController: { provider: "nginx", responseCache: true },
    kong: { provider: "kong" },
    traefik: { provider: "traefik" },
    httpApi: { provider: "aws-api-gateway" },
    restApi: { provider: "aws-api-gateway", api: "rest" },
  };
  const refusals = (changes: Partial<GatewaySpec>, place: GatewaySurroundings) =>
    checkGateway({ ...spec, ...changes }, place)
      .filter(({ path }) => path[0] === "provider")
      .map(({ message }) => message);

  test.each(Object.entries(asked))("%s is refused on EKS where they are not known, and nowhere else", (_, changes) => {
    expect(refusals(changes, nobody)).toEqual([unknown.message]);
    expect(refusals(changes, around)).toEqual([]);
  });

  test.each(["envoy", "nginxGatewayFabric", "nginxIngressController", "kong", "traefik"] as const)(
    "%s is refused on a cluster of IPv6, and not on a cluster that is there",
    (engine) => {
      const place = {
        ...around,
        ipFamily: "ipv6",
        loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: [] },
      } as const;
      expect(refusals(asked[engine], place)).toEqual([
        "AWS chooses the IPv6 addresses of its load balancer, so that nobody else could be kept out",
      ]);
      expect(refusals(asked[engine], { ...nobody, target: "existing", region: undefined })).toEqual([]);
    },
  );

  test.each(["httpApi", "restApi"] as const)("%s has its load balancer in private subnets", (engine) => {
    expect(engines[engine].callers({ ...spec, ...asked[engine] }, around)).toEqual({ cidrs: ["10.0.0.0/19"] });
  });

  test("alb has it where it is asked for", () => {
    expect(engines.alb.callers(spec, around)).toEqual({ cidrs: ["10.0.32.0/20"] });
    expect(engines.alb.callers({ ...spec, exposure: "internal" }, around)).toEqual({ cidrs: ["10.0.0.0/19"] });
  });
});

describe("in a VPC that is made with it", () => {
  const fromOf = async (changes: Partial<GatewayArgs>): Promise<unknown> => {
    const recorded = await RecordedCluster.of({
      vpc: {},
      then: (cluster) => new Gateway("gateway", { ...spec, ...changes, cluster }),
    });
    const { spec: policy } = recorded.inputs("NetworkPolicy:gateway") as {
      spec: { ingress: readonly { from: unknown }[] };
    };
    return policy.ingress[0]?.from;
  };

  test("the subnets are those of the plan", async () => {
    expect(await fromOf({})).toEqual([{ ipBlock: { cidr: "10.0.32.0/20" } }, { ipBlock: { cidr: "10.0.96.0/20" } }]);
    expect(await fromOf({ exposure: "internal" })).toEqual([
      { ipBlock: { cidr: "10.0.0.0/19" } },
      { ipBlock: { cidr: "10.0.64.0/19" } },
    ]);
  });
});
