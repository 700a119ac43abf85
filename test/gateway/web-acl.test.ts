// What the rules of AWS WAF are made of. What they let through is not shown here.
import type { GatewayArgs } from "../../components/gateway/gateway";
import { certificate, gatewayOnEks } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "alb",
  hosts: ["shop.example.com"],
  tls: { certificates: [certificate] },
};
const seen = (metricName: string) => ({ cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true });

test("AWS' own rules refuse, but for large bodies, which are counted; an address may ask so often", async () => {
  const recorded = await gatewayOnEks({ ...spec, waf: { requestsPerFiveMinutes: 1000 } });
  const { rules, ...acl } = recorded.inputs("WebAcl:gateway-web-acl");
  expect(acl).toEqual({
    scope: "REGIONAL",
    description: "In front of the gateway of the cluster",
    defaultAction: { allow: {} },
    visibilityConfig: seen("gateway-web-acl"),
  });
  const managed = (name: string, priority: number, more: object = {}) => ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name, ...more } },
    visibilityConfig: seen(name),
  });
  expect(rules).toEqual([
    {
      name: "requests-of-an-address",
      priority: 0,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: { rateBasedStatement: { limit: 1000, evaluationWindowSec: 300, aggregateKeyType: "IP" } },
      visibilityConfig: seen("requests-of-an-address"),
    },
    managed("AWSManagedRulesAmazonIpReputationList", 1),
    managed("AWSManagedRulesKnownBadInputsRuleSet", 2),
    managed("AWSManagedRulesCommonRuleSet", 3, {
      ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
    }),
  ]);
});

test("one that is there already is taken as it is", async () => {
  const webAclArn = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/0a1b2c3d-0000-4000-8000-000000000000";
  const recorded = await gatewayOnEks({ ...spec, waf: { webAclArn } });
  expect(recorded.named("WebAcl")).toEqual([]);
  expect(recorded.inputs("LoadBalancerConfiguration:gateway").spec).toMatchObject({ wafV2: { webACL: webAclArn } });
});
