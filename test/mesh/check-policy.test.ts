// What is said of policies that are wrong, or that a mesh cannot carry out, and of the section of an environment. That what passes works is not shown here.
import type { MeshCapability } from "../../components/cluster";
import { can, formatPath, type Problem } from "../../components/core";
import {
  checkMesh,
  checkMeshPolicy,
  meshAddOns,
  meshColumns,
  meshFeatures,
  meshMatrix,
  type MeshPolicySpec,
  type MeshPort,
  type MeshSpec,
  type MeshSurroundings,
} from "../../components/mesh";

const istio: MeshCapability = { provider: "istio", mode: "ambient", controlPlaneNamespace: "istio-system" };
const linkerd: MeshCapability = { provider: "linkerd", mode: "sidecar", controlPlaneNamespace: "linkerd" };

const http: MeshPort = { name: "http", port: 80, targetPort: 8080, protocol: "http" };
const sql: MeshPort = { name: "sql", port: 5432, targetPort: 5432, protocol: "tcp" };

function check(
  policy: MeshPolicySpec<string>,
  mesh: MeshCapability | undefined = istio,
  ports: readonly MeshPort[] = [http],
  isOnNodeNetwork = false,
): Problem[] {
  return checkMeshPolicy(policy, { capabilities: { mesh }, ports, isOnNodeNetwork });
}

const told = (problems: readonly Problem[]) => problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);

test("a policy that is right is taken, and none at all", () => {
  expect(check({ retries: { attempts: 3, perTryTimeout: "300ms" }, timeout: "1s", locality: "anyZone" })).toEqual([]);
  expect(checkMeshPolicy(undefined, { capabilities: undefined, ports: [], isOnNodeNetwork: false })).toEqual([]);
});

test("without a mesh a policy is an error, but for what holds without one", () => {
  const place = { capabilities: {}, ports: [http], isOnNodeNetwork: false };
  expect(checkMeshPolicy({ timeout: "1s", retries: { attempts: 1 } }, place)).toEqual([
    {
      path: ["mesh"],
      message: "there is no mesh that could carry out the policy",
      found: "retries, timeout",
      fix: "set slipway:mesh.provider to istio, linkerd or consul, or slipway:capabilities.mesh if the cluster has one, or remove mesh here",
    },
  ]);
  expect(checkMeshPolicy({ participate: false }, place)).toEqual([]);
  expect(checkMeshPolicy({ mtls: "permissive" }, place)).toEqual([]);
  expect(told(checkMeshPolicy({ mtls: "strict" }, place))).toEqual([
    "mesh: there is no mesh that could carry out the policy",
  ]);
  expect(checkMeshPolicy({ timeout: "1s" }, { ...place, assumesCapabilities: true })).toEqual([]);
});

test("what a mesh cannot do is told with those that can", () => {
  expect(check({ faults: { delay: { duration: "1s", percent: 10 } } }, linkerd)).toEqual([
    {
      path: ["mesh", "faults", "delay"],
      message: expect.stringMatching(/^delays put in for tests is not what Linkerd can do: /) as string,
      found: "Linkerd",
      allowed: meshColumns
        .filter(({ engine, mode }) => can(engine.supports(mode).delay))
        .map(({ title }) => title)
        .join(", "),
      fix: "remove it, or choose one of these in slipway:mesh",
    },
  ]);
});

test.each<[what: string, policy: MeshPolicySpec<string>, problems: string[]]>([
  ["times", { timeout: "soon" }, ["mesh.timeout: this is no duration"]],
  ["no time at all", { timeout: "0s" }, ["mesh.timeout: this is no duration"]],
  ["attempts", { retries: { attempts: 0 } }, ["mesh.retries.attempts: this number is not possible here"]],
  [
    "a try longer than the whole",
    { timeout: "1s", retries: { attempts: 2, perTryTimeout: "2s" } },
    ["mesh.retries.perTryTimeout: a single try would have more time than the whole request"],
  ],
  [
    "a bound of nothing",
    { circuitBreaker: {} },
    ["mesh.circuitBreaker: the circuit breaker has no bound, and so never opens"],
  ],
  [
    "bounds",
    { circuitBreaker: { maxConnections: 0, ejection: { maxEjectedPercent: 101 } } },
    [
      "mesh.circuitBreaker.maxConnections: this number is not possible here",
      "mesh.circuitBreaker.ejection.maxEjectedPercent: this number is not possible here",
    ],
  ],
  [
    "shares of everything",
    {
      split: [
        { to: "a", weight: 60 },
        { to: "b", weight: 40 },
      ],
    },
    ["mesh.split: nothing of the requests would be left for the workload itself"],
  ],
  [
    "a share of nothing",
    { split: [{ to: "a", weight: 0 }] },
    ["mesh.split[0].weight: this number is not possible here"],
  ],
  ["no fault", { faults: {} }, ["mesh.faults: no fault is named"]],
  [
    "faults",
    { faults: { delay: { duration: "1s", percent: 0 }, abort: { status: 100, percent: 10 } } },
    [
      "mesh.faults.delay.percent: this is no share of the requests",
      "mesh.faults.abort.status: this number is not possible here",
    ],
  ],
  ["choices", { locality: "near" as "anyZone" }, ["mesh.locality: there is no such choice"]],
  [
    "a policy of what stays out",
    { participate: false, timeout: "1s" },
    ["mesh.participate: a workload that stays out of the mesh has no use for the rest of its policy"],
  ],
  [
    "what Istio has no field for",
    { retries: { attempts: 1, backoff: { base: "10ms", max: "1s" } } },
    [
      "mesh.retries.backoff.max: Istio doubles the time between tries up to ten times the first, and takes no other bound",
    ],
  ],
])("it is told of %s", (_, policy, problems) => {
  expect(told(check(policy))).toEqual(problems);
});

test("requests need a port for them, calls any port", () => {
  expect(told(check({ timeout: "1s", circuitBreaker: { maxConnections: 10 } }, istio, [sql]))).toEqual([
    "mesh.timeout: this is about requests, and the workload has no port for them",
  ]);
  expect(told(check({ circuitBreaker: { maxConnections: 10 } }, istio, []))).toEqual([
    "mesh: the policy is about calls, and the workload has no port",
  ]);
});

test("pods in the network of their node are in no mesh", () => {
  expect(told(check({ timeout: "1s" }, istio, [http], true))).toEqual([
    "mesh: pods in the network of their node are in no mesh",
  ]);
  expect(check({ participate: false }, istio, [http], true)).toEqual([]);
});

test("the matrix says of each mesh and each feature how, or why not", () => {
  expect(meshMatrix.map(({ feature }) => feature)).toEqual(meshFeatures);
  expect(meshColumns.map(({ title }) => title)).toEqual(["Istio (ambient)", "Istio (sidecar)", "Linkerd", "Consul"]);
  for (const { cells } of meshMatrix) {
    expect(cells.map(({ mesh }) => mesh)).toEqual(meshColumns.map(({ title }) => title));
    for (const { support } of cells) expect(can(support) ? support.by : support.not).not.toBe("");
  }
});

describe("the section of an environment", () => {
  const section = (spec: MeshSpec, around: Partial<MeshSurroundings> = {}) =>
    checkMesh(spec, { addOns: {}, ...around });

  test("brings the add-ons of its mesh, with its options", () => {
    expect(meshAddOns({ provider: "none" })).toEqual({});
    expect(meshAddOns({ provider: "istio" })).toEqual({
      gatewayApi: true,
      istioCni: true,
      istio: {},
      istioZtunnel: true,
    });
    expect(meshAddOns({ provider: "istio", mode: "sidecar", mtls: "permissive" })).toEqual({
      gatewayApi: true,
      istioCni: true,
      istio: { mode: "sidecar", mtls: "permissive" },
    });
    expect(meshAddOns({ provider: "linkerd", mtls: "strict" })).toMatchObject({ linkerd: { mtls: "strict" } });
    expect(meshAddOns({ provider: "consul" })).toMatchObject({ consul: {} });
  });

  test("is right as it mostly is", () => {
    expect(section({ provider: "none" })).toEqual([]);
    expect(section({ provider: "istio", mode: "sidecar", mtls: "strict" })).toEqual([]);
    expect(section({ provider: "istio" }, { addOns: { istio: { proxy: { memoryMib: 512 } } } })).toEqual([]);
  });

  test.each<[what: string, problems: Problem[], expected: string[]]>([
    ["no such mesh", section({ provider: "isto" as "istio" }), ["provider: there is no such mesh"]],
    ["options of none", section({ provider: "none", mtls: "strict" }), ["mtls: without a mesh this says nothing"]],
    ["another's mode", section({ provider: "linkerd", mode: "ambient" }), ["mode: Linkerd has no such mode"]],
    [
      "a mesh that is there",
      section({ provider: "linkerd" }, { stated: istio }),
      [
        "provider: the cluster has a mesh already, as slipway:capabilities.mesh says, and two would carry the same calls",
      ],
    ],
    [
      "another mesh among the add-ons",
      section({ provider: "linkerd" }, { addOns: { istio: true } }),
      ["provider: the add-on istio is another mesh than the section names"],
    ],
  ])("is told of %s", (_, problems, expected) => {
    expect(told(problems)).toEqual(expected);
  });
});
