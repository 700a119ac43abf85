import type { Charges } from "./charges";

/** What is paid by requests alone, which nobody knows beforehand, and what stands in front of gateways. */
export const apiChargers: Readonly<Record<string, (inputs: Readonly<Record<string, unknown>>) => Charges>> = {
  "aws:apigateway/restApi:RestApi": () => ({ unknown: ["requests to REST APIs"] }),
  "aws:apigateway/stage:Stage": ({ cacheClusterEnabled }) =>
    cacheClusterEnabled === true ? { unknown: ["caches of REST APIs"] } : {},
  "aws:apigatewayv2/api:Api": () => ({ unknown: ["requests to the HTTP API"] }),
  "aws:cloudfront/distribution:Distribution": () => ({ unknown: ["requests to CloudFront, and their traffic"] }),
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": () => ({
    unknown: ["services in Cloud Map, and the hosted zone of their namespace"],
  }),
  "aws:wafv2/webAcl:WebAcl": () => ({ unknown: ["web ACLs of AWS WAF, by rules and requests"] }),
};

/** Parts of these, which cost nothing by themselves. */
export const freeApiTypes: readonly string[] = [
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/integration:Integration",
  "aws:apigateway/method:Method",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:apigateway/resource:Resource",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:apigateway/usagePlanKey:UsagePlanKey",
  "aws:apigatewayv2/apiMapping:ApiMapping",
  "aws:apigatewayv2/authorizer:Authorizer",
  "aws:apigatewayv2/domainName:DomainName",
  "aws:apigatewayv2/integration:Integration",
  "aws:apigatewayv2/route:Route",
  "aws:apigatewayv2/stage:Stage",
  "aws:apigatewayv2/vpcLink:VpcLink",
  "aws:cloudfront/cachePolicy:CachePolicy",
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
  "aws:lb/listener:Listener",
  "aws:lb/targetGroup:TargetGroup",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
];
