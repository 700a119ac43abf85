import type * as k8s from "@pulumi/kubernetes";
import { manifests, type Transform } from "../../core";
import type { AddOn, CommonOptions } from "../frame/add-on";
import { createCrds } from "../frame/kept-crds";

/**
 * The custom resources of the Gateway API, standard channel, and the admission policy of its makers that lets nobody put older or
 * experimental ones over them. A cluster that has them from elsewhere, as some offers of Kubernetes do, cannot have them twice.
 *
 * On EKS they stay when the add-on goes, with every Gateway and route. On other clusters these go with them; where the platform is protected,
 * Pulumi refuses to.
 */
export interface GatewayApiSpec extends CommonOptions {
  /** Changes to the group of the definitions. Default: none. */
  readonly transform?: { readonly crds?: Transform<k8s.yaml.v2.ConfigGroupArgs> } | undefined;
}

/** Its makers' files, as there is no chart of theirs, and no record of Helm could hold one. */
export const gatewayApi: AddOn<GatewayApiSpec> = {
  id: "gatewayApi",
  name: "gateway-api",
  summary: "Custom resources of the Gateway API: gateways and routes, which controllers then carry out",
  charts: [],
  manifests: ["gatewayApi"],
  // It has no pods, and what it makes is in no namespace.
  namespace: { name: "kube-system", podSecurity: undefined },
  crds: ["*.gateway.networking.k8s.io"],
  images: [],
  pods: () => [],
  traffic: () => [],
  deploy: (context) => ({ ready: [createCrds(context, manifests.gatewayApi, context.options.transform?.crds)] }),
};
