import { ExistingCluster } from "../../components/cluster";
import {
  containerExceptions,
  Namespace,
  podExceptions,
  podSecurityLevels,
  type PodSecurityLevel,
} from "../../components/workloads";
import { requiredLevel, type SecuredContainer } from "../../components/workloads/pod/security-exceptions";
import { requirements } from "../workloads/requirements";
import { keyOf, render, renderRequirement, type Manifest } from "../workloads/requirements/rendered";
import type { ControlPlane } from "./control-plane";
import { exceptionUses, programs, services } from "./programs";
import { apply } from "./server-side-apply";
import { currentTestBed, describeReal } from "./test-bed";

// Whether Pod Security of a real API server lets in the pods that our components render: each template as a Pod, by a dry run, in
// a namespace that enforces the level. What the kubelet then does with them, and what other admission controllers of a cluster say, is not shown.

describeReal("Pod Security of a real API server", () => {
  let plane: ControlPlane;
  let pods: RenderedPod[] = [];
  /** What each program enforces in its own namespaces. */
  const enforced = new Map<string, string>();

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    const manifests: Manifest[] = [];
    for (const requirement of requirements) manifests.push(...(await renderRequirement(requirement)).manifests);
    for (const program of Object.values(programs)) manifests.push(...(await render(program)).manifests);
    pods = manifests.flatMap(podOf);
    for (const { kind, metadata } of manifests) {
      if (kind === "Namespace")
        enforced.set(metadata.name, metadata.labels?.["pod-security.kubernetes.io/enforce"] ?? "");
    }

    const { manifests: namespaces } = await render(() => {
      const cluster = new ExistingCluster("cluster");
      for (const podSecurity of podSecurityLevels) new Namespace(namespaceOf(podSecurity), { cluster, podSecurity });
    });
    await apply(
      plane,
      namespaces.filter(({ kind }) => kind === "Namespace"),
      false,
    );
    // A pod is refused whose account is not there.
    const accounts = [...new Set(pods.map(({ spec }) => String(spec.serviceAccountName)))];
    const made = podSecurityLevels.flatMap((level) =>
      accounts.map((name): Manifest => ({
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name, namespace: namespaceOf(level) },
      })),
    );
    await apply(plane, made, false);
  });

  afterAll(async () => {
    await plane.kubectl(["delete", "namespace", ...podSecurityLevels.map(namespaceOf), "--ignore-not-found"], {
      timeoutSeconds: 180,
    });
  });

  /** Why the API server refuses a pod at a level; undefined if it takes it. */
  async function refusal(pod: RenderedPod, level: PodSecurityLevel): Promise<string | undefined> {
    return apply(plane, [manifestOf(pod, level)], true).then(
      () => undefined,
      (error: unknown) => String(error),
    );
  }

  it("takes every pod at the level that its declared exceptions ask for", async () => {
    expect(pods.length).toBeGreaterThan(60);
    expect(new Set(pods.map(({ kind }) => kind))).toEqual(
      new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]),
    );
    for (const level of podSecurityLevels) {
      const own = pods.filter((pod) => pod.level === level);
      const answers = await apply(
        plane,
        own.map((pod) => manifestOf(pod, level)),
        true,
      );
      expect(answers).toHaveLength(own.length);
    }
  });

  it("refuses those with exceptions at every stricter level, and takes them at every laxer one", async () => {
    const excepted = pods.filter(({ level }) => level !== "restricted");
    expect(excepted.map(({ key, level }) => `${key}: ${level}`).sort()).toEqual(
      [
        "astronomy-telemetry/DaemonSet/otel-collector: privileged",
        "narrow-exceptions/Deployment/sessions: baseline",
        "node-agent/DaemonSet/collector: privileged",
        ...services
          .filter(({ level }) => level !== "restricted")
          .map(({ name, level }) => `exceptions/Deployment/${name}: ${level}`),
      ].sort(),
    );
    for (const pod of excepted) {
      for (const level of podSecurityLevels) {
        const isStricter = podSecurityLevels.indexOf(level) < podSecurityLevels.indexOf(pod.level);
        const refused = await refusal(pod, level);
        const reason = refused?.match(/violates PodSecurity "[^"]+"/)?.[0];
        const expected = isStricter ? `violates PodSecurity "${level}:latest"` : undefined;
        expect({ pod: pod.key, level, reason }).toEqual({ pod: pod.key, level, reason: expected });
        expect(refused === undefined).toBe(!isStricter);
      }
    }
  });

  it("was asked for each exception that there is, and our code names the level that each needs", () => {
    expect(Object.keys(exceptionUses).sort()).toEqual([...containerExceptions, ...podExceptions].sort());
    const levels = pods.filter(({ key }) => key.startsWith("exceptions/")).map(({ key, level }) => [key, level]);
    expect(Object.fromEntries(levels)).toEqual(
      Object.fromEntries(services.map(({ name, level }) => [`exceptions/Deployment/${name}`, level])),
    );
  });

  it("enforces in each program's own namespace the level that its pods need", () => {
    const rank = (level: string | undefined): number => podSecurityLevels.findIndex((other) => other === level);
    expect(pods.filter(({ namespace }) => rank(enforced.get(namespace)) < 0)).toEqual([]);
    expect(pods.filter(({ namespace, level }) => rank(enforced.get(namespace)) < rank(level))).toEqual([]);
    // No more is given than is asked for.
    const most = new Map<string, number>();
    for (const { namespace, level } of pods) most.set(namespace, Math.max(most.get(namespace) ?? 0, rank(level)));
    expect([...most].filter(([namespace, level]) => rank(enforced.get(namespace)) > level)).toEqual([]);
  });

  it("would refuse what is not declared: the main container of the shop's front as root", async () => {
    const front = pods.find(({ key }) => key === "shop/Deployment/frontend");
    if (front === undefined) throw new Error("the shop has no front");
    const [container] = front.spec.containers;
    const asRoot = {
      ...front,
      spec: { ...front.spec, containers: [{ ...container, securityContext: { runAsUser: 0 } }] },
    };
    expect(await refusal(asRoot as RenderedPod, "restricted")).toContain('violates PodSecurity "restricted:latest"');
    expect(await refusal(front, "restricted")).toBeUndefined();
  });
});

interface Container {
  readonly name: string;
  readonly securityContext?: { readonly capabilities?: { readonly add?: readonly string[] } };
}

interface PodSpec {
  readonly [field: string]: unknown;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly unknown[];
}

interface PodTemplate {
  readonly metadata: Pick<Manifest["metadata"], "labels" | "annotations">;
  readonly spec: PodSpec;
}

/** Pods of a workload. */
interface RenderedPod extends PodTemplate {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** What its annotations declare that it needs. */
  readonly level: PodSecurityLevel;
}

/** The fields of all kinds of workloads that are read here; whose they are is the caller's word. */
interface ControllerSpec {
  readonly template?: PodTemplate;
  readonly jobTemplate?: { readonly spec: { readonly template: PodTemplate } };
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

function podOf(manifest: Manifest): RenderedPod[] {
  const { kind, metadata } = manifest;
  const { template, jobTemplate, volumeClaimTemplates = [] } = (manifest.spec ?? {}) as ControllerSpec;
  const found = jobTemplate?.spec.template ?? template;
  if (found === undefined) return [];
  const { name, namespace = "" } = metadata;
  const claimed = volumeClaimTemplates.map(({ metadata: { name: claim } }) => ({
    name: claim,
    persistentVolumeClaim: { claimName: `${claim}-${name}-0` },
  }));
  const spec = {
    ...found.spec,
    ...(claimed.length === 0 ? {} : { volumes: [...(found.spec.volumes ?? []), ...claimed] }),
  };
  const level = declaredLevel(name, { ...found, spec });
  return [{ metadata: found.metadata, spec, key: keyOf(manifest), kind, name, namespace, level }];
}

/** By the annotations alone, as a policy reads them. */
function declaredLevel(main: string, { metadata: { annotations = {} }, spec }: PodTemplate): PodSecurityLevel {
  const declared = (prefix: string, names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const reason = annotations[`exceptions.slipway/${prefix}${name}`];
        return reason === undefined ? [] : [[name, reason]];
      }),
    );
  const containers = [...(spec.initContainers ?? []), ...spec.containers].map(
    ({ name, securityContext }): SecuredContainer => ({
      exceptions: declared(name === main ? "" : `${name}.`, containerExceptions),
      capabilities: securityContext?.capabilities?.add,
    }),
  );
  return requiredLevel(declared("", podExceptions), containers);
}

function manifestOf({ name, namespace, metadata, spec }: RenderedPod, level: PodSecurityLevel): Manifest {
  const { labels, annotations } = metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${namespace}.${name}`,
      namespace: namespaceOf(level),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec,
  };
}

function namespaceOf(level: PodSecurityLevel): string {
  return `admission-${level}`;
}
