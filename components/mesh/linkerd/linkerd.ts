import type { MeshCapability } from "../../cluster";
import type { MeshEngine, MeshedWorkload, MeshMetadata, MeshServiceMetadata, MeshTraffic } from "../mesh-engine";
import { linkPolicies, ownPolicies } from "./authorization";
import { checkLinkerdPolicy } from "./check-linkerd-policy";
import { adminPort, controlPlanePorts, proxyPort } from "./linkerd-api";
import { servers } from "./servers";
import { balancerAnnotations, requestAnnotations } from "./service-annotations";
import { splitRoutes } from "./split";
import { isStrict } from "./strict";
import { linkerdSupport } from "./support";

const inject = "linkerd.io/inject";
const defaultPolicy = "config.linkerd.io/default-inbound-policy";

/** Linkerd, with a proxy in each pod. */
export const linkerd: MeshEngine = {
  provider: "linkerd",
  title: "Linkerd",
  modes: ["sidecar"],
  supports: () => linkerdSupport,
  check: checkLinkerdPolicy,
  appProtocols: { grpc: "kubernetes.io/h2c", tcp: "linkerd.io/opaque", https: "linkerd.io/opaque" },
  namespace: ({ mtls = "strict" }) => ({
    annotations: { [inject]: "enabled", ...(mtls === "strict" ? { [defaultPolicy]: "deny" } : {}) },
  }),
  namespaceObjects: () => [],
  shared: () => [],
  pod,
  service,
  traffic,
  render: (mesh, workload) => [
    ...servers(mesh, workload),
    ...ownPolicies(mesh, workload),
    ...linkPolicies(workload),
    ...splitRoutes(workload),
  ],
};

function pod(mesh: MeshCapability, workload: MeshedWorkload): MeshMetadata {
  const { policy, ports, isInMeshedNamespace } = workload;
  if (policy.participate === false) return { annotations: { [inject]: "disabled" } };
  const opaque = ports.filter(({ protocol }) => protocol === "tcp" || protocol === "https");
  const numbers = [...new Set(opaque.map(({ targetPort }) => targetPort))].sort((one, other) => one - other);
  return {
    annotations: {
      ...(isInMeshedNamespace ? {} : { [inject]: "enabled" }),
      [defaultPolicy]: isStrict(mesh, workload) ? "deny" : "all-unauthenticated",
      // Services say it too, but those who call pods by their own names do not ask them.
      ...(numbers.length === 0 ? {} : { "config.linkerd.io/opaque-ports": numbers.join(",") }),
    },
  };
}

function service(_: MeshCapability, workload: MeshedWorkload): MeshServiceMetadata {
  const annotations = { ...requestAnnotations(workload), ...balancerAnnotations(workload) };
  return {
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(workload.policy.locality === "preferZone" ? { trafficDistribution: "PreferSameZone" } : {}),
  };
}

function traffic(
  { controlPlaneNamespace }: MeshCapability,
  _: "ipv4" | "ipv6",
  prometheusNamespace?: string,
): MeshTraffic {
  return {
    peerPorts: [proxyPort],
    ingress: prometheusNamespace === undefined ? [] : [{ namespace: prometheusNamespace, ports: [adminPort] }],
    egress: [{ namespace: controlPlaneNamespace, ports: controlPlanePorts }],
  };
}
