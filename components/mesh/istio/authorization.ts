import type { MeshCapability } from "../../cluster";
import { selectorLabels, type ManifestValue, type RenderedObject } from "../../core";
import type { MeshAdmission, MeshedWorkload, MeshLink, MeshPort } from "../mesh-engine";
import { istioApi } from "./istio-api";
import { principalOf, waypointOf } from "./names";

/** A rule of an AuthorizationPolicy: whom it lets in, undefined for everyone, and to which ports of the pods. */
interface Rule {
  readonly source?: Readonly<Partial<Record<"principals" | "namespaces" | "ipBlocks", readonly string[]>>> | undefined;
  readonly ports: readonly number[];
}

/**
 * Who may call a workload, besides those who link to it. It is there even where it lets nobody in: a workload with any such policy is called by nobody
 * whom none lets in. The policies of ztunnel and of sidecars select pods and see who calls them, which behind a waypoint is the waypoint; those of
 * a waypoint name the Service, and see the caller; ports are the pods'
 * at the former, and the Service's at the latter.
 */
export function ownPolicies(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  if (!isAuthorized(mesh, workload)) return [];
  const { objectName, namespace, ports, selector, services } = workload;
  const waypoint = waypointOf(mesh, workload);
  const admitted = admissionRules(workload);
  const open = workload.openPorts.length === 0 ? [] : [{ ports: workload.openPorts }];
  const fromWaypoint =
    waypoint === undefined
      ? []
      : [{ source: { principals: [principalOf(mesh, namespace, waypoint)] }, ports: podPorts(ports) }];
  return [
    policy("mesh", objectName, { selector: { matchLabels: { ...selector } } }, [...admitted, ...open, ...fromWaypoint]),
    // Whoever calls without the mesh does not come by the waypoint.
    ...(waypoint === undefined || services.length === 0
      ? []
      : [policy("mesh-requests", `${objectName}.requests`, ofServices(services), requestRules(workload))]),
  ];
}

/** What lets a workload call what it links to: a policy for each target, as neither knows the other when it is made. */
export function linkPolicies(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  const { objectName, namespace, links, policy: own } = workload;
  const source = { principals: [principalOf(mesh, namespace, objectName)] };
  const waypoint = waypointOf(mesh, workload);
  const split = (own.split ?? []).map(({ to }) => to);
  return [
    ...targetsOf(links).flatMap(({ target, ports }) => {
      const pods = { selector: { matchLabels: selectorLabels(target.objectName) } };
      const name = `${objectName}.to.${target.objectName}`;
      return [
        policy(`mesh-to-${target.objectName}`, name, pods, [{ source, ports: podPorts(ports) }]),
        ...(mesh.mode === "ambient" && target.looksAtRequests === true
          ? [
              policy(`mesh-to-${target.objectName}-requests`, `${name}.requests`, ofServices([target.objectName]), [
                { source, ports: servicePorts(ports) },
              ]),
            ]
          : []),
      ];
    }),
    ...(waypoint === undefined
      ? []
      : split.map((target) =>
          policy(
            `mesh-split-${target.objectName}`,
            `${objectName}.split.${target.objectName}`,
            { selector: { matchLabels: selectorLabels(target.objectName) } },
            [{ source: { principals: [principalOf(mesh, namespace, waypoint)] }, ports: podPorts(target.ports) }],
          ),
        )),
  ];
}

/** Nobody calls anybody of a namespace unless another policy says so. */
export function denyAll(): RenderedObject {
  return policy("mesh", "default-deny", {}, []);
}

/**
 * Which calls may come without encryption, where that is not as everywhere else in the mesh. With ztunnel too, exceptions are of ports of the pods.
 */
export function peerAuthentication(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  const { objectName, selector, plainPorts, policy: own } = workload;
  const ofMesh = mesh.mtls ?? "strict";
  const mtls = own.mtls ?? ofMesh;
  const plain = mtls === "strict" ? [...new Set(plainPorts)].sort((one, other) => one - other) : [];
  if (mtls === ofMesh && plain.length === 0) return [];
  return [
    {
      suffix: "mesh",
      apiVersion: istioApi.security,
      kind: "PeerAuthentication",
      name: objectName,
      fields: {
        spec: {
          selector: { matchLabels: { ...selector } },
          mtls: { mode: mtls === "strict" ? "STRICT" : "PERMISSIVE" },
          ...(plain.length === 0
            ? {}
            : { portLevelMtls: Object.fromEntries(plain.map((port) => [port, { mode: "PERMISSIVE" }])) }),
        },
      },
    },
  ];
}

/** Where calls may come without encryption nobody knows who calls: the network policies alone say who may. */
function isAuthorized(
  { mtls: ofMesh = "strict" }: MeshCapability,
  { policy: { mtls = ofMesh } }: MeshedWorkload,
): boolean {
  return mtls === "strict";
}

function admissionRules(workload: MeshedWorkload): Rule[] {
  return workload.admissions.flatMap((admission): Rule[] => {
    const ports = numbersOf(admission, workload.ports);
    if (ports.length === 0) return [];
    const plain = ports.filter((port) => workload.plainPorts.includes(port));
    const encrypted = ports.filter((port) => !plain.includes(port));
    const source =
      admission.cidrs === undefined
        ? { namespaces: [admission.namespace ?? workload.namespace] }
        : { ipBlocks: admission.cidrs };
    return [
      // Who calls without encryption has no identity; by its address alone it could be told, which only those of ranges have.
      ...(plain.length === 0 ? [] : [{ source: admission.cidrs === undefined ? undefined : source, ports: plain }]),
      ...(encrypted.length === 0 ? [] : [{ source, ports: encrypted }]),
    ];
  });
}

/** Those of who comes by the waypoint: whoever calls without the mesh does not. */
function requestRules({ admissions, namespace, ports, plainPorts }: MeshedWorkload): Rule[] {
  return admissions.flatMap((admission): Rule[] => {
    const admitted = ports.filter(
      ({ name, targetPort }) =>
        (admission.ports.includes(name) || admission.ports.includes(targetPort)) && !plainPorts.includes(targetPort),
    );
    if (admission.cidrs !== undefined || servicePorts(admitted).length === 0) return [];
    return [{ source: { namespaces: [admission.namespace ?? namespace] }, ports: servicePorts(admitted) }];
  });
}

function numbersOf({ ports }: MeshAdmission, own: readonly MeshPort[]): number[] {
  return ports.flatMap((port) =>
    typeof port === "number" ? [port] : podPorts(own.filter(({ name }) => name === port)),
  );
}

/** Numbers that the pods listen on, for TCP: no mesh carries UDP. */
function podPorts(ports: readonly MeshPort[]): number[] {
  return [...new Set(ports.filter(({ protocol }) => protocol !== "udp").map(({ targetPort }) => targetPort))];
}

/** Numbers of the Service, for TCP. */
function servicePorts(ports: readonly MeshPort[]): number[] {
  return [...new Set(ports.filter(({ protocol }) => protocol !== "udp").map(({ port }) => port))];
}

function targetsOf(links: readonly MeshLink[]) {
  const byName = new Map<string, { target: MeshLink["target"]; ports: MeshPort[] }>();
  for (const { target, port } of links) {
    const found = byName.get(target.objectName);
    if (found === undefined) byName.set(target.objectName, { target, ports: [port] });
    else found.ports.push(port);
  }
  return [...byName.values()].filter(({ ports }) => podPorts(ports).length > 0);
}

function ofServices(services: readonly string[]): Readonly<Record<string, ManifestValue>> {
  return { targetRefs: services.map((name) => ({ group: "", kind: "Service", name })) };
}

function policy(
  suffix: string,
  name: string,
  subject: Readonly<Record<string, ManifestValue>>,
  rules: readonly Rule[],
): RenderedObject {
  return {
    suffix,
    apiVersion: istioApi.security,
    kind: "AuthorizationPolicy",
    name,
    fields: {
      spec: {
        ...subject,
        action: "ALLOW",
        ...(rules.length === 0 ? {} : { rules: rules.map(ruleArgs) }),
      },
    },
  };
}

function ruleArgs({ source, ports }: Rule): ManifestValue {
  return {
    ...(source === undefined ? {} : { from: [{ source }] }),
    to: [{ operation: { ports: ports.map(String) } }],
  };
}
