import type { MeshCapability } from "../../cluster";
import type { MeshEngine, MeshedWorkload, MeshMetadata, MeshTraffic } from "../mesh-engine";
import { denyAll, linkPolicies, ownPolicies, peerAuthentication } from "./authorization";
import { destinationRule } from "./destination";
import {
  controlPlaneLabels,
  controlPlanePort,
  gatewayClassLabel,
  sidecarMetricsPort,
  tunnelPort,
  waypointClass,
} from "./istio-api";
import { waypointName, waypointOf } from "./names";
import { requestRules } from "./requests";
import { istioSupport } from "./support";
import { checkIstioPolicy } from "./check-istio";
import { waypoint } from "./waypoint";

/** Istio, with a proxy on each node (ambient) or in each pod (sidecar). */
export const istio: MeshEngine = {
  provider: "istio",
  title: "Istio",
  modes: ["ambient", "sidecar"],
  supports: istioSupport,
  check: checkIstioPolicy,
  appProtocols: { tcp: "tcp" },
  namespace: ({ mode }) => ({
    labels: mode === "ambient" ? { [dataPlaneMode]: "ambient" } : { "istio-injection": "enabled" },
  }),
  namespaceObjects: ({ mtls = "strict" }) => (mtls === "strict" ? [denyAll()] : []),
  shared: (mesh, { name, looksAtRequests, prometheusNamespace }) =>
    mesh.mode === "ambient" && looksAtRequests
      ? waypoint(mesh, { name: waypointName(name), suffix: "waypoint", prometheusNamespace })
      : [],
  pod,
  service,
  traffic,
  render,
};

const dataPlaneMode = "istio.io/dataplane-mode";

function pod({ mode }: MeshCapability, { policy, isInMeshedNamespace }: MeshedWorkload): MeshMetadata {
  const takesPart = policy.participate !== false;
  if (mode === "ambient") {
    if (takesPart) return isInMeshedNamespace ? {} : { labels: { [dataPlaneMode]: "ambient" } };
    return { labels: { [dataPlaneMode]: "none" } };
  }
  if (!takesPart) return { labels: { "sidecar.istio.io/inject": "false" } };
  return {
    ...(isInMeshedNamespace ? {} : { labels: { "sidecar.istio.io/inject": "true" } }),
    annotations: {
      // Otherwise metrics would be read at the proxy's port, and not where the workload says.
      "prometheus.istio.io/merge-metrics": "false",
    },
  };
}

function service(mesh: MeshCapability, workload: MeshedWorkload): MeshMetadata {
  const { locality } = workload.policy;
  const proxy = waypointOf(mesh, workload);
  return {
    ...(proxy === undefined ? {} : { labels: { "istio.io/use-waypoint": proxy } }),
    ...(locality === undefined
      ? {}
      : {
          annotations: {
            "networking.istio.io/traffic-distribution": locality === "preferZone" ? "PreferSameZone" : "Any",
          },
        }),
  };
}

/** Where the kubelet's probes come from in ambient mode. Source: Istio, "Ambient and Kubernetes NetworkPolicy"; for IPv6 the README of istio-cni. */
const probeAddress = { ipv4: "169.254.7.127/32", ipv6: "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128" } as const;

function traffic(
  { mode, controlPlaneNamespace }: MeshCapability,
  ipFamily: "ipv4" | "ipv6",
  prometheusNamespace?: string,
): MeshTraffic {
  if (mode === "sidecar") {
    return {
      peerPorts: [],
      ingress:
        prometheusNamespace === undefined ? [] : [{ namespace: prometheusNamespace, ports: [sidecarMetricsPort] }],
      egress: [{ namespace: controlPlaneNamespace, pods: controlPlaneLabels, ports: [controlPlanePort] }],
    };
  }
  const waypoints = { pods: { [gatewayClassLabel]: waypointClass }, ports: [tunnelPort] };
  return {
    peerPorts: [tunnelPort],
    ingress: [{ cidr: probeAddress[ipFamily] }, waypoints],
    egress: [waypoints],
  };
}

function render(mesh: MeshCapability, workload: MeshedWorkload): ReturnType<MeshEngine["render"]> {
  const own = waypointOf(mesh, workload);
  return [
    ...(own === undefined || workload.sharedProxy !== undefined
      ? []
      : waypoint(mesh, {
          name: own,
          suffix: "mesh-waypoint",
          prometheusNamespace: workload.prometheusNamespace,
        })),
    ...peerAuthentication(mesh, workload),
    ...ownPolicies(mesh, workload),
    ...linkPolicies(mesh, workload),
    ...destinationRule(workload),
    ...requestRules(mesh, workload),
  ];
}
