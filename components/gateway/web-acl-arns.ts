import type { Problem } from "../core";
import type { GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";

const arn = /^arn:aws[a-z-]*:wafv2:([a-z0-9-]+):[0-9]{12}:(regional|global)\/webacl\/[\w-]+\/[0-9a-f-]+$/;

/** What is wrong with the web ACL of a gateway that is there already: another scope, or another region. */
export function checkWebAclArns({ waf }: GatewaySpec, { region }: GatewaySurroundings): Problem[] {
  if (typeof waf !== "object" || waf.webAclArn === undefined) return [];
  const path = ["waf", "webAclArn"];
  const found = waf.webAclArn === "" ? '""' : waf.webAclArn;
  const match = arn.exec(waf.webAclArn);
  if (match === null) {
    return [
      {
        path,
        message: "this is no ARN of a web ACL of AWS WAF",
        found,
        allowed: "arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>",
        fix: "copy it from AWS WAF",
      },
    ];
  }
  const [, where, scope] = match;
  if (scope === "regional" && (region === undefined || where === region)) return [];
  return [
    {
      path,
      message:
        scope === "global" ? "this web ACL is one for CloudFront" : "the web ACL is in another region than the gateway",
      found,
      allowed: `one of the scope REGIONAL${region === undefined ? "" : ` in ${region}`}`,
      fix: `make one${region === undefined ? "" : ` in ${region}`}, or write waf: true`,
    },
  ];
}
