import type * as pulumi from "@pulumi/pulumi";
import { CoreAddOns, type CoreAddOnsArgs } from "../../../components/addons";
import { EksCluster, type EksClusterArgs } from "../../../components/cluster";
import { createAwsProvider, ExistingVpc, Vpc, type ExistingVpcArgs, type VpcArgs } from "../../../components/network";
import { isComponent, record, secretMark, shortType, type FakeSource, type RecordedResource } from "../../../testing";

const region = "eu-central-1";
const zones = ["eu-central-1a", "eu-central-1b"];

/** A network by its IDs, in two zones. */
export const existingVpc: ExistingVpcArgs = {
  region,
  vpcId: "vpc-0a1b2c3d4e5f60718",
  subnets: {
    private: { "eu-central-1a": "subnet-0000000a", "eu-central-1b": "subnet-0000000b" },
    pods: { "eu-central-1a": "subnet-0000001a", "eu-central-1b": "subnet-0000001b" },
  },
};

export const admin = "arn:aws:iam::111122223333:role/platform";

/** One group that takes any pod, on a day when all versions of the tests are supported. */
export const clusterArgs: Omit<EksClusterArgs, "network"> = {
  clusterName: "shop-dev",
  access: { admin: [admin] },
  nodeGroups: { general: { purpose: "general", size: { min: 2, max: 4 } } },
  today: "2026-11-20",
};

export interface ClusterProgram {
  /** Changes to `clusterArgs`. */
  readonly cluster?: Partial<EksClusterArgs>;
  /** Changes to `existingVpc`. */
  readonly network?: Partial<ExistingVpcArgs>;
  /** A VPC that is made, instead of the existing one. */
  readonly vpc?: Partial<VpcArgs>;
  /** The core add-ons, if there are to be any. */
  readonly addOns?: Omit<CoreAddOnsArgs, "cluster">;
  /** Options of the cluster besides its providers. */
  readonly options?: pulumi.ComponentResourceOptions;
  readonly preview?: boolean;
  readonly fakes?: FakeSource;
  /** What else the program does. */
  readonly then?: (cluster: EksCluster) => unknown;
}

/** What a program with a cluster called `cluster` registered, its resources known as `AccessEntry:cluster-access-…`. */
export class RecordedCluster {
  readonly #resources: ReadonlyMap<string, RecordedResource>;
  readonly #names = new Map<string, string>();

  private constructor(readonly all: readonly RecordedResource[]) {
    this.#resources = new Map(all.map((resource) => [shortName(resource), resource]));
    for (const resource of all) {
      const name = shortName(resource);
      this.#names.set(resource.path, name);
      if (isComponent(resource) && !resource.remote) continue;
      for (const [output, value] of Object.entries(resource.outputs)) {
        if (typeof value !== "string" || !/^(id|arn|oidcProviderArn|clusterSecurityGroupId)$/.test(output)) continue;
        this.#names.set(value, output === "id" ? `<${name}>` : `<${output} of ${name}>`);
      }
    }
  }

  static async of(program: ClusterProgram = {}): Promise<RecordedCluster> {
    const { preview = true, fakes } = program;
    const options = { preview, ...(fakes === undefined ? {} : { fakes }) };
    const { resources } = await record(() => {
      run(program);
    }, options);
    return new RecordedCluster(resources);
  }

  get(name: string): RecordedResource {
    const resource = this.#resources.get(name);
    if (resource === undefined) throw new Error(`there is no ${name} among ${[...this.#resources.keys()].join(", ")}`);
    return resource;
  }

  /** The inputs of a resource, in which identifiers are replaced by whose they are. */
  inputs(name: string): Record<string, unknown> {
    return this.readable(this.get(name).inputs) as Record<string, unknown>;
  }

  /** An input that is JSON. */
  json(name: string, input: string): unknown {
    return this.readable(JSON.parse(String(this.get(name).inputs[input])));
  }

  /** Names of the resources of a type, such as `Addon`. */
  named(type: string): string[] {
    return this.ofType(type).map(({ name }) => name);
  }

  ofType(type: string): RecordedResource[] {
    return this.all.filter((resource) => shortType(resource.type) === type);
  }

  /** Everything that must be there before a resource: what it depends on, its provider, and what these depend on. */
  prerequisites(name: string): Set<string> {
    const seen = new Set<string>();
    const visit = ({ dependsOn, provider }: RecordedResource): void => {
      for (const path of [...dependsOn, ...(provider === null ? [] : [provider])]) {
        const next = this.#names.get(path) ?? path;
        if (seen.has(next)) continue;
        seen.add(next);
        visit(this.get(next));
      }
    };
    visit(this.get(name));
    return seen;
  }

  private readable(value: unknown): unknown {
    if (value === secretMark) return value;
    if (typeof value === "string") return this.#names.get(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => this.readable(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.readable(inner)]));
  }
}

function run({ cluster: changes, network, vpc, addOns, options, then }: ClusterProgram): void {
  const providers = [createAwsProvider("aws", { region, tags: { Project: "shop" } })];
  const handle =
    vpc === undefined
      ? new ExistingVpc("network", { ...existingVpc, ...network }, { providers })
      : new Vpc("network", { region, zones, cidr: "10.0.0.0/16", ...vpc }, { providers });
  const cluster = new EksCluster("cluster", { ...clusterArgs, network: handle, ...changes }, { ...options, providers });
  if (addOns !== undefined) new CoreAddOns("core-add-ons", { ...addOns, cluster }, { providers });
  then?.(cluster);
}

function shortName({ type, name }: RecordedResource): string {
  return `${shortType(type)}:${name}`;
}
