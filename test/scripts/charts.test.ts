/**
 * What `npm run charts` sees, in objects and charts that are made here. It does not prove anything of the real charts: that is what the
 * command itself is for, with a folder of them.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { addOns } from "../../components/addons";
import { cases, choose, imageMirror, recordCase, type RecordedCase } from "../../scripts/charts/cases";
import { findChart, otherVersions } from "../../scripts/charts/chart-folder";
import { Helm } from "../../scripts/charts/helm";
import { inspect, type Inspected } from "../../scripts/charts/inspect";
import { mebibytes, millis, parseObjects } from "../../scripts/charts/objects";
import { checkReach } from "../../scripts/charts/reach";
import { releasesOf } from "../../scripts/charts/release";
import { renderCase } from "../../scripts/charts/render";
import { describeCase, summarizeReports } from "../../scripts/charts/report";
import { secretMark, unknownMark } from "../../testing";
import { builtPrograms } from "../e2e/toolchain";

const folder = mkdtempSync(path.join(tmpdir(), "slipway-charts-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: demo }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: demo } }
    spec:
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      topologySpreadConstraints: [{ maxSkew: 1, labelSelector: { matchLabels: { app: demo } } }]
      containers:
        - name: demo
          image: ${imageMirror}/demo:1.0.0
          ports: [{ name: webhook, containerPort: 9443 }, { name: metrics, containerPort: 8080 }]
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 128Mi } }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;
const budget = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: demo }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: demo } } }
`;
const pods = [{ name: "demo", replicas: 2, cpuMillis: 100, memoryMib: 128, labels: { app: "demo" } }];

describe("objects of a chart", () => {
  const look = (changes: Record<string, string>, also: Partial<Inspected> = {}): string[] => {
    const text = Object.entries(changes).reduce((all, [from, to]) => {
      if (!all.includes(from)) throw new Error(`${from} is not there`);
      return all.replace(from, to);
    }, `${deployment}---${budget}`);
    return inspect({
      objects: parseObjects(text),
      namespace: "demo",
      podSecurity: "restricted",
      pods,
      imageMirror,
      ...also,
    });
  };

  it("are fine", () => {
    expect(look({})).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      "an image from elsewhere",
      { [`${imageMirror}/demo`]: "quay.io/demo" },
      ["Deployment demo: the image quay.io/demo:1.0.0 does not come from the mirror"],
    ],
    [
      "no limit of memory",
      { ", limits: { memory: 128Mi }": "" },
      [
        "Deployment demo: container demo has no limits.memory",
        "Deployment demo: the add-on says 128 MiB at most, the chart 0",
      ],
    ],
    [
      "a container that is not restricted",
      { "allowPrivilegeEscalation: false, ": "" },
      ["Deployment demo: container demo does not meet the restricted Pod Security standard: allowPrivilegeEscalation"],
    ],
    [
      "a budget that blocks",
      { "maxUnavailable: 1": "maxUnavailable: 0" },
      ["Deployment demo: its disruption budget keeps every pod from being drained"],
    ],
    [
      "a budget that blocks by what it keeps",
      { "maxUnavailable: 1": "minAvailable: 2" },
      ["Deployment demo: its disruption budget keeps every pod from being drained"],
    ],
    [
      "a budget that is empty",
      { "maxUnavailable: 1, ": "" },
      ["Deployment demo: its disruption budget protects nothing"],
    ],
    [
      "a budget of none",
      { "maxUnavailable: 1": "minAvailable: 0" },
      ["Deployment demo: its disruption budget protects nothing"],
    ],
    [
      "a spread of nothing",
      { ", labelSelector: { matchLabels: { app: demo } } }]": " }]" },
      ["Deployment demo: a spread constraint does not select its pods"],
    ],
    [
      "no spread",
      {
        "topologySpreadConstraints: [{ maxSkew: 1, labelSelector: { matchLabels: { app: demo } } }]":
          "restartPolicy: Always",
      },
      ["Deployment demo: nothing keeps its 2 pods apart"],
    ],
    [
      "other pods than the add-on says",
      { "replicas: 2": "replicas: 3", "cpu: 100m": "cpu: 0.2" },
      [
        "Deployment demo: the add-on says 2 pods, the chart 3",
        "Deployment demo: the add-on says 100 thousandths of a core, the chart 200",
      ],
    ],
    [
      "another name",
      { "metadata: { name: demo }\nspec:\n  replicas": "metadata: { name: other }\nspec:\n  replicas" },
      ["Deployment other: it is not among the pods that the add-on names", "demo: the chart makes no such workload"],
    ],
  ])("with %s are told of", (_, changes, problems) => {
    expect(look(changes)).toEqual(problems);
  });

  it("without a budget for the pods are told of", () => {
    expect(look({ "selector: { matchLabels: { app: demo } }": "selector: { matchLabels: { app: x } }" })).toEqual([
      "Deployment demo: 2 pods without a disruption budget",
    ]);
  });

  it("with a budget for a single pod are told of", () => {
    const single = [{ name: "demo", replicas: 1, cpuMillis: 100, memoryMib: 128, labels: { app: "demo" } }];
    expect(look({ "replicas: 2": "replicas: 1", "maxUnavailable: 1": "minAvailable: 1" }, { pods: single })).toEqual([
      "Deployment demo: a disruption budget keeps its only pod from being drained",
    ]);
  });

  it("with another label than the add-on says are told of", () => {
    expect(
      look({}, { pods: [{ name: "demo", replicas: 2, cpuMillis: 100, memoryMib: 128, labels: { part: "x" } }] }),
    ).toEqual(["Deployment demo: its pods have no label part: x, but none"]);
  });

  it.each<[string, Record<string, string>, Partial<Inspected>]>([
    ["whose namespace asks for less", {}, { podSecurity: "baseline" }],
    [
      "that is not the add-on's",
      { "metadata: { name: demo }": "metadata: { name: demo, namespace: kube-system }" },
      {},
    ],
  ])("are not held to the restricted standard in a namespace %s", (_, changes, also) => {
    expect(look({ ...changes, "allowPrivilegeEscalation: false, ": "" }, also)).toEqual([]);
  });

  it("are as many as their scaler leaves at least", () => {
    const scaled = (minReplicas: string): string[] =>
      look({
        "  replicas: 2\n": "",
        "---\n": `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: demo }
spec: { scaleTargetRef: { kind: Deployment, name: demo }, ${minReplicas}maxReplicas: 5 }
---
`,
      });
    expect(scaled("minReplicas: 2, ")).toEqual([]);
    expect(scaled("")).toEqual(["Deployment demo: the add-on says 2 pods, the chart 1"]);
  });

  it("may have a container without requests only where it is named with the reason", () => {
    const changes = {
      "kind: Deployment\nmetadata: { name: demo }": "kind: StatefulSet\nmetadata: { name: consul-server }",
      "      containers:\n": `      initContainers:
        - name: locality-init
          image: ${imageMirror}/demo:1.0.0
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
      containers:
`,
    };
    const named = [{ ...pods[0], name: "consul-server" }] as typeof pods;
    expect(look(changes, { pods: named })).toEqual([]);
    const other = Object.fromEntries(
      Object.entries(changes).map(([from, to]) => [from, to.replace("locality-init", "other")]),
    );
    expect(look(other, { pods: named })).toEqual([
      "StatefulSet consul-server: container other has no limits.memory, requests.cpu, requests.memory",
    ]);
  });
});

describe("network policies", () => {
  const around = `---
apiVersion: v1
kind: Service
metadata: { name: demo, labels: { app: demo } }
spec: { selector: { app: demo }, ports: [{ name: https, port: 443, targetPort: webhook }, { name: metrics, port: 8080 }] }
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: demo }
webhooks: [{ name: a, clientConfig: { service: { name: demo, namespace: demo } } }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: demo }
spec: { selector: { matchLabels: { app: demo } }, endpoints: [{ port: metrics }] }
`;
  const policy = (ingress: string): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: demo }
spec: { podSelector: {}, ingress: ${ingress} }
`;
  const prometheus = 'from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": monitoring } } }]';
  const look = (text: string): string[] => checkReach(parseObjects(`${deployment}${text}`), "demo", "monitoring");

  it("that are not there keep nobody out", () => {
    expect(look(around)).toEqual([]);
  });

  it("let the API server and Prometheus in", () => {
    expect(look(around + policy(`[{ ports: [{ port: 9443 }] }, { ${prometheus}, ports: [{ port: 8080 }] }]`))).toEqual(
      [],
    );
  });

  it("keep them out", () => {
    expect(look(around + policy("[{ from: [{ podSelector: {} }] }]"))).toEqual([
      "ValidatingWebhookConfiguration demo: network policies keep the API server from port 9443 of demo",
      "ServiceMonitor demo: network policies keep Prometheus from port 8080 of demo",
    ]);
  });

  it("keep the API server out where they let a namespace in alone", () => {
    expect(look(around + policy(`[{ ${prometheus} }]`))).toEqual([
      "ValidatingWebhookConfiguration demo: network policies keep the API server from port 9443 of demo",
    ]);
  });

  it.each([
    ["of every port", "{ path: /metrics }", "network policies keep Prometheus from every port of demo"],
    ["of a port by its number", "{ portNumber: 8080 }", "network policies keep Prometheus from port 8080 of demo"],
  ])("keep Prometheus from pods %s, or let it in", (_, endpoint, problem) => {
    const monitor = `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: demo }
spec: { selector: { matchLabels: { app: demo } }, podMetricsEndpoints: [${endpoint}] }
`;
    expect(look(monitor + policy("[]"))).toEqual([`PodMonitor demo: ${problem}`]);
    expect(look(monitor + policy(`[{ ${prometheus}, ports: [{ port: 8080 }] }]`))).toEqual([]);
  });

  it("have nothing to do with a monitor that watches nothing", () => {
    const monitor = `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: demo }
spec: { selector: { matchLabels: { app: other } }, podMetricsEndpoints: [{ path: /metrics }] }
`;
    expect(look(monitor)).toEqual(["PodMonitor demo: it watches nothing"]);
  });

  it("are not to blame for a Service that is not there, nor for a monitor of nothing", () => {
    expect(
      look(around.replace("metadata: { name: demo, labels: { app: demo } }", "metadata: { name: other }")),
    ).toEqual([
      "ValidatingWebhookConfiguration demo: its Service demo/demo is not there",
      "ServiceMonitor demo: it watches nothing at the port metrics",
    ]);
  });
});

describe("a folder of charts", () => {
  const charts = path.join(folder, "charts");
  beforeAll(() => {
    mkdirSync(path.join(charts, "unpacked"), { recursive: true });
    writeFileSync(path.join(charts, "keda-2.20.2.tgz"), "");
    writeFileSync(path.join(charts, "cert-manager-1.21.1.tgz"), "");
    writeFileSync(path.join(charts, "unpacked", "Chart.yaml"), "name: velero\nversion: 12.1.0\n");
  });

  it.each([
    ["keda", "2.20.2", "keda-2.20.2.tgz"],
    ["cert-manager", "v1.21.1", "cert-manager-1.21.1.tgz"],
    ["velero", "12.1.0", "unpacked"],
  ])("has %s %s", (chart, version, file) => {
    expect(findChart(charts, { chart, version })).toBe(path.join(charts, file));
  });

  it("has no other version, and says which there is", () => {
    expect(findChart(charts, { chart: "keda", version: "2.20.3" })).toBeUndefined();
    expect(findChart(charts, { chart: "velero", version: "12.0.0" })).toBeUndefined();
    expect(otherVersions(charts, { chart: "keda", version: "2.20.3" })).toEqual(["2.20.2"]);
  });
});

test.each([
  ["100m", 100],
  ["1", 1000],
  [0.5, 500],
])("%s of a core", (amount, expected) => {
  expect(millis(amount)).toBe(expected);
});

test.each([
  ["128Mi", 128],
  ["1Gi", 1024],
  ["1048576", 1],
])("%s of memory", (amount, expected) => {
  expect(mebibytes(amount)).toBe(expected);
});

test("YAML is read as Helm reads it, and lists are taken apart", () => {
  const text = "kind: List\nitems: [{ kind: A, mode: 0755 }]\n---\n# nothing\n---\nkind: B\n";
  expect(parseObjects(text)).toEqual([{ kind: "A", mode: 493 }, { kind: "B" }]);
});

test("the cases have every add-on that there is", () => {
  expect(cases.map(({ name }) => name)).toEqual([
    "production on EKS",
    "production on EKS, with clusterAutoscaler, consul",
    "production on EKS, with linkerd, linkerdCni",
    "development on EKS",
    "development on EKS, with clusterAutoscaler, consul",
    "development on EKS, with linkerd, linkerdCni",
    "production in an existing cluster",
    "production in an existing cluster, with consul",
    "production in an existing cluster, with linkerd, linkerdCni",
    "development in an existing cluster",
    "development in an existing cluster, with consul",
    "development in an existing cluster, with linkerd, linkerdCni",
  ]);
  expect([...new Set(cases.flatMap((one) => Object.keys(choose(one))))].sort()).toEqual(Object.keys(addOns).sort());
});

test("a case has no two add-ons that cannot be together, nor one without what it needs", () => {
  const meshes = ["consul", "istio", "istioCni", "istioZtunnel", "linkerd", "linkerdCni"];
  const ofMeshes = cases.slice(0, 3).map((one) => Object.keys(choose(one)).filter((id) => meshes.includes(id)));
  expect(ofMeshes.map((ids) => ids.sort())).toEqual([
    ["istio", "istioCni", "istioZtunnel"],
    ["consul"],
    ["linkerd", "linkerdCni"],
  ]);
});

test("a case is registered with every add-on of it", async () => {
  const [one] = cases.filter(({ name }) => name === "development in an existing cluster");
  if (one === undefined) throw new Error("there is no such case");
  const { resources, addOns: its } = await recordCase(one);
  expect(its.map(({ addOn }) => addOn.id).sort()).toEqual(Object.keys(choose(one)).sort());
  expect(releasesOf(resources).map(({ chart }) => chart)).toEqual(expect.arrayContaining(["keda", "velero"]));
});

/** Helm 3, on PATH or built by the tests of the real engine. */
const helm = ["helm", path.join(builtPrograms, "helm")].find((program) => {
  const { status, stdout } = spawnSync(program, ["version", "--short"], { encoding: "utf8" });
  return status === 0 && stdout.startsWith("v3.");
});
if (helm === undefined) console.warn("skipped: there is no Helm 3 on PATH, so no chart is rendered here");

(helm === undefined ? describe.skip : describe)("with Helm, a chart", () => {
  const where = path.join(folder, "rendered");
  const chart = (template: string, values = "{}"): void => {
    rmSync(where, { recursive: true, force: true });
    mkdirSync(path.join(where, "reloader", "templates"), { recursive: true });
    writeFileSync(path.join(where, "reloader", "Chart.yaml"), "apiVersion: v2\nname: reloader\nversion: 9.9.9\n");
    writeFileSync(path.join(where, "reloader", "values.yaml"), values);
    writeFileSync(path.join(where, "reloader", "templates", "all.yaml"), template);
  };
  const recorded = (): RecordedCase => ({
    resources: [
      {
        path: "PlatformAddOns:add-ons/PlatformAddOn:add-ons-reloader/Release:add-ons-reloader",
        type: "kubernetes:helm.sh/v3:Release",
        name: "add-ons-reloader",
        parent: null,
        provider: null,
        inputs: {
          chart: "reloader",
          version: "9.9.9",
          name: "demo",
          namespace: "reloader",
          values: { image: imageMirror },
        },
        outputs: {},
        dependsOn: [],
        propertyDependencies: {},
        protect: false,
        ignoreChanges: [],
        deletedWith: null,
        remote: false,
      },
    ],
    addOns: [{ addOn: addOns.reloader, pods }],
  });
  const render = async () => {
    const reports = await renderCase(recorded(), where, new Helm(helm ?? "", "1.36.3"));
    return { reports, text: describeCase("here", reports) };
  };

  it("is rendered with the values, and looked at", async () => {
    chart(`${deployment.replace(imageMirror, "{{ .Values.image }}")}---${budget}`);
    const { reports, text } = await render();
    expect(text.replace(/ {2,}/g, "  ")).toBe(
      "here:\n  reloader  reloader 9.9.9  2 objects, 0 of them hooks, record 0 % of the limit  fine",
    );
    expect(summarizeReports(reports)).toBe("1 of 1 charts rendered; 0 different problems");
  });

  it("that fails is told of with its reason", async () => {
    chart('{{ fail "no cluster name" }}');
    const { reports } = await render();
    expect(reports[0]?.charts[0]?.missing).toBe("it cannot be rendered");
    expect(reports[0]?.problems[0]).toContain("no cluster name");
  });

  it("that refuses the values by its schema is told of", async () => {
    chart("# nothing");
    writeFileSync(
      path.join(where, "reloader", "values.schema.json"),
      '{ "additionalProperties": false, "properties": {} }',
    );
    expect((await render()).reports[0]?.problems[0]).toMatch(/additional propert.*image/i);
  });

  it("that is another one each time is told of", async () => {
    chart(`${deployment}      # {{ randAlphaNum 20 }}\n---${budget}`);
    expect((await render()).reports[0]?.problems).toContain("reloader: it is not the same when it is rendered again");
  });

  it("that is not there is told of, and is no problem", async () => {
    chart("# nothing");
    rmSync(path.join(where, "reloader"), { recursive: true });
    const { reports, text } = await render();
    expect(text).toContain("not in the folder");
    expect(summarizeReports(reports)).toBe(
      "0 of 1 charts rendered; reloader 9.9.9 not in the folder; 0 different problems",
    );
  });

  it("that leaves out what the cluster learns of later is told of", async () => {
    chart(
      `${deployment}---${budget}---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec: { group: example.com, names: { kind: Thing }, versions: [{ name: v1, served: true }] }
{{- if .Capabilities.APIVersions.Has "example.com/v1" }}
---
apiVersion: example.com/v1
kind: Thing
metadata: { name: late }
{{- end }}
`,
    );
    expect((await render()).reports[0]?.problems).toEqual([
      "reloader: once all CRDs are there, it makes Thing late, which it does not when it is installed",
    ]);
  });
});

test("releases come after what they wait for, without what is secret or not known", () => {
  const resource = recordedRelease("PlatformAddOn:a/Release:late", ["PlatformAddOn:a/Release:early"]);
  const releases = releasesOf([resource, recordedRelease("PlatformAddOn:a/Release:early", [])]);
  expect(releases.map(({ path: at, after }) => [at, [...after]])).toEqual([
    ["PlatformAddOn:a/Release:early", []],
    ["PlatformAddOn:a/Release:late", ["PlatformAddOn:a/Release:early"]],
  ]);
  const hidden = { ...resource, inputs: { values: { a: [{ b: secretMark }], c: unknownMark, d: 1 } } };
  expect(releasesOf([hidden])[0]?.values).toEqual({ a: [{ b: "secret" }], c: "unknown", d: 1 });
});

function recordedRelease(at: string, dependsOn: readonly string[]): RecordedCase["resources"][number] {
  return {
    path: at,
    type: "kubernetes:helm.sh/v3:Release",
    name: at,
    parent: null,
    provider: null,
    inputs: { chart: "oci://example.com/charts/x", version: "1.0.0" },
    outputs: {},
    dependsOn,
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    deletedWith: null,
    remote: false,
  };
}

describe("the command", () => {
  const root = path.resolve(__dirname, "..", "..");
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, ["scripts/run-ts.cjs", "scripts/charts.ts", ...args], {
      cwd: root,
      encoding: "utf8",
      env,
    });

  it("is no failure where the folder is missing", () => {
    const { status, stdout } = run([path.join(folder, "nothing")]);
    expect(stdout).toBe(`there is no folder ${path.join(folder, "nothing")}, so no chart was rendered\n`);
    expect(status).toBe(0);
  });

  it("is no failure where there is no Helm", () => {
    const { status, stdout } = run([folder], { PATH: folder, XDG_CACHE_HOME: folder, HOME: folder });
    expect(stdout).toBe("there is no Helm 3 on PATH (https://helm.sh/docs/intro/install), so no chart was rendered\n");
    expect(status).toBe(0);
  });

  it("says what it takes", () => {
    const { status, stderr } = run([]);
    expect(stderr).toContain("npm run charts -- DIR --validate");
    expect(status).toBe(2);
  });
});
