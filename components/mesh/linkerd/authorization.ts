import type { MeshCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import type { MeshAdmission, MeshedWorkload, MeshPort } from "../mesh-engine";
import { everywhere, identitiesOf, linkerdApi } from "./linkerd-api";
import { isStrict } from "./strict";
import { serverName, serversOf, type ServedPort } from "./servers";

/** Who may call a workload, besides those who link to it. */
export function ownPolicies(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  if (!isStrict(mesh, workload)) return [];
  const { objectName, openPorts } = workload;
  const served = serversOf(workload);
  const open = served.filter(({ targetPort }) => openPorts.includes(targetPort));
  return [
    ...workload.admissions.flatMap((admission) => admissionPolicies(mesh, workload, admission, served)),
    ...(open.length === 0
      ? []
      : admit(objectName, "everyone", { kind: "NetworkAuthentication", spec: { networks: everywhere } }, open)),
  ];
}

/** What lets a workload call what it links to: a policy for each port, as neither knows the other when it is made. */
export function linkPolicies({ objectName, namespace, links }: MeshedWorkload): RenderedObject[] {
  const policies = links.flatMap(({ target, port }) => {
    if (port.protocol === "udp") return [];
    const server = serverName(target.objectName, target.ports, port);
    return [
      policy(`mesh-to-${server}`, `${objectName}.to.${server}`, server, {
        kind: "ServiceAccount",
        name: objectName,
        namespace,
      }),
    ];
  });
  return [...new Map(policies.map((one) => [one.name, one])).values()];
}

function admissionPolicies(
  mesh: MeshCapability,
  workload: MeshedWorkload,
  admission: MeshAdmission,
  served: readonly ServedPort[],
): RenderedObject[] {
  const { objectName, namespace, plainPorts } = workload;
  const named = served.filter((port) => isNamed(port, admission));
  const plain = named.filter(({ targetPort }) => plainPorts.includes(targetPort));
  const encrypted = named.filter((port) => !plain.includes(port));
  if (admission.cidrs !== undefined) {
    const networks = admission.cidrs.map((cidr) => ({ cidr }));
    return admit(objectName, admission.name, { kind: "NetworkAuthentication", spec: { networks } }, named);
  }
  const identities = [identitiesOf(mesh, admission.namespace ?? namespace)];
  return [
    // Who calls without encryption has no identity, and pods no addresses that are known: the network policies let these in alone. Who has an
    // identity cannot be left out: policies only add.
    ...admit(
      objectName,
      `plain-${admission.name}`,
      { kind: "NetworkAuthentication", spec: { networks: everywhere } },
      plain,
    ),
    ...admit(objectName, admission.name, { kind: "MeshTLSAuthentication", spec: { identities } }, encrypted),
  ];
}

function isNamed({ name, targetPort, aliases }: ServedPort, { ports }: MeshAdmission): boolean {
  return ports.some((port) =>
    typeof port === "number" ? port === targetPort : port === name || aliases.includes(port),
  );
}

interface Authentication {
  readonly kind: "NetworkAuthentication" | "MeshTLSAuthentication";
  readonly spec: ManifestValue;
}

/** Lets somebody in at some ports. */
function admit(
  objectName: string,
  who: string,
  { kind, spec }: Authentication,
  ports: readonly Pick<MeshPort, "name">[],
): RenderedObject[] {
  if (ports.length === 0) return [];
  const name = `${objectName}.${who}`;
  return [
    { suffix: `mesh-${who}`, apiVersion: linkerdApi.policy, kind, name, fields: { spec } },
    ...ports.map((port) =>
      policy(`mesh-${who}-${port.name}`, `${name}.${port.name}`, `${objectName}-${port.name}`, {
        group: linkerdApi.group,
        kind,
        name,
      }),
    ),
  ];
}

/** A policy of a Server. */
function policy(suffix: string, name: string, server: string, authentication: ManifestValue): RenderedObject {
  return {
    suffix,
    apiVersion: linkerdApi.policy,
    kind: "AuthorizationPolicy",
    name,
    fields: {
      spec: {
        targetRef: { group: linkerdApi.group, kind: "Server", name: server },
        requiredAuthenticationRefs: [authentication],
      },
    },
  };
}
