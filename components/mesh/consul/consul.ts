import type { MeshCapability } from "../../cluster";
import type { MeshEngine, MeshedWorkload, MeshMetadata } from "../mesh-engine";
import { carriedPort, portsPastProxy } from "./carried-port";
import { checkConsulPolicy } from "./check-consul-policy";
import { annotations, proxyPort, serverLabels, serverPorts } from "./consul-api";
import { registration, serviceDefaults } from "./defaults";
import { intentions } from "./intentions";
import { requestRules } from "./requests";
import { consulSupport } from "./support";

/**
 * Consul, with a proxy in each pod that leads its calls through the mesh without its knowing. Without an enterprise licence it has no namespaces: names of
 * workloads are those of the whole cluster, and two of one name, of whatever namespaces, are refused.
 */
export const consul: MeshEngine = {
  provider: "consul",
  title: "Consul",
  modes: ["sidecar"],
  supports: () => consulSupport,
  check: checkConsulPolicy,
  needsCallers: true,
  needsAccountToken: true,
  namespace: () => ({}),
  namespaceObjects: () => [],
  shared: () => [],
  pod,
  service: () => ({}),
  traffic: ({ controlPlaneNamespace }) => ({
    peerPorts: [proxyPort],
    ingress: [],
    egress: [{ namespace: controlPlaneNamespace, pods: serverLabels, ports: serverPorts }],
  }),
  render: (mesh, workload) => [
    ...registration(workload),
    ...serviceDefaults(mesh, workload),
    ...intentions(workload),
    ...requestRules(workload),
  ],
};

function pod({ mtls: ofMesh = "strict" }: MeshCapability, workload: MeshedWorkload): MeshMetadata {
  const { objectName, policy, services } = workload;
  if (policy.participate === false) return { annotations: { [annotations.inject]: "false" } };
  const { mtls = ofMesh } = policy;
  const port = carriedPort(workload);
  const past = portsPastProxy(workload, mtls === "strict");
  return {
    annotations: {
      [annotations.inject]: "true",
      [annotations.service]: services[0] ?? objectName,
      [annotations.asSidecar]: "true",
      ...(port === undefined ? {} : { [annotations.port]: String(port.targetPort) }),
      ...(past.length === 0 ? {} : { [annotations.excludedPorts]: past.join(",") }),
    },
  };
}
