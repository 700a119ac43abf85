/**
 * Every environment, recorded whole. This shows what the program registers and how it hangs together; that the engine and
 * an API server accept it is shown by `npm run e2e`, and whether AWS does is shown only by an account. The recorder has no answers to
 * look-ups, so one anywhere in the program would fail every test here. What is inside `eks.Cluster` and `eks.ManagedNodeGroup` is made
 * by their plugin, and not seen here.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environments, readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { compare, expandRemoteComponents, isComponent, record, type RecordedResource } from "../../testing";

const recordEnvironment = async (environment: string, preview = true): Promise<readonly RecordedResource[]> => {
  const config = readConfigFile(environment);
  return (await record(() => main(config), { stack: environment, preview })).resources;
};

/** What is where it is on purpose. A change of the numbers means that something came or went. */
interface Facts {
  /** Provider of all Kubernetes objects. */
  readonly provider: string;
  readonly components: number;
  readonly awsResources: number;
  readonly kubernetesObjects: number;
  /** Of these, releases of charts. */
  readonly releases: number;
  /** Of these, custom resources of add-ons and gateways, which their own tests check. */
  readonly customResources: number;
  /** Types of all others. */
  readonly others: readonly string[];
  /** What Pulumi refuses to delete: all that is lost for good, or that nobody gets in without. */
  readonly isProtected: readonly string[];
}

const provider = "EksCluster:cluster/kubernetes:cluster";
/** The second provider of Kubernetes is for definitions that stay, and so may be there already. */
const providers = ["pulumi:providers:kubernetes", "pulumi:providers:kubernetes", "pulumi:providers:aws"];

const password = "random:index/randomPassword:RandomPassword";

const facts: Readonly<Record<string, Facts>> = {
  dev: {
    provider,
    components: 40,
    awsResources: 63,
    kubernetesObjects: 82,
    releases: 3,
    customResources: 0,
    others: providers,
    isProtected: [],
  },
  local: {
    provider: "ExistingCluster:cluster/kubernetes:cluster",
    components: 15,
    awsResources: 0,
    kubernetesObjects: 62,
    releases: 0,
    customResources: 0,
    others: ["pulumi:providers:kubernetes"],
    isProtected: [],
  },
  prod: {
    provider,
    components: 72,
    awsResources: 109,
    kubernetesObjects: 180,
    releases: 17,
    customResources: 30,
    others: [
      ...["pulumi:providers:kubernetes", password, password],
      ...["pulumi:providers:kubernetes", "pulumi:providers:kubernetes", "pulumi:providers:kubernetes", password],
      "pulumi:providers:aws",
    ],
    isProtected: [
      expect.stringMatching(/^EksCluster:cluster\/AccessEntry:cluster-access-break-glass-\w{6}$/) as string,
      expect.stringMatching(/^EksCluster:cluster\/AccessPolicyAssociation:cluster-access-break-glass-\w{6}$/) as string,
      "EksCluster:cluster/Cluster:cluster",
      "EksCluster:cluster/Key:cluster-encryption",
      "EksCluster:cluster/LogGroup:cluster-logs",
      "Observability:observability/Namespace:observability-logging",
      "PlatformAddOns:add-ons/PlatformAddOn:add-ons-velero/BackupBucket:add-ons-velero-backups/Bucket:add-ons-velero-backups",
    ],
  },
  staging: {
    provider,
    components: 71,
    awsResources: 107,
    kubernetesObjects: 158,
    releases: 14,
    customResources: 19,
    others: [
      "pulumi:providers:kubernetes",
      "pulumi:providers:kubernetes",
      ...providers.slice(0, 2),
      password,
      "pulumi:providers:aws",
    ],
    isProtected: [],
  },
};

it("knows the environments dev, local, prod and staging, among others that you may have added", () => {
  expect(environments()).toEqual(expect.arrayContaining(Object.keys(facts)));
});

const isAws = ({ type }: RecordedResource) => /^(aws|eks):/.test(type);
const isAwsHalf = (resource: RecordedResource) => isAws(resource) || resource.type.startsWith("pulumi:providers:");
const isObject = (resource: RecordedResource) => resource.type.startsWith("kubernetes:") && !isComponent(resource);
const isRelease = ({ type }: RecordedResource) => type === "kubernetes:helm.sh/v3:Release";
/** One of Kubernetes' own groups, or of its projects, but for the Gateway API. */
const isOfKubernetes = ({ inputs }: RecordedResource) =>
  /^([a-z0-9]+|(?!gateway\.)[a-z.]+\.k8s\.io)(\/|$)/.test(String(inputs.apiVersion));

describe.each(Object.entries(facts))("the environment %s", (environment, expected) => {
  let resources: readonly RecordedResource[] = [];
  beforeAll(async () => {
    resources = await recordEnvironment(environment);
  });

  /**
   * Names, types and parents are API: a change of any of them replaces what users run. Where that is meant, give the
   * resource an alias, and write the list anew with UPDATE_IDENTITY=1 npm test.
   */
  it("registers the same types, names and parents as ever", () => {
    const file = path.join(__dirname, "identity", `${environment}.txt`);
    const identity = `${resources.map(({ path: where, type }) => `${where}  ${type}`).join("\n")}\n`;
    if (process.env.UPDATE_IDENTITY === "1") writeFileSync(file, identity);
    expect(identity).toBe(readFileSync(file, "utf8"));
  });

  /**
   * What AWS is asked for, to the letter: some of it costs money, some of it cannot be changed in place. After a change
   * that is meant, UPDATE_INPUTS=1 npx jest test/stacks/environments writes it anew: read the difference as a bill.
   */
  it("gives AWS and the providers exactly these inputs", () => {
    const file = path.join(__dirname, "inputs", `${environment}.txt`);
    const references = referencesTo(resources.filter(isAwsHalf));
    const inputs = `${resources
      .filter(isAwsHalf)
      .map((resource) => describeInputs(resource, references))
      .join("\n\n")}\n`;
    if (process.env.UPDATE_INPUTS === "1") writeFileSync(file, inputs);
    expect(inputs).toBe(readFileSync(file, "utf8"));
  });

  it("registers the same when it is previewed and when it is applied", async () => {
    expect(await recordEnvironment(environment, false)).toEqual(resources);
  });

  /** Outputs of AWS are stand-ins here; in a real preview what follows from them is unknown, but no resource hangs on it. */
  it("knows every input, given the outputs of AWS", () => {
    expect(JSON.stringify(resources)).not.toContain('{"unknown":true}');
  });

  it("registers so many components, AWS resources and Kubernetes objects, 300 at most", () => {
    expect({
      components: resources.filter(isComponent).filter((resource) => !isAws(resource)).length,
      awsResources: resources.filter(isAws).length,
      kubernetesObjects: resources.filter(isObject).length,
      releases: resources.filter(isRelease).length,
      others: resources.filter((one) => !isAws(one) && !isObject(one) && !isComponent(one)).map(({ type }) => type),
    }).toEqual({
      components: expected.components,
      awsResources: expected.awsResources,
      kubernetesObjects: expected.kubernetesObjects,
      releases: expected.releases,
      others: expected.others,
    });
    const made = expandRemoteComponents(resources).filter((resource) => !isComponent(resource));
    expect(made.length).toBeLessThanOrEqual(300);
  });

  it("gives every Kubernetes object the provider of its cluster, and every AWS resource that of the environment", () => {
    expect(new Set(resources.filter(isObject).map(({ provider }) => provider))).toEqual(new Set([expected.provider]));
    expect(resources.filter(isAws).filter(({ provider }) => provider !== "aws:aws")).toEqual([]);
  });

  it("protects what is lost for good in production, and nothing elsewhere", () => {
    expect(resources.filter(({ protect }) => protect).map(({ path: where }) => where)).toEqual(expected.isProtected);
  });

  it("has outputs for every component", () => {
    const components = resources.filter(isComponent);
    expect(components.filter(({ outputs }) => Object.keys(outputs).length === 0)).toEqual([]);
  });

  it("makes the network policy of a workload before its pods, and the default one before everything", () => {
    const deployments = resources.filter(
      ({ type, path: where }) => type === "kubernetes:apps/v1:Deployment" && where.startsWith("Shop:"),
    );
    expect(deployments).toHaveLength(12);
    for (const { parent, name, dependsOn } of deployments) {
      expect(dependsOn).toContain(`${parent ?? ""}/NetworkPolicy:${name}`);
      expect(dependsOn).toContain("Shop:shop/Namespace:shop-namespace/NetworkPolicy:shop-namespace-default-deny");
    }
  });

  it("makes what it makes for AWS before the shop, which so also goes before it", () => {
    const last = resources.filter(({ type, path: where }) =>
      where.startsWith("CoreAddOns:") ? !type.startsWith("slipway:") : type === "eks:index:ManagedNodeGroup",
    );
    expect(last).toHaveLength(expected.awsResources > 0 ? 11 : 0);
    const before = dependencies(resources, "Shop:shop/Namespace:shop-namespace/Namespace:shop-namespace");
    expect(last.map(({ path: where }) => where).filter((where) => !before.has(where))).toEqual([]);
    for (const { path: where } of resources.filter((one) => one.path.startsWith("Shop:") && isObject(one))) {
      const own = dependencies(resources, where);
      if (where !== "Shop:shop/Namespace:shop-namespace/Namespace:shop-namespace") {
        expect(own).toContain("Shop:shop/Namespace:shop-namespace/Namespace:shop-namespace");
      }
    }
  });

  it("makes the add-ons before the shop, which so also goes before them", () => {
    const before = dependencies(resources, "Shop:shop/Namespace:shop-namespace/Namespace:shop-namespace");
    const made = resources.filter(
      (one) => one.path.startsWith("PlatformAddOns:") && (isRelease(one) || typeof one.inputs.kind === "string"),
    );
    expect(made.filter(isRelease)).toHaveLength(expected.releases);
    expect(made.map(({ path: where }) => where).filter((where) => !before.has(where))).toEqual([]);
  });

  it("writes objects that the schemas of Kubernetes 1.36 accept", () => {
    const all = resources.filter(({ inputs }) => typeof inputs.kind === "string");
    const objects = all.filter(isOfKubernetes).map(({ inputs }) => inputs);
    expect(all.length - objects.length).toBe(expected.customResources);
    const output = execFileSync(process.execPath, [path.join(__dirname, "validate-objects.mjs")], {
      // What a Secret holds is not recorded.
      input: JSON.stringify(objects).replaceAll('"stringData":{"secret":true}', '"stringData":{}'),
    });
    expect(JSON.parse(output.toString())).toEqual({ checked: objects.length, problems: [] });
    expect(all.length).toBe(expected.kubernetesObjects - expected.releases);
  });
});

/** All that a resource depends on, directly or by others; its provider included. */
function dependencies(resources: readonly RecordedResource[], start: string): Set<string> {
  const byPath = new Map(resources.map((resource) => [resource.path, resource]));
  const found = new Set<string>();
  const waiting = [start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { dependsOn = [], provider = null } = byPath.get(next) ?? {};
    for (const where of provider === null ? dependsOn : [...dependsOn, provider]) {
      if (!found.has(where)) waiting.push(where);
      found.add(where);
    }
  }
  return found;
}

type References = readonly (readonly [value: string, name: string])[];

/** The made-up outputs of AWS, each with the name of what it is of: ids say nothing to a reader. */
function referencesTo(resources: readonly RecordedResource[]): References {
  return resources
    .flatMap(({ type, name, inputs, outputs }) =>
      Object.entries(outputs)
        .filter(([key, value]) => isMadeUp(value) && value !== inputs[key])
        .map(([key, value]) => [String(value), `<${type.slice(type.lastIndexOf(":") + 1)} ${name} ${key}>`] as const),
    )
    .sort(([one], [other]) => other.length - one.length);
}

function isMadeUp(value: unknown): boolean {
  return typeof value === "string" && /[0-9a-f]{7}/.test(value) && !value.startsWith("{");
}

/** A line for each input, in alphabetical order. */
function describeInputs(
  { path: where, inputs, protect, ignoreChanges }: RecordedResource,
  references: References,
): string {
  return [
    `${where}${protect ? "  (protected)" : ""}`,
    ...Object.keys(inputs)
      .sort(compare)
      .map((key) => `  ${key}: ${describeInput(key, inputs[key], references)}`),
    ...(ignoreChanges.length === 0 ? [] : [`  (changes of ${ignoreChanges.join(", ")} are ignored)`]),
  ].join("\n");
}

function describeInput(key: string, value: unknown, references: References): string {
  const readable =
    key === "userData" && typeof value === "string" ? Buffer.from(value, "base64").toString() : sorted(value);
  return references.reduce((text, [made, name]) => text.replaceAll(made, name), JSON.stringify(readable));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => compare(one, other))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
