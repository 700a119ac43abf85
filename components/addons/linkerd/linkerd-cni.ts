import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { podsOf, type Pods } from "../frame/pods";
import type { Values } from "../frame/values";

/** Linkerd's network plug-in, which leads the traffic of pods to their proxies. Without it each pod would need to change its own network. */
export type LinkerdCniSpec = HelmOptions;

const name = "linkerd-cni";
const adminPort = 9990;
/** Of its two containers, each. */
const containers = 2;

export const linkerdCni = helmAddOn<LinkerdCniSpec>({
  id: "linkerdCni",
  name,
  summary: "Leads the traffic of pods to Linkerd's proxies, so that no pod needs rights over its network",
  chart: "linkerdCni",
  // It writes to the nodes' own files, and so is apart from everything else of the mesh.
  namespace: { name, podSecurity: "privileged" },
  images: [{ image: "cr.l5d.io/linkerd/cni-plugin", at: "image.name" }],
  pods: () => [{ name, replicas: "perNode", cpuMillis: 20, memoryMib: 128, labels: { "k8s-app": name } }],
  traffic: () => [{ metrics: [adminPort], to: "apis" }],
  owned: {
    disableIPv6: "it follows from the network of the pods",
    "repairController.enabled": "without it pods that start before it does stay down",
  },
  values: ({ ipFamily }, all) => {
    const resources = halfOf(podsOf(all, name));
    return {
      disableIPv6: ipFamily !== "ipv6",
      // A node without it would start pods that cannot take part.
      priorityClassName: "system-node-critical",
      resources,
      repairController: { enabled: true, resources },
    };
  },
});

/** The chart has resources in a form of its own. */
function halfOf({ cpuMillis, memoryMib }: Pods): Values {
  const memory = `${memoryMib / containers}Mi`;
  return { cpu: { request: `${cpuMillis / containers}m` }, memory: { request: memory, limit: memory } };
}
