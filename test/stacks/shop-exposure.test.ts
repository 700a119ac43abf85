/** How the shop is opened to everybody. That a cloud makes such a load balancer is not shown here. */
import type { PlatformCapabilities } from "../../components/cluster";
import { shopServices } from "../../stacks/shop-services";

const external = (exposure: "cluster" | "loadBalancer", capabilities?: PlatformCapabilities) =>
  shopServices({ exposure }, capabilities).frontend?.additionalServices;

test("with the controller it says that everybody may reach it, and elsewhere it is what the cluster makes of it", () => {
  expect(external("loadBalancer", { awsLoadBalancerController: true })).toEqual({
    external: { type: "LoadBalancer", loadBalancer: { scheme: "internet-facing" } },
  });
  expect(external("loadBalancer", {})).toEqual({ external: { type: "LoadBalancer" } });
  expect(external("loadBalancer")).toEqual({ external: { type: "LoadBalancer" } });
  expect(external("cluster", { awsLoadBalancerController: true })).toEqual({});
});
