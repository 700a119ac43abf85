import type { MeshCapability } from "../../cluster";
import { selectorLabels, type ManifestValue, type RenderedObject } from "../../core";
import type { MeshAdmission, MeshedWorkload, MeshLink, MeshPort } from "../mesh-engine";
import { istioApi } from "./istio-api";
import { principalOf, waypointOf } from "./names";

/** Whom a rule lets in: those of whom all of it is true. */
type Source = Readonly<Partial<Record<"principals" | "notPrincipals" | "namespaces" | "ipBlocks", readonly string[]>>>;

/** A rule of an AuthorizationPolicy. */
interface Rule {
  /** Whom it lets in, each of them. Default: everyone. */
  readonly sources?: readonly Source[] | undefined;
  /** Which ports of the pods it is about. Default: all. */
  readonly ports?: readonly number[] | undefined;
}

/**
 * Who calls without encryption, and so has no identity: network policies alone say which of them come near. Who has one is not meant: a link to
 * any port lets its pods into the tunnel of ambient mode, where network policies see no ports, and so the identity alone tells what they may call.
 */
const stranger: Source = { notPrincipals: ["*"] };

/**
 * Who may call a workload, besides those who link to it. It is there even where it lets nobody in: a workload with any such policy, and links
 * make some, is called by nobody whom none lets in. Who has an identity is held to it where calls may come without encryption too. The policies of
 * ztunnel and of sidecars select pods and see who calls them, which behind a waypoint is the waypoint; those of a waypoint name the Service, and see
 * the caller; ports are the pods' at the former, and the Service's at the latter.
 */
export function ownPolicies(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  const { objectName, namespace, openPorts, ports, selector, services } = workload;
  const waypoint = waypointOf(mesh, workload);
  const strangers = isStrict(mesh, workload) ? [] : [{ sources: [stranger] }];
  const open = openPorts.length === 0 ? [] : [{ sources: besidesTunnel(mesh, {}), ports: openPorts }];
  const fromWaypoint =
    waypoint === undefined
      ? []
      : [{ sources: [{ principals: [principalOf(mesh, namespace, waypoint)] }], ports: podPorts(ports) }];
  return [
    policy("mesh", objectName, { selector: { matchLabels: { ...selector } } }, [
      ...strangers,
      ...admissionRules(mesh, workload),
      ...open,
      ...fromWaypoint,
    ]),
    // Whoever calls without the mesh does not come by the waypoint.
    ...(waypoint === undefined || services.length === 0
      ? []
      : [policy("mesh-requests", `${objectName}.requests`, ofServices(services), requestRules(workload))]),
  ];
}

/** What lets a workload call what it links to: a policy for each target, as neither knows the other when it is made. */
export function linkPolicies(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  const { objectName, namespace, links, policy: own } = workload;
  const sources = [{ principals: [principalOf(mesh, namespace, objectName)] }];
  const waypoint = waypointOf(mesh, workload);
  const split = (own.split ?? []).map(({ to }) => to);
  return [
    ...targetsOf(links).flatMap(({ target, ports }) => {
      const pods = { selector: { matchLabels: selectorLabels(target.objectName) } };
      const name = `${objectName}.to.${target.objectName}`;
      return [
        policy(`mesh-to-${target.objectName}`, name, pods, [{ sources, ports: podPorts(ports) }]),
        ...(mesh.mode === "ambient" && target.looksAtRequests === true
          ? [
              policy(`mesh-to-${target.objectName}-requests`, `${name}.requests`, ofServices([target.objectName]), [
                { sources, ports: servicePorts(ports) },
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
            [{ sources: [{ principals: [principalOf(mesh, namespace, waypoint)] }], ports: podPorts(target.ports) }],
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

/** Whether calls come by mutual TLS alone, but for some ports. */
function isStrict({ mtls: ofMesh = "strict" }: MeshCapability, { policy: { mtls = ofMesh } }: MeshedWorkload): boolean {
  return mtls === "strict";
}

function admissionRules(mesh: MeshCapability, workload: MeshedWorkload): Rule[] {
  return workload.admissions.flatMap((admission): Rule[] => {
    const ports = numbersOf(admission, workload.ports);
    if (ports.length === 0) return [];
    if (admission.cidrs !== undefined) {
      return [{ sources: besidesTunnel(mesh, { ipBlocks: admission.cidrs }), ports }];
    }
    const plain = ports.filter((port) => workload.plainPorts.includes(port));
    const encrypted = ports.filter((port) => !plain.includes(port));
    const pods = { namespaces: [admission.namespace ?? workload.namespace] };
    return [
      // They may be in the mesh though others who call the port are not.
      ...(plain.length === 0 ? [] : [{ sources: [stranger, pods], ports: plain }]),
      ...(encrypted.length === 0 ? [] : [{ sources: [pods], ports: encrypted }]),
    ];
  });
}

/**
 * Those who are told by their addresses alone, or not at all. They may be pods of the mesh too where their port is seen by network policies, as with
 * sidecars; what comes through the tunnel of ambient mode is none of theirs, whatever its address. Undefined: everyone.
 */
function besidesTunnel({ mode }: MeshCapability, addresses: Source): readonly Source[] | undefined {
  if (mode === "ambient") return [{ ...addresses, ...stranger }];
  return Object.keys(addresses).length === 0 ? undefined : [addresses];
}

/** Those of who comes by the waypoint: whoever calls without the mesh does not. */
function requestRules({ admissions, namespace, ports }: MeshedWorkload): Rule[] {
  return admissions.flatMap((admission): Rule[] => {
    const admitted = servicePorts(
      ports.filter(({ name, targetPort }) => admission.ports.includes(name) || admission.ports.includes(targetPort)),
    );
    if (admission.cidrs !== undefined || admitted.length === 0) return [];
    return [{ sources: [{ namespaces: [admission.namespace ?? namespace] }], ports: admitted }];
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

function ruleArgs({ sources, ports }: Rule): ManifestValue {
  return {
    ...(sources === undefined ? {} : { from: sources.map((source) => ({ source })) }),
    ...(ports === undefined ? {} : { to: [{ operation: { ports: ports.map(String) } }] }),
  };
}
