import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods } from "../frame/pods";
import { guardAnchor } from "./anchor-guard";
import { checkLinkerd } from "./check-linkerd";
import { identityManifests, webhookManifests, type IdentityManifest } from "./identity";
import { linkerdPods } from "./linkerd-pods";
import { defaultTrustDomain, linkerdNamespace, type LinkerdSpec } from "./linkerd-spec";
import { linkerdValues } from "./linkerd-values";

type Args = k8s.apiextensions.CustomResourceArgs;

/** Ports of the control plane that every proxy asks: identities, destinations and policies. */
const controlPorts = [8080, 8086, 8090];
/** Of the webhooks. */
const webhookPorts = [8443, 9443];
/** Of the proxies, and of the parts themselves. */
const metricsPorts = [4191, 9990, 9995, 9996, 9997];

export const linkerd = helmAddOn<LinkerdSpec>({
  id: "linkerd",
  name: "linkerd",
  summary:
    "A mesh of small proxies, one in each pod. Edge releases: since 2024 its makers publish no others without charge",
  chart: "linkerdControlPlane",
  crdChart: { chart: "linkerdCrds", values: () => ({ installGatewayAPI: false }) },
  namespace: { name: linkerdNamespace, podSecurity: "restricted" },
  crds: ["*.linkerd.io", "*.policy.linkerd.io", "*.workload.linkerd.io"],
  requires: [
    { addOn: "certManager", because: "it signs the mesh's identities and the certificates of its webhooks" },
    { addOn: "trustManager", because: "it puts the certificate of the trust anchor where the mesh reads it" },
    { addOn: "linkerdCni", because: "without it every pod would need rights over its network" },
    { addOn: "gatewayApi", because: "shares of requests are routes of the Gateway API" },
  ],
  conflictsWith: [{ addOn: "consul", because: "both put a proxy into each pod" }],
  after: ["prometheusOperatorCrds"],
  images: [
    { image: "cr.l5d.io/linkerd/controller", at: "controllerImage" },
    { image: "cr.l5d.io/linkerd/proxy", at: "proxy.image.name" },
  ],
  pods: linkerdPods,
  traffic: () => [{ fromApiServer: webhookPorts, fromCluster: controlPorts, metrics: metricsPorts, to: "apis" }],
  owned: {
    ...decidedByPods("controllerReplicas", "enablePodDisruptionBudget", "controller.podDisruptionBudget"),
    cniEnabled: "the add-on linkerdCni is always there",
    disableHeartBeat: "it would tell its makers of the cluster, at a time that is another at each update",
    disableIPv6: "it follows from the network of the pods",
    identityTrustAnchorsPEM: "the trust anchor is a certificate of cert-manager",
    identityTrustDomain: "write trustDomain",
    "identity.externalCA": "the trust anchor is a certificate of cert-manager",
    "identity.issuer": "the issuer is a certificate of cert-manager; write certificates",
    "proxy.defaultInboundPolicy": "write mtls",
    "proxy.resources": "write proxy: { cpuMillis: …, memoryMib: … }",
    ...Object.fromEntries(
      ["proxyInjector", "profileValidator", "policyValidator"].flatMap((webhook) =>
        ["externalSecret", "injectCaFrom", "crtPEM", "keyPEM", "caBundle"].map((key) => [
          `${webhook}.${key}`,
          "the certificates of webhooks are those of cert-manager",
        ]),
      ),
    ),
  },
  check: checkLinkerd,
  provides: ({ mtls = "strict", trustDomain = defaultTrustDomain }, { highlyAvailable }) => ({
    mesh: {
      provider: "linkerd",
      mode: "sidecar",
      controlPlaneNamespace: linkerdNamespace,
      trustDomain,
      mtls,
      highlyAvailable,
    },
  }),
  before: (context) => {
    const guard = guardAnchor(context);
    return [...guard, ...createIdentity(context, guard)];
  },
  values: linkerdValues,
});

/** The pods of the control plane wait until cert-manager and trust-manager have made what these say. */
function createIdentity(
  { child, options, place, isProtected }: AddOnContext<LinkerdSpec>,
  guard: readonly pulumi.Resource[],
): pulumi.Resource[] {
  const create = ({ suffix, ...manifest }: IdentityManifest): pulumi.Resource =>
    new k8s.apiextensions.CustomResource(
      ...child<Args>(suffix, manifest, options.transform?.identity, {
        dependsOn: [...place, ...guard],
        // With another trust anchor no proxy would know any other until it is started again.
        ...(suffix === "anchor" ? { protect: isProtected } : {}),
      }),
    );
  return [...identityManifests(options), ...webhookManifests()].map(create);
}
