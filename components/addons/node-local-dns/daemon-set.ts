import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { podsOf, resourcesOf, type Pods } from "../frame/pods";
import { healthPort, localAddress, metricsPort } from "./corefile";

export interface NodeLocalDnsPods {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  /** Service by which the cluster's DNS is asked, in the same namespace. */
  readonly upstream: string;
  /** Address of the cluster's DNS. */
  readonly serviceAddress: pulumi.Input<string>;
  /** With its tag. */
  readonly image: string;
  readonly pods: readonly Pods[];
}

/** What these pods may do beyond others, for whoever reviews them and for policies. */
const exceptions = {
  hostNetwork: "it listens at addresses of its node",
  hostPath: "it shares the node's lock of packet rules with kube-proxy",
  runAsRoot: "it makes a network interface and packet rules",
  capabilities: "it makes a network interface and packet rules, and listens on port 53",
  writableRoot: "its image chooses between two versions of iptables when it starts",
} as const;

/** The caches: one on each node, whatever the node is kept for. */
export function nodeLocalDnsPods(args: NodeLocalDnsPods): k8s.types.input.apps.v1.DaemonSetSpec {
  const { name, selector, pods } = args;
  const annotations = Object.entries(exceptions).map(([exception, reason]) => [
    `exceptions.slipway/${exception}`,
    reason,
  ]);
  return {
    selector: { matchLabels: { ...selector } },
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
    template: {
      metadata: { labels: { ...selector }, annotations: Object.fromEntries(annotations) as Record<string, string> },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        priorityClassName: "system-node-critical",
        hostNetwork: true,
        // The node's own: the cluster's would be itself.
        dnsPolicy: "Default",
        // By variables of its environment it finds the Service by which it asks the cluster's DNS.
        enableServiceLinks: true,
        tolerations: [{ operator: "Exists" }],
        nodeSelector: { "kubernetes.io/os": "linux" },
        affinity: notOnFargate,
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        containers: [container(args, podsOf(pods, name))],
        volumes: [
          { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
          { name: "config", configMap: { name, items: [{ key: "Corefile", path: "Corefile.base" }] } },
        ],
      },
    },
  };
}

/** There every pod is alone on its node, and agents do not start. */
const notOnFargate: k8s.types.input.core.v1.Affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: "eks.amazonaws.com/compute-type", operator: "NotIn", values: ["fargate"] }] },
      ],
    },
  },
};

function container(
  { upstream, serviceAddress, image }: NodeLocalDnsPods,
  pods: Pods,
): k8s.types.input.core.v1.Container {
  const health = { httpGet: { host: localAddress, path: "/health", port: healthPort } };
  return {
    name: "node-cache",
    image,
    args: [
      "-localip",
      pulumi.interpolate`${localAddress},${serviceAddress}`,
      "-conf",
      "/etc/Corefile",
      "-upstreamsvc",
      upstream,
      // Its packet rules are made as soon as it answers, and not a minute later.
      "-pidfile",
      "/tmp/node-cache.pid",
    ],
    ports: [{ name: "metrics", containerPort: metricsPort, protocol: "TCP" }],
    resources: resourcesOf(pods),
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      runAsUser: 0,
      runAsNonRoot: false,
      capabilities: { drop: ["ALL"], add: ["NET_ADMIN", "NET_BIND_SERVICE", "NET_RAW"] },
    },
    readinessProbe: { ...health, periodSeconds: 5 },
    livenessProbe: { ...health, initialDelaySeconds: 60, timeoutSeconds: 5 },
    volumeMounts: [
      { name: "xtables-lock", mountPath: "/run/xtables.lock" },
      { name: "config", mountPath: "/etc/coredns", readOnly: true },
    ],
  };
}
