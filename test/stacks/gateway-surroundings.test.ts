// What is known of the place of a gateway from the configuration alone. What AWS makes of it is not shown here.
import { checkSwitchedOff } from "../../stacks/check-switched-off";
import { checkTraffic } from "../../stacks/check-traffic";
import type { StackConfig } from "../../stacks/config/schema";
import { checkedSurroundings, gatewaySurroundings } from "../../stacks/traffic";

const newNetwork = { cidr: "10.20.0.0/16", zones: ["eu-central-1a", "eu-central-1b"] };
const existingNetwork = {
  vpcId: "vpc-0123456789abcdef0",
  subnets: { private: { "eu-central-1a": "subnet-01234567" } },
};
const cidrsIn = (network: StackConfig["network"]) =>
  gatewaySurroundings({ network }, "eks", undefined).loadBalancerCidrs;

describe("load balancers", () => {
  test("are in the subnets of the plan", () => {
    expect(cidrsIn(newNetwork)).toEqual({
      public: ["10.20.32.0/20", "10.20.96.0/20"],
      internal: ["10.20.0.0/19", "10.20.64.0/19"],
    });
    expect(cidrsIn({ ...newNetwork, tiers: { public: false } })).toEqual({
      public: [],
      internal: ["10.20.0.0/19", "10.20.64.0/19"],
    });
  });

  test("are in a VPC that is there where that says, or nobody knows where", () => {
    expect(cidrsIn({ ...existingNetwork, cidrs: { public: ["10.1.0.0/24"] } })).toEqual({
      public: ["10.1.0.0/24"],
      internal: [],
    });
    expect(cidrsIn(existingNetwork)).toEqual({ public: [], internal: [] });
  });

  test("are not looked for in a network with which something is wrong", () => {
    expect(cidrsIn({ ...newNetwork, cidr: "10.20.0.0/30" })).toBeUndefined();
    expect(cidrsIn({ ...newNetwork, zones: [] })).toBeUndefined();
    expect(cidrsIn(undefined)).toBeUndefined();
    const around = checkedSurroundings({ network: existingNetwork }, "eks", undefined, ["slipway:network"]);
    expect(around.loadBalancerCidrs).toBeUndefined();
  });
});

describe("issuers", () => {
  const gateway: StackConfig["gateway"] = {
    provider: "envoy",
    hosts: ["shop.example.com"],
    tls: { issuer: "letsencrypt" },
  };
  const told = (changes: Partial<StackConfig>, unsound: readonly string[] = []) => {
    const config: Partial<StackConfig> = { cluster: { target: "existing" }, gateway, ...changes };
    const problems = [...checkTraffic(config, unsound), ...checkSwitchedOff(config, unsound)];
    return problems.map(({ path }) => path.join("."));
  };
  const missing = ["slipway:gateway.tls.issuer"];

  test("are none where cert-manager comes with the gateway, whatever the preset", () => {
    expect(told({})).toEqual(missing);
    expect(told({ addOns: { preset: "standard" } })).toEqual(missing);
    expect(told({ addOns: { certManager: true } })).toEqual(missing);
    expect(told({ addOns: { certManager: { issuers: { letsencrypt: { selfSigned: true } } } } })).toEqual([]);
  });

  test("are those of a cert-manager that is there", () => {
    expect(told({ capabilities: { certManager: { issuers: ["letsencrypt"] } } })).toEqual([]);
    expect(told({ capabilities: { certManager: { issuers: ["own"] } } })).toEqual(missing);
  });

  test("are not known where something is wrong with the section that says them", () => {
    expect(told({}, ["slipway:addOns"])).toEqual([]);
    expect(told({}, ["slipway:capabilities"])).toEqual([]);
  });

  test("are not asked for where cert-manager is switched off, which is told", () => {
    expect(told({ addOns: { certManager: false } })).toEqual(["slipway:addOns.certManager"]);
  });
});
