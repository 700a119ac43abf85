import { type ControlPlane } from "../../test/e2e/control-plane";
import { openTestBed } from "../../test/e2e/test-bed";
import { whatIsMissing } from "../../test/e2e/toolchain";
import { isCrd, titleOf, workloadsOf, type KubernetesObject, type Workload } from "./objects";
import type { AddOnReport } from "./render";

/**
 * Asks a real API server about each object, on which nothing stays: definitions of custom resources and namespaces are made, everything else
 * is tried (`--dry-run=server`). Each pod is tried by itself in its namespace, so that its level of Pod Security counts.
 * @returns what was refused
 */
export async function validateReports(reports: readonly AddOnReport[], say: (line: string) => void): Promise<string[]> {
  const missing = await whatIsMissing();
  if (missing !== undefined) {
    say(`no API server can be started here, so no object was tried: ${missing}`);
    return [];
  }
  const { plane, close } = await openTestBed(say);
  try {
    return await tryAll(plane, reports, say);
  } finally {
    await close();
  }
}

async function tryAll(
  plane: ControlPlane,
  reports: readonly AddOnReport[],
  say: (line: string) => void,
): Promise<string[]> {
  const problems = new Set<string>();
  const definitions = byName(
    reports.flatMap(({ objects, definitions: others }) => [...others, ...objects.filter(isCrd)]),
  );
  const namespaces = byName(reports.flatMap(({ objects }) => objects.filter(({ kind }) => kind === "Namespace")));
  const made = await plane.tryKubectl(["apply", "--server-side", "--force-conflicts", "--filename", "-"], {
    input: list([...definitions, ...namespaces]),
    timeoutSeconds: 300,
  });
  refusals(made.stderr).forEach((line) => problems.add(line));
  await plane.tryKubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=120s"], {
    timeoutSeconds: 150,
  });
  await Promise.all(namespaces.map(({ metadata }) => waitForAccount(plane, metadata.name)));
  let tried = 0;
  const seen = new Set<string>();
  for (const { addOn, objects, namespace } of reports) {
    const others = objects.filter((object) => !isCrd(object) && object.kind !== "Namespace");
    const pods = workloadsOf(others, namespace).map(asPod);
    // One kind of mistake in a list hides the others of it, so pods are tried by themselves.
    for (const all of [others, pods]) {
      const fresh = all.filter((object) => isNew(seen, namespace, object));
      tried += fresh.length;
      for (const [place, items] of byNamespace(fresh, namespace)) {
        const { stderr } = await plane.tryKubectl(
          ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "--namespace", place, "--filename", "-"],
          { input: list(items), timeoutSeconds: 300 },
        );
        refusals(stderr).forEach((line) => problems.add(`${addOn}: ${line}`));
      }
    }
  }
  for (const warning of [...problems].filter((problem) => /(^|: )Warning: /.test(problem))) {
    say(`not refused, but warned of: ${warning.replace("Warning: ", "")}`);
    problems.delete(warning);
  }
  const isWhole = reports.every(({ charts }) => charts.every(({ missing }) => missing === undefined));
  const unknown = isWhole ? [] : [...problems].filter((problem) => problem.includes("no matches for kind"));
  for (const problem of unknown) {
    say(`not tried, as charts are missing: ${problem}`);
    problems.delete(problem);
  }
  say(
    `${definitions.length} definitions of custom resources were made, and ${tried} objects and pods tried: ${problems.size} problems.`,
  );
  return [...problems];
}

/** Admission looks the account of a pod up. */
async function waitForAccount(plane: ControlPlane, namespace: string): Promise<void> {
  await plane.waitFor(`the account of the namespace ${namespace}`, 60, async () => {
    const { status } = await plane.tryKubectl(["get", "serviceaccount", "default", "--namespace", namespace]);
    return status === 0;
  });
}

/** The pod of a workload, with the account that every namespace has: its own is not there. */
function asPod({ kind, name, namespace, template, claims }: Workload): KubernetesObject {
  const { serviceAccountName: _, serviceAccount: __, ...spec } = template.spec as unknown as Record<string, unknown>;
  const volumes = [
    ...((spec.volumes as readonly object[] | undefined) ?? []),
    ...claims.map((claim) => ({ name: claim, emptyDir: {} })),
  ];
  const isJob = kind === "Job" || kind === "CronJob";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...template.metadata,
      name: `${kind.toLowerCase()}-${name}`.slice(0, 63).replace(/\W+$/, ""),
      namespace,
    },
    spec: { ...spec, volumes, ...(isJob ? {} : { restartPolicy: "Always" }) },
  };
}

function byName(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return [...new Map(objects.map((object) => [titleOf(object), object])).values()];
}

/** kubectl takes objects of one namespace at a time, besides those of none. */
function byNamespace(objects: readonly KubernetesObject[], namespace: string): Map<string, KubernetesObject[]> {
  const groups = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const place = object.metadata.namespace ?? namespace;
    groups.set(place, [...(groups.get(place) ?? []), object]);
  }
  return groups;
}

function isNew(seen: Set<string>, namespace: string, object: KubernetesObject): boolean {
  const text = JSON.stringify([namespace, object]);
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}

function list(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** What kubectl says besides what it did. */
function refusals(stderr: string): string[] {
  return stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
