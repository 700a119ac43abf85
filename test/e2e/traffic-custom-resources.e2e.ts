import { meshColumns } from "../../components/mesh";
import { main } from "../../stacks/main";
import { keyOf, render, type Manifest } from "../workloads/requirements/rendered";
import type { ControlPlane } from "./control-plane";
import type { Program } from "./engine";
import { apply, lostFields } from "./server-side-apply";
import { currentTestBed, describeReal } from "./test-bed";
import {
  definitionsInCharts,
  definitionsOf,
  missingCharts,
  missingOf,
  withoutTexts,
  type Definition,
} from "./traffic-definitions";
import { albProgram, exampleObjects, meshProgram, routedEngines } from "./traffic-examples";
import { gatewayBy, shopOn } from "./traffic-shop";

// Everything that gateways and meshes are told, against the definitions that their makers release, on a real API server: by a server-side apply that is a
// dry run, which refuses fields that a definition does not know and values that it does not allow, and of whose answer no field is missing. No
// controller and no webhook is asked. Kinds whose definitions are in charts alone are left out where no folder of charts is named.

const makers = ["certManager", "envoyGateway", "gatewayApi", "istio", "prometheusOperator", "traefik"] as const;
const ofCharts = definitionsInCharts();
const definitions = [...makers.flatMap((maker) => definitionsOf(maker)), ...[...ofCharts.values()].flat()];
const known = new Set(definitions.map(({ spec }) => `${spec.group} ${spec.names.kind}`));
const missing = missingOf(makers);
const notInCharts = missingCharts(ofCharts);
const skipped = [...missing, ...(notInCharts === undefined ? [] : [notInCharts])];
if (skipped.length > 0)
  process.stdout.write(`\nSKIPPED, of the objects of gateways and meshes: ${skipped.join("; ")}\n`);

/** Groups of Kubernetes itself have no dot, or these names. */
const builtIn = /^(|apps|autoscaling|batch|policy|[a-z.]+\.k8s\.io)$/;
/** Groups whose definitions are in charts alone. */
const inChartsAlone =
  /(^|\.)(gateway\.nginx\.org|k8s\.nginx\.org|konghq\.com|k8s\.aws|linkerd\.io|consul\.hashicorp\.com)$/;

describeReal("the objects of gateways and meshes on a real API server", () => {
  const namespaces = new Set<string>();
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    const list = listOf(definitions.map((one) => withoutTexts(one) as Definition));
    await plane.kubectl(["apply", "--server-side", "--force-conflicts", "--filename=-"], {
      input: list,
      timeoutSeconds: 120,
    });
    await plane.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "--filename=-"], { input: list });
  });

  // Others look at what is left in the cluster.
  afterAll(async () => {
    if (namespaces.size > 0) await plane.kubectl(["delete", "namespace", ...namespaces], { timeoutSeconds: 180 });
    const names = definitions.map(({ metadata }) => metadata.name);
    await plane.kubectl(["delete", "customresourcedefinitions", ...names, "--ignore-not-found"], {
      timeoutSeconds: 180,
    });
  });

  /** Expects that objects are taken as they are written. At least one of them is of a kind of which there is a definition. */
  async function expectTaken(manifests: readonly Manifest[]): Promise<void> {
    const checked = manifests.filter((one) => known.has(kindOf(one)));
    const unknown = manifests.filter((one) => !known.has(kindOf(one)) && !builtIn.test(groupOf(one)));
    const isTold = (one: Manifest) => notInCharts !== undefined && inChartsAlone.test(groupOf(one));
    if (missing.length === 0) expect(unknown.filter((one) => !isTold(one)).map(keyOf)).toEqual([]);
    if (unknown.length === 0) expect(checked.length).toBeGreaterThan(0);
    if (checked.length === 0) return;
    const answers = await dryRun(checked);
    expect(answers.map(keyOf)).toEqual(checked.map(keyOf));
    const lost = checked.flatMap((manifest, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : lostFields(manifest, answer).map((field) => `${keyOf(manifest)}${field}`);
    });
    expect(lost).toEqual([]);
  }

  async function dryRun(manifests: readonly Manifest[]): Promise<Manifest[]> {
    for (const { metadata } of manifests) {
      if (metadata.namespace === undefined || namespaces.has(metadata.namespace)) continue;
      await plane.kubectl(["create", "namespace", metadata.namespace]);
      namespaces.add(metadata.namespace);
    }
    return apply(plane, manifests, true);
  }

  it.each(routedEngines)("every example of a route: %s", async (engine) => {
    await expectTaken(exampleObjects(engine, "shop"));
  });

  const gateways: Readonly<Record<string, () => Program>> = {
    alb: () => albProgram,
    envoy: () => shopBehind("envoy"),
    kong: () => shopBehind("kong"),
    nginxGatewayFabric: () => shopBehind("nginx"),
    nginxIngressController: () => shopBehind("nginx", { responseCache: true }),
    traefik: () => shopBehind("traefik"),
  };

  function shopBehind(provider: "envoy" | "kong" | "nginx" | "traefik", more: object = {}): Program {
    const mirrors = {
      charts: "https://charts.example.com",
      images: "r.example.com",
      manifests: "https://files.example.com",
    };
    const gateway = { ...gatewayBy(provider), ...more };
    return () => main(shopOn({ kubeconfig: plane.kubeconfig, mirrors }, { gateway }));
  }

  it.each(Object.entries(gateways))("the gateway itself, with a shop behind it: %s", async (_, program) => {
    const { manifests } = await render(program());
    await expectTaken(manifests);
  });

  it.each(meshColumns.map((column) => [column.title, column] as const))(
    "every policy of a mesh: %s",
    async (_, column) => {
      const { manifests } = await render(meshProgram(column, plane.kubeconfig));
      await expectTaken(manifests);
    },
  );

  (missing.length > 0 ? it.skip : it)(
    "would be refused with a field that there is not, or a value that is not allowed",
    async () => {
      const changed = (kind: string, spec: object): Manifest => {
        const found = exampleObjects("envoy", "shop").find((one) => one.kind === kind);
        if (found === undefined) throw new Error(`there is no ${kind}`);
        return { ...found, spec: { ...(found.spec as object), ...spec } };
      };
      await expect(dryRun([changed("BackendTrafficPolicy", { retries: {} })])).rejects.toThrow(
        /unknown field "(spec\.)?retries"/,
      );
      await expect(dryRun([changed("HTTPRoute", { hostnames: ["not a host"] })])).rejects.toThrow(
        /spec\.hostnames\[0\]: Invalid value/,
      );
    },
  );
});

function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

function groupOf({ apiVersion }: Manifest): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

function kindOf(manifest: Manifest): string {
  return `${groupOf(manifest)} ${manifest.kind}`;
}
