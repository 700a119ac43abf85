import { checkWhole } from "../frame/whole-numbers";
import { isIPv4 } from "node:net";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { catalogue, labels, type Problem } from "../../core";
import { parseCidr } from "../../network";
import type { AddOn, AddOnContext, Surroundings } from "../frame/add-on";
import { mirroredImage } from "../frame/mirrors";
import { corefile, metricsPort } from "./corefile";
import { nodeLocalDnsPods } from "./daemon-set";
import type { NodeLocalDnsSpec } from "./node-local-dns-spec";

export type { NodeLocalDnsSpec } from "./node-local-dns-spec";

const name = "node-local-dns";
const namespace = "kube-system";

/** Without a tag. */
const image = "registry.k8s.io/dns/k8s-dns-node-cache";

/** By which the caches ask the cluster's DNS, as they have taken the address of its own Service. They find it by this name. */
const upstream = "kube-dns-upstream";

const selector = { "k8s-app": name };

/** What we say in a ServiceMonitor of `monitoring.coreos.com/v1`. */
interface ServiceMonitorSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly endpoints: readonly { readonly port: string }[];
}

/**
 * Its pods are in the network of their node, where no network policy holds. When one ends it takes its addresses and rules of packets with it,
 * so that questions go to the cluster's DNS as before: also when the add-on goes. Only one that is killed cannot; so it has memory to spare.
 */
export const nodeLocalDns: AddOn<NodeLocalDnsSpec> = {
  id: "nodeLocalDns",
  name,
  summary: "A DNS cache on each node, which pods use without being changed",
  charts: [],
  namespace: { name: namespace, podSecurity: undefined },
  not: { autoMode: "its nodes have a DNS cache built in" },
  images: [image],
  pods: () => [{ name, replicas: "perNode", cpuMillis: 25, memoryMib: 128, labels: selector }],
  traffic: () => [],
  check: checkNodeLocalDns,
  deploy: (context) => {
    const before = [...context.place, ...createServices(context)];
    const { configMap, account, daemonSet } = createPods(context, before);
    return { ready: [...before, configMap, account, daemonSet, ...createMonitor(context, before)] };
  },
};

function createServices({ child, place }: AddOnContext<NodeLocalDnsSpec>): k8s.core.v1.Service[] {
  const dnsPort = (protocol: string, suffix: string) => ({ name: `dns${suffix}`, port: 53, targetPort: 53, protocol });
  const service = (suffix: string, serviceName: string, spec: k8s.types.input.core.v1.ServiceSpec) =>
    new k8s.core.v1.Service(
      ...child<k8s.core.v1.ServiceArgs>(
        suffix,
        { metadata: { name: serviceName, namespace, labels: labels({ name: serviceName }) }, spec },
        undefined,
        { dependsOn: [...place] },
      ),
    );
  return [
    service("upstream", upstream, {
      selector: { "k8s-app": "kube-dns" },
      ports: [dnsPort("UDP", ""), dnsPort("TCP", "-tcp")],
    }),
    service("metrics", name, {
      clusterIP: "None",
      selector,
      ports: [{ name: "metrics", port: metricsPort, targetPort: metricsPort, protocol: "TCP" }],
    }),
  ];
}

function createPods(context: AddOnContext<NodeLocalDnsSpec>, before: readonly pulumi.Resource[]) {
  const { child, mirrors, options } = context;
  const { clusterDomain = "cluster.local", cacheSeconds = 30, transform } = options;
  const serviceAddress = addressOfDns(context);
  const metadata = { name, namespace, labels: labels({ name }) };
  const configMap = new k8s.core.v1.ConfigMap(
    ...child<k8s.core.v1.ConfigMapArgs>(
      "",
      {
        metadata,
        data: { Corefile: pulumi.output(serviceAddress).apply((ip) => corefile(ip, clusterDomain, cacheSeconds)) },
      },
      transform?.configMap,
      { dependsOn: [...before] },
    ),
  );
  const account = new k8s.core.v1.ServiceAccount(
    ...child("", { metadata, automountServiceAccountToken: false }, undefined, { dependsOn: [...before] }),
  );
  const daemonSet = new k8s.apps.v1.DaemonSet(
    ...child<k8s.apps.v1.DaemonSetArgs>(
      "",
      {
        metadata,
        spec: nodeLocalDnsPods({
          name,
          selector,
          upstream,
          serviceAddress,
          image: `${mirroredImage(image, mirrors)}:${catalogue.nodeLocalDns.version}`,
          pods: nodeLocalDns.pods(options, context),
        }),
      },
      transform?.daemonSet,
      { dependsOn: [...before, configMap, account] },
    ),
  );
  return { configMap, account, daemonSet };
}

function createMonitor(
  { child, hasMonitors }: AddOnContext<NodeLocalDnsSpec>,
  before: readonly pulumi.Resource[],
): k8s.apiextensions.CustomResource[] {
  if (!hasMonitors) return [];
  const spec: ServiceMonitorSpec = {
    selector: { matchLabels: { "app.kubernetes.io/name": name } },
    endpoints: [{ port: "metrics" }],
  };
  return [
    new k8s.apiextensions.CustomResource(
      ...child(
        "monitor",
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "ServiceMonitor",
          metadata: { name, namespace, labels: labels({ name }) },
          spec,
        },
        undefined,
        { dependsOn: [...before] },
      ),
    ),
  ];
}

function addressOfDns({ options, eks }: AddOnContext<NodeLocalDnsSpec>): pulumi.Input<string> {
  if (options.dnsServiceIp !== undefined) return options.dnsServiceIp;
  if (eks === undefined) throw new Error("the address of the cluster's DNS is not known");
  return eks.controlPlane.eksCluster.kubernetesNetworkConfig.serviceIpv4Cidr.apply(dnsAddressIn);
}

/**
 * The address that EKS gives to the cluster's DNS: the tenth of its Services. Source: Amazon EKS User Guide, "View Amazon EKS networking
 * requirements for VPC and subnets", and `kubelet` of awslabs/amazon-eks-ami.
 */
export function dnsAddressIn(serviceCidr: string): string {
  const cidr = parseCidr(serviceCidr);
  if (cidr === undefined) throw new RangeError(`the Services of the cluster have no IPv4 addresses: ${serviceCidr}`);
  return [24, 16, 8, 0].map((shift) => Math.floor((cidr.start + 10) / 2 ** shift) % 256).join(".");
}

function checkNodeLocalDns(options: NodeLocalDnsSpec, { ipFamily, target }: Surroundings): Problem[] {
  const { dnsServiceIp, clusterDomain, cacheSeconds } = options;
  if (ipFamily === "ipv6") {
    return [
      {
        path: [],
        message:
          "the pods of this cluster have IPv6 addresses, at which the cache has not been tried: it could leave them without DNS",
        found: "ipFamily: ipv6",
        allowed: "ipFamily: ipv4",
        fix: "write nodeLocalDns: false",
      },
    ];
  }
  return [
    ...(dnsServiceIp === undefined && target === "existing"
      ? [
          {
            path: ["dnsServiceIp"],
            message: "nobody here knows the address of the cluster's DNS, which the cache takes on its nodes",
            found: "nothing",
            fix: "write the cluster IP of its Service: kubectl get service kube-dns --namespace kube-system",
          },
        ]
      : []),
    ...(dnsServiceIp === undefined || isIPv4(dnsServiceIp)
      ? []
      : [
          {
            path: ["dnsServiceIp"],
            message: "this is no IPv4 address",
            found: dnsServiceIp,
            fix: "write it like 10.96.0.10",
          },
        ]),
    ...(clusterDomain === undefined || /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(clusterDomain)
      ? []
      : [
          {
            path: ["clusterDomain"],
            message: "this is no domain",
            found: clusterDomain,
            fix: "write it like cluster.local, without a dot at its end",
          },
        ]),
    ...checkWhole(["cacheSeconds"], cacheSeconds, 1, 3600),
  ];
}
