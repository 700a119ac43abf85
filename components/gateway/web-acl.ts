import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent, type Transform } from "../core";
import type { GatewaySpec } from "./gateway-spec";

export interface WebAclArgs {
  /** What it stands in front of: load balancers and APIs of a region, or CloudFront. */
  readonly scope: "REGIONAL" | "CLOUDFRONT";
  /** Requests of one address in five minutes, 10 to 2,000,000,000. Default: no limit. */
  readonly requestsPerFiveMinutes?: number | undefined;
  readonly transform?: { readonly webAcl?: Transform<aws.wafv2.WebAclArgs> | undefined } | undefined;
}

/** A web ACL, made here or there already. */
export interface WebAclHandle {
  readonly arn: pulumi.Input<string>;
  readonly ready: readonly pulumi.Resource[];
}

/** AWS' rules, in the order in which they are asked. Each is free with AWS WAF but for the $1 a month of every rule. */
const managedRules = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
];

/**
 * Rules of AWS WAF: AWS' own against addresses of bad repute, known bad inputs and common attacks, and if asked for a limit for each
 * address. About $5 a month for it, $1 for each rule, and $0.60 for a million requests. Of the common ones the rule
 * `SizeRestrictions_BODY`, which refuses bodies of more than 8 KiB, only counts.
 */
export class WebAcl extends SlipwayComponent implements WebAclHandle {
  readonly arn: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: WebAclArgs, opts?: pulumi.ComponentResourceOptions) {
    super("WebAcl", name, opts);
    const webAcl = new aws.wafv2.WebAcl(
      ...this.child<aws.wafv2.WebAclArgs>(
        "",
        {
          scope: args.scope,
          description: "In front of the gateway of the cluster",
          defaultAction: { allow: {} },
          rules: rulesOf(args),
          visibilityConfig: visibility(name),
        },
        args.transform?.webAcl,
      ),
    );
    this.arn = webAcl.arn;
    this.ready = [webAcl];
    this.registerOutputs({ arn: this.arn });
  }
}

/** The web ACL that a gateway asks for: one that is there already, one that is made, or none. */
export function webAclOf(
  { waf = false }: GatewaySpec,
  name: string,
  { scope }: Pick<WebAclArgs, "scope">,
  opts: pulumi.ComponentResourceOptions,
): WebAclHandle | undefined {
  if (waf === false) return undefined;
  const { webAclArn, requestsPerFiveMinutes } = waf === true ? {} : waf;
  return webAclArn === undefined
    ? new WebAcl(name, { scope, requestsPerFiveMinutes }, opts)
    : { arn: webAclArn, ready: [] };
}

function rulesOf({ requestsPerFiveMinutes }: WebAclArgs): aws.types.input.wafv2.WebAclRule[] {
  const limit: Omit<aws.types.input.wafv2.WebAclRule, "priority">[] =
    requestsPerFiveMinutes === undefined
      ? []
      : [
          {
            name: "requests-of-an-address",
            action: { block: { customResponse: { responseCode: 429 } } },
            statement: {
              rateBasedStatement: { limit: requestsPerFiveMinutes, evaluationWindowSec: 300, aggregateKeyType: "IP" },
            },
            visibilityConfig: visibility("requests-of-an-address"),
          },
        ];
  const managed = managedRules.map((name) => ({
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        // Uploads and large orders are no attacks.
        ...(name === "AWSManagedRulesCommonRuleSet"
          ? { ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }] }
          : {}),
      },
    },
    visibilityConfig: visibility(name),
  }));
  return [...limit, ...managed].map((rule, priority) => ({ ...rule, priority }));
}

function visibility(metricName: string): aws.types.input.wafv2.WebAclVisibilityConfig {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
