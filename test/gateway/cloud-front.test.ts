// What a distribution in front of an API is made of. That AWS takes it, and what it keeps, is not shown here.
import type { GatewayArgs } from "../../components/gateway/gateway";
import { certificate, gatewayOnEks, globalCertificate } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "aws-api-gateway",
  hosts: ["shop.example.com"],
  tls: { certificates: [certificate] },
};

const keepsNothing = {
  targetOriginId: "gateway",
  viewerProtocolPolicy: "redirect-to-https",
  allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
  cachedMethods: ["GET", "HEAD"],
  compress: true,
  originRequestPolicyId: "216adef6-5c7f-47e4-b989-5492eafa07d3",
  responseHeadersPolicyId: "<ResponseHeadersPolicy:gateway-cloud-front>",
  cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
};

test("it asks the API for everything, by the host that callers asked for, and tells browsers to come by HTTPS", async () => {
  const recorded = await gatewayOnEks({ ...spec, cloudFront: { certificate: globalCertificate } });
  const domain = recorded.get("DomainName:gateway-entrance-shop.example.com").outputs.domainNameConfiguration as {
    targetDomainName: string;
  };
  expect(recorded.inputs("Distribution:gateway-cloud-front")).toEqual({
    enabled: true,
    comment: "In front of the gateway of the cluster",
    aliases: ["shop.example.com"],
    httpVersion: "http2and3",
    isIpv6Enabled: false,
    priceClass: "PriceClass_100",
    origins: [
      {
        originId: "gateway",
        domainName: domain.targetDomainName,
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
        },
      },
    ],
    defaultCacheBehavior: keepsNothing,
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: globalCertificate,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  });
  expect(recorded.inputs("ResponseHeadersPolicy:gateway-cloud-front").securityHeadersConfig).toEqual({
    strictTransportSecurity: {
      accessControlMaxAgeSec: 31_536_000,
      includeSubdomains: false,
      preload: false,
      override: true,
    },
  });
  expect(recorded.named("CachePolicy")).toEqual([]);
});

test("paths that are named are kept as their answers say, apart by host, query and credentials", async () => {
  const recorded = await gatewayOnEks({
    ...spec,
    tls: { certificates: [certificate], hsts: false },
    cloudFront: { certificate: globalCertificate, cachedPaths: ["/static/*"], priceClass: "PriceClass_All" },
  });
  const { responseHeadersPolicyId: _, ...behaviour } = keepsNothing;
  expect(recorded.inputs("Distribution:gateway-cloud-front")).toMatchObject({
    priceClass: "PriceClass_All",
    defaultCacheBehavior: behaviour,
    orderedCacheBehaviors: [
      { ...behaviour, pathPattern: "/static/*", cachePolicyId: "<CachePolicy:gateway-cloud-front>" },
    ],
  });
  expect(recorded.inputs("CachePolicy:gateway-cloud-front")).toMatchObject({
    minTtl: 0,
    defaultTtl: 0,
    maxTtl: 31_536_000,
    parametersInCacheKeyAndForwardedToOrigin: {
      headersConfig: { headerBehavior: "whitelist", headers: { items: ["Authorization", "Host", "Origin"] } },
      queryStringsConfig: { queryStringBehavior: "all" },
      cookiesConfig: { cookieBehavior: "none" },
    },
  });
  expect(recorded.named("ResponseHeadersPolicy")).toEqual([]);
});
