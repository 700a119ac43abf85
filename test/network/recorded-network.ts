import * as aws from "@pulumi/aws";
import { Vpc, type VpcArgs } from "../../components/network";
import { isComponent, record, shortType, type RecordedResource } from "../../testing";

/** What a program with one VPC registered, its resources known as `Subnet:network-private-eu-central-1a`. */
export class RecordedNetwork {
  /** Resources of AWS, by their short name. */
  readonly resources: ReadonlyMap<string, RecordedResource>;
  /** What a node waits for that depends on the network's `egress`, by short names. */
  readonly egress: readonly string[];

  readonly #names = new Map<string, string>();

  private constructor(readonly all: readonly RecordedResource[]) {
    const probe = all.find(({ name }) => name === "node");
    const own = all.filter((resource) => resource.type.startsWith("aws:") && resource !== probe);
    this.resources = new Map(own.map((resource) => [shortName(resource), resource]));
    for (const resource of all) {
      const name = shortName(resource);
      this.#names.set(resource.path, name);
      for (const output of ["id", "arn"] as const) {
        const value = resource.outputs[output];
        if (typeof value === "string") this.#names.set(value, output === "id" ? `<${name}>` : `<arn of ${name}>`);
      }
    }
    const components = new Set(all.filter(isComponent).map(({ path }) => path));
    this.egress = (probe?.dependsOn ?? []).filter((path) => !components.has(path)).map((path) => this.nameOf(path));
  }

  /** Registers a VPC called `network`, and something that depends on its way out. */
  static async of(args: VpcArgs, preview = true): Promise<RecordedNetwork> {
    const { resources } = await record(
      () => {
        const provider = new aws.Provider("aws", { region: args.region as aws.Region });
        const network = new Vpc("network", args, { providers: [provider] });
        new aws.ec2.Eip("node", {}, { provider, dependsOn: [...network.egress] });
      },
      { preview },
    );
    return new RecordedNetwork(resources);
  }

  /** The inputs of a resource, in which identifiers are replaced by whose they are. */
  inputs(name: string): unknown {
    return this.readable(this.get(name).inputs);
  }

  get(name: string): RecordedResource {
    const resource = this.resources.get(name);
    if (resource === undefined) throw new Error(`there is no ${name} among ${[...this.resources.keys()].join(", ")}`);
    return resource;
  }

  /** Names of the resources of a type. */
  named(type: string): string[] {
    return [...this.resources.keys()]
      .filter((name) => name.startsWith(`${type}:`))
      .map((name) => name.split(":")[1] ?? "");
  }

  ofType(type: string): RecordedResource[] {
    return [...this.resources.values()].filter((resource) => shortType(resource.type) === type);
  }

  /** Everything that must be there before a resource, by short names. */
  prerequisites(name: string, seen = new Set<string>()): Set<string> {
    for (const path of this.get(name).dependsOn) {
      const next = this.nameOf(path);
      if (seen.has(next) || !this.resources.has(next)) continue;
      seen.add(next);
      this.prerequisites(next, seen);
    }
    return seen;
  }

  private nameOf(text: string): string {
    return this.#names.get(text) ?? text;
  }

  private readable(value: unknown): unknown {
    if (typeof value === "string") return this.nameOf(value);
    if (Array.isArray(value)) return value.map((item) => this.readable(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.readable(inner)]));
  }
}

function shortName({ type, name }: RecordedResource): string {
  return `${shortType(type)}:${name}`;
}
