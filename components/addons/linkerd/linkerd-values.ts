import type { AddOnContext } from "../frame/add-on";
import { isDoubled, systemTolerations, type Pods } from "../frame/pods";
import { mergeValues, valuesAt, type Values } from "../frame/values";
import { webhooks } from "./identity";
import { chartResources, containerResources } from "./linkerd-pods";
import { defaultTrustDomain, linkerdNamespace, proxyOf, type LinkerdSpec } from "./linkerd-spec";

/** Namespaces whose pods must start while the injector does not answer. */
const withoutProxies = ["kube-system", "cert-manager", "linkerd-cni"];
const limitOfRequest = 4;

/** Values of the control plane. Nothing in them is random: certificates are cert-manager's, and nobody is told of the cluster. */
export function linkerdValues(context: AddOnContext<LinkerdSpec>, all: readonly Pods[]): Values {
  const { options, ipFamily, hasMonitors } = context;
  const { mtls = "strict", trustDomain = defaultTrustDomain } = options;
  const proxy = proxyOf(options);
  return mergeValues(
    replicaValues(all),
    ...containerResources().map(({ at, resources }) => valuesAt(at, resources)),
    ...Object.entries(webhooks).map(([key, service]) => ({
      [key]: { externalSecret: true, injectCaFrom: `${linkerdNamespace}/${service}` },
    })),
    {
      cniEnabled: true,
      disableHeartBeat: true,
      disableIPv6: ipFamily !== "ipv6",
      identityTrustDomain: trustDomain,
      identity: { externalCA: true, issuer: { scheme: "kubernetes.io/tls" } },
      priorityClassName: "system-cluster-critical",
      tolerations: systemTolerations,
      // Of several clusters that are one mesh there is nothing here.
      podMonitor: { enabled: hasMonitors, serviceMirror: { enabled: false } },
      proxy: {
        defaultInboundPolicy: mtls === "strict" ? "all-authenticated" : "all-unauthenticated",
        resources: chartResources(proxy.cpuMillis, proxy.memoryMib, proxy.memoryMib * limitOfRequest),
      },
      proxyInjector: {
        namespaceSelector: {
          matchExpressions: [
            { key: "config.linkerd.io/admission-webhooks", operator: "NotIn", values: ["disabled"] },
            { key: "kubernetes.io/metadata.name", operator: "NotIn", values: withoutProxies },
          ],
        },
      },
    },
  );
}

function replicaValues(all: readonly Pods[]): Values {
  const [pods] = all;
  const isSeveral = pods !== undefined && isDoubled(pods);
  return {
    controllerReplicas: isSeveral ? pods.replicas : 1,
    enablePodDisruptionBudget: isSeveral,
    enablePodAntiAffinity: isSeveral,
    // Pods that must be on different nodes can only be replaced if one goes first.
    ...(isSeveral ? { deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } } } : {}),
    // A pod that starts without its proxy would be refused by all others; with one injector no pod at all would start while its node is away.
    webhookFailurePolicy: isSeveral ? "Fail" : "Ignore",
  };
}
