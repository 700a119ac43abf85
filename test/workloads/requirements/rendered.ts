import type * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { EksCluster, ExistingCluster, type ClusterHandle } from "../../../components/cluster";
import { createAwsProvider, ExistingVpc } from "../../../components/network";
import { manifestFiles } from "../../../preview/manifests";
import { record, type RecordedResource, type RecordOptions } from "../../../testing";
import { clusterArgs, existingVpc } from "../../cluster/eks/recorded-cluster";
import type { Requirement, Step } from "./requirement";

/** An object as it would be given to the API server. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What a program renders, as if it were applied. */
export interface Rendered {
  readonly resources: readonly RecordedResource[];
  /** Every Kubernetes object; without what only changes an object that others make. */
  readonly manifests: readonly Manifest[];
}

/** Records a program as if it were applied. */
export async function render(
  program: () => unknown,
  place: Pick<RecordOptions, "project" | "stack"> = {},
): Promise<Rendered> {
  const { resources } = await record(program, { ...place, preview: false });
  const whole = resources.filter(({ type }) => !type.endsWith("Patch"));
  // The text of a file is what a preview writes of an object, so what is in it is the caller's word.
  return {
    resources,
    manifests: manifestFiles(whole).map(({ text }) => shown(parse(text, { version: "1.1" }) as Manifest)),
  };
}

/** A preview hides the keys of a Secret too, where an API server wants some. */
function shown(manifest: Manifest): Manifest {
  const { stringData } = manifest;
  return typeof stringData === "string" ? { ...manifest, stringData: { hidden: stringData } } : manifest;
}

/** The same of a requirement's program. */
export function renderRequirement({ program, cluster }: Requirement): Promise<Rendered> {
  return render(() => {
    program(cluster === "eks" ? eksCluster() : new ExistingCluster("cluster"));
  });
}

function eksCluster(): ClusterHandle {
  const opts: pulumi.ComponentResourceOptions = {
    providers: [createAwsProvider("aws", { region: existingVpc.region, tags: { Project: "shop" } })],
  };
  return new EksCluster("cluster", { ...clusterArgs, network: new ExistingVpc("network", existingVpc, opts) }, opts);
}

/** `namespace/Kind/name`, or `Kind/name` of what is in no namespace. */
export function keyOf({ kind, metadata: { name, namespace } }: Pick<Manifest, "kind" | "metadata">): string {
  return [...(namespace === undefined ? [] : [namespace]), kind, name].join("/");
}

/** The one object of a name, as facts have it. */
export function findObject<T extends Pick<Manifest, "kind" | "metadata">>(objects: readonly T[], name: string): T {
  const found = objects.filter((object) => `/${keyOf(object)}`.endsWith(`/${name}`));
  const [object] = found;
  if (object !== undefined && found.length === 1) return object;
  const known = objects.map(keyOf).join(", ");
  throw new Error(`${found.length} objects are called ${name}, among ${known}`);
}

/** What is at a path; undefined where nothing is. */
export function valueAt(object: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Readonly<Record<Step, unknown>>)[step] : undefined,
    object,
  );
}
