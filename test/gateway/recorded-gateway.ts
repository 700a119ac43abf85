import { Gateway, type GatewayArgs } from "../../components/gateway/gateway";
import { Route, type RouteArgs } from "../../components/gateway/route";
import type { ClusterProgram } from "../cluster/eks/recorded-cluster";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";

/** A certificate of ACM in the region of the tests, and one for CloudFront. */
export const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000";
export const globalCertificate = certificate.replace("eu-central-1", "us-east-1");

/** Subnets of a zone of 10.0.0.0/16. */
const loadBalancerCidrs = { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] };

/** A program with a gateway called `gateway` on EKS in a network of 10.0.0.0/16, and routes. */
export function gatewayOnEks(
  spec: Omit<GatewayArgs, "cluster">,
  routes: Readonly<Record<string, Omit<RouteArgs, "cluster" | "namespace" | "capabilities" | "gateway">>> = {},
  program: Pick<ClusterProgram, "cluster"> = {},
): Promise<RecordedCluster> {
  return RecordedCluster.of({
    ...program,
    then: (cluster) => {
      const around = { loadBalancerCidrs, ...spec.around };
      const gateway = new Gateway("gateway", { ...spec, around, cluster });
      for (const [name, route] of Object.entries(routes)) {
        const capabilities = { gateway: gateway.capability };
        new Route(name, { ...route, cluster, namespace: "shop", capabilities, gateway });
      }
    },
  });
}
