export { checkMeshPolicy, type MeshPolicyPlace } from "./check-policy";
export { meshColumns, meshEngine, meshEngines, meshTitle, type MeshColumn } from "./engines";
export {
  meshFeatures,
  type MeshAdmission,
  type MeshCaller,
  type MeshedWorkload,
  type MeshEngine,
  type MeshFeature,
  type MeshLink,
  type MeshMetadata,
  type MeshNamespace,
  type MeshPeer,
  type MeshPort,
  type MeshRule,
  type MeshServiceMetadata,
  type MeshTraffic,
} from "./mesh-engine";
export { featureTitles, meshMatrix, type MeshRow } from "./mesh-matrix";
export { checkMesh, meshAddOns, meshChoices, type MeshSpec, type MeshSurroundings } from "./mesh-spec";
export {
  meshLocalities,
  needsRequests,
  type MeshFaultsSpec,
  type MeshLocality,
  type MeshPolicySpec,
  type MeshSplitSpec,
} from "./policy-spec";
export { requestPorts, splitPort } from "./request-ports";
