import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent, type Transform } from "../core";
import type { CloudFrontSpec } from "./gateway-spec";

export interface CloudFrontArgs {
  readonly spec: CloudFrontSpec;
  /** All of them, each in the certificate. */
  readonly hosts: readonly string[];
  /** Name in DNS of what is asked for answers; its certificate is for the hosts, which it is asked by. */
  readonly origin: pulumi.Input<string>;
  /** Value of the header `Strict-Transport-Security`. Default: none. */
  readonly hsts?: string | undefined;
  /** Whether it has IPv6 addresses too. */
  readonly dualStack: boolean;
  readonly transform?: CloudFrontTransform | undefined;
}

/** One transform for each child. */
export interface CloudFrontTransform {
  readonly distribution?: Transform<aws.cloudfront.DistributionArgs> | undefined;
  readonly cachePolicy?: Transform<aws.cloudfront.CachePolicyArgs> | undefined;
  readonly headersPolicy?: Transform<aws.cloudfront.ResponseHeadersPolicyArgs> | undefined;
}

/** Policies of AWS, which are the same in every account. Source: the guide of CloudFront, "Managed policies", read in 2026-11. */
const managed = {
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
} as const;

const originId = "gateway";
const dayInSeconds = 86_400;
const allMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

/**
 * A distribution of CloudFront in front of a gateway. Nothing is kept but the paths that are named, and these for as long as the answer's
 * `Cache-Control` says. Answers are kept apart by host, query, `Authorization` and `Origin`, not by cookies. Callers by HTTP are
 * sent to HTTPS. It costs by requests and traffic, and takes some five minutes to be made or changed.
 */
export class CloudFront extends SlipwayComponent {
  /** Its name in DNS, `d….cloudfront.net`, to which the hosts lead. */
  readonly domainName: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  readonly #args: CloudFrontArgs;

  constructor(name: string, args: CloudFrontArgs, opts?: pulumi.ComponentResourceOptions) {
    super("CloudFront", name, opts);
    this.#args = args;

    const headersPolicy = this.createHeadersPolicy();
    const cachePolicy = this.createCachePolicy();
    const distribution = this.createDistribution(headersPolicy?.id, cachePolicy?.id);
    this.domainName = distribution.domainName;
    this.ready = [distribution];
    this.registerOutputs({ domainName: this.domainName });
  }

  private createHeadersPolicy(): aws.cloudfront.ResponseHeadersPolicy | undefined {
    const { hsts, transform } = this.#args;
    if (hsts === undefined) return undefined;
    return new aws.cloudfront.ResponseHeadersPolicy(
      ...this.child<aws.cloudfront.ResponseHeadersPolicyArgs>(
        "",
        {
          securityHeadersConfig: {
            strictTransportSecurity: {
              accessControlMaxAgeSec: Number(/max-age=(\d+)/.exec(hsts)?.[1] ?? 0),
              includeSubdomains: hsts.includes("includeSubDomains"),
              preload: hsts.includes("preload"),
              override: true,
            },
          },
        },
        transform?.headersPolicy,
      ),
    );
  }

  private createCachePolicy(): aws.cloudfront.CachePolicy | undefined {
    const { spec, transform } = this.#args;
    if (spec.cachedPaths === undefined) return undefined;
    return new aws.cloudfront.CachePolicy(
      ...this.child<aws.cloudfront.CachePolicyArgs>(
        "",
        {
          minTtl: 0,
          defaultTtl: 0,
          maxTtl: 365 * dayInSeconds,
          parametersInCacheKeyAndForwardedToOrigin: {
            enableAcceptEncodingGzip: true,
            enableAcceptEncodingBrotli: true,
            // One host's answers are not another's, and nobody gets what was made for somebody else.
            headersConfig: { headerBehavior: "whitelist", headers: { items: ["Authorization", "Host", "Origin"] } },
            queryStringsConfig: { queryStringBehavior: "all" },
            cookiesConfig: { cookieBehavior: "none" },
          },
        },
        transform?.cachePolicy,
      ),
    );
  }

  private createDistribution(
    headersPolicy: pulumi.Output<string> | undefined,
    cachePolicy: pulumi.Output<string> | undefined,
  ): aws.cloudfront.Distribution {
    const { spec, hosts, origin, dualStack, transform } = this.#args;
    const behaviour = {
      targetOriginId: originId,
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: allMethods,
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      originRequestPolicyId: managed.allViewer,
      ...(headersPolicy === undefined ? {} : { responseHeadersPolicyId: headersPolicy }),
    };
    return new aws.cloudfront.Distribution(
      ...this.child<aws.cloudfront.DistributionArgs>(
        "",
        {
          enabled: true,
          comment: "In front of the gateway of the cluster",
          aliases: [...hosts],
          httpVersion: "http2and3",
          isIpv6Enabled: dualStack,
          priceClass: spec.priceClass ?? "PriceClass_100",
          origins: [
            {
              originId,
              domainName: origin,
              customOriginConfig: {
                httpPort: 80,
                httpsPort: 443,
                originProtocolPolicy: "https-only",
                originSslProtocols: ["TLSv1.2"],
              },
            },
          ],
          defaultCacheBehavior: { ...behaviour, cachePolicyId: managed.cachingDisabled },
          ...(cachePolicy === undefined
            ? {}
            : {
                orderedCacheBehaviors: (spec.cachedPaths ?? []).map((pathPattern) => ({
                  ...behaviour,
                  pathPattern,
                  cachePolicyId: cachePolicy,
                })),
              }),
          restrictions: { geoRestriction: { restrictionType: "none" } },
          viewerCertificate: {
            acmCertificateArn: spec.certificate,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
          },
          ...(spec.webAclArn === undefined ? {} : { webAclId: spec.webAclArn }),
        },
        transform?.distribution,
      ),
    );
  }
}
