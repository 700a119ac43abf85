import type { Problem } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { checkCallers } from "../load-balancer-callers";
import { checkWebAclArns } from "../web-acl-arns";

/** What is wrong with a gateway that is an ALB. */
export function checkAlbGateway(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const { accessLogs, tls } = spec;
  const { target, autoMode } = around;
  return [
    ...(target === "eks"
      ? []
      : [
          {
            path: ["provider"],
            message: "an ALB is made in the account of a cluster on EKS, which is not known here",
            found: "alb with cluster.target: existing",
            allowed: "with cluster.target: eks",
            fix: "write provider: envoy",
          },
        ]),
    ...(autoMode
      ? [
          {
            path: ["provider"],
            message: "EKS Auto Mode makes load balancers by itself, and knows no Gateway API",
            found: "alb with Auto Mode",
            allowed: "with node groups or Karpenter",
            fix: "write provider: envoy, or leave Auto Mode",
          },
        ]
      : []),
    ...(target === "eks" && !autoMode ? checkCallers(spec, around) : []),
    ...(typeof accessLogs === "object" && accessLogs.bucket === ""
      ? [
          {
            path: ["accessLogs", "bucket"],
            message: "this is no name of a bucket",
            found: '""',
            fix: "write its name, or accessLogs: true",
          },
        ]
      : []),
    ...(tls !== false && tls.certificates !== undefined && tls.certificates.length > 26
      ? [
          {
            path: ["tls", "certificates"],
            message: "an ALB takes 25 certificates besides its default one",
            found: String(tls.certificates.length),
            allowed: "at most 26",
            fix: "use certificates for several hosts",
          },
        ]
      : []),
    ...checkWebAclArns(spec, around),
  ];
}
