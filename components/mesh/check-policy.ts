import type { MeshCapability, PlatformCapabilities } from "../cluster";
import { can, under, type Problem } from "../core";
import { checkFields } from "./check-fields";
import { meshColumns, meshEngine, meshTitle } from "./engines";
import type { MeshPort } from "./mesh-engine";
import { featureTitles } from "./mesh-matrix";
import { askedFeatures, type AskedFeature } from "./policy-features";
import { needsRequests, type MeshPolicySpec } from "./policy-spec";
import { requestPorts } from "./request-ports";

/** What is known of a workload with a policy. */
export interface MeshPolicyPlace {
  /** Undefined: nothing is known to be there. */
  readonly capabilities: PlatformCapabilities | undefined;
  readonly ports: readonly MeshPort[];
  /** Whether its pods have the network of their node. */
  readonly isOnNodeNetwork: boolean;
  /** Whether capabilities are taken for granted that there may not be. Default: no. */
  readonly assumesCapabilities?: boolean | undefined;
}

/** What is wrong with the policy of a workload. Paths are relative to the workload. */
export function checkMeshPolicy(policy: MeshPolicySpec<unknown> | undefined, place: MeshPolicyPlace): Problem[] {
  const mesh = place.capabilities?.mesh;
  if (policy === undefined)
    return mesh === undefined || place.isOnNodeNetwork ? [] : under(["mesh"], checkEngine({}, mesh, place));
  const asked = askedFeatures(policy);
  return under(
    ["mesh"],
    [
      ...checkFields(policy),
      ...checkParticipation(policy, asked, place),
      ...checkPorts(policy, asked, place),
      ...(mesh === undefined
        ? checkThere(asked, place)
        : [...asked.flatMap((one) => checkSupport(one, mesh)), ...checkEngine(policy, mesh, place)]),
    ],
  );
}

/** What one mesh cannot do with a workload, though it can in general. What stays out is none of its business. */
function checkEngine(policy: MeshPolicySpec<unknown>, mesh: MeshCapability, { ports }: MeshPolicyPlace): Problem[] {
  if (policy.participate === false) return [];
  return meshEngine(mesh.provider).check?.(policy, ports, mesh.mode) ?? [];
}

/** What is fulfilled where there is no mesh at all. */
const holdWithout: readonly AskedFeature["feature"][] = ["exclusion", "permissiveMtls"];

function checkThere(asked: readonly AskedFeature[], { assumesCapabilities = false }: MeshPolicyPlace): Problem[] {
  const needed = asked.filter(({ feature }) => !holdWithout.includes(feature));
  if (assumesCapabilities || needed.length === 0) return [];
  return [
    {
      path: [],
      message: "there is no mesh that could carry out the policy",
      found: needed.map(({ path }) => path.join(".")).join(", "),
      fix: "set slipway:mesh.provider to istio, linkerd or consul, or slipway:capabilities.mesh if the cluster has one, or remove mesh here",
    },
  ];
}

function checkParticipation(
  { participate }: MeshPolicySpec<unknown>,
  asked: readonly AskedFeature[],
  { isOnNodeNetwork }: MeshPolicyPlace,
): Problem[] {
  const others = asked.filter(({ feature }) => feature !== "exclusion").map(({ path }) => path.join("."));
  if (others.length === 0 && !(isOnNodeNetwork && participate === true)) return [];
  if (participate === false) {
    return [
      {
        path: ["participate"],
        message: "a workload that stays out of the mesh has no use for the rest of its policy",
        found: `false, and ${others.join(", ")}`,
        fix: "remove participate, or the rest",
      },
    ];
  }
  if (!isOnNodeNetwork) return [];
  return [
    {
      path: [],
      message: "pods in the network of their node are in no mesh",
      found: "a policy, and the exception hostNetwork",
      fix: "remove mesh, or the exception",
    },
  ];
}

function checkPorts(
  policy: MeshPolicySpec<unknown>,
  asked: readonly AskedFeature[],
  { ports }: MeshPolicyPlace,
): Problem[] {
  const isOfCalls = needsRequests(policy) || policy.locality !== undefined;
  if (!isOfCalls) return [];
  if (ports.length === 0) {
    return [
      {
        path: [],
        message: "the policy is about calls, and the workload has no port",
        found: "no port",
        fix: "add the port under ports, or remove it here",
      },
    ];
  }
  if (requestPorts(ports).length > 0) return [];
  return asked
    .filter(({ feature }) => ofRequests.includes(feature))
    .map(({ path }) => ({
      path,
      message: "this is about requests, and the workload has no port for them",
      found: ports.map(({ name, protocol }) => `${name} (${protocol})`).join(", "),
      allowed: "a port with the protocol http or grpc",
      fix: "write the protocol of the port if it is one of these, or remove it here",
    }));
}

const ofRequests: readonly AskedFeature["feature"][] = [
  "retries",
  "timeout",
  "maxPendingRequests",
  "maxRequests",
  "split",
  "delay",
  "abort",
];

/** What a mesh cannot do is told with those that can; nothing is left out without a word. */
function checkSupport({ feature, path }: AskedFeature, mesh: MeshCapability): Problem[] {
  const support = meshEngine(mesh.provider).supports(mesh.mode)[feature];
  if (can(support)) return [];
  const able = meshColumns.filter(({ engine, mode }) => can(engine.supports(mode)[feature])).map(({ title }) => title);
  return [
    {
      path,
      message: `${featureTitles[feature]} is not what ${meshTitle(mesh)} can do: ${support.not}`,
      found: meshTitle(mesh),
      allowed: able.length === 0 ? "no mesh" : able.join(", "),
      fix: able.length === 0 ? "remove it" : "remove it, or choose one of these in slipway:mesh",
    },
  ];
}
