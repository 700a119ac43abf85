import {
  chartOf,
  chosenAddOns,
  type AddOnSurroundings,
  type AnyAddOn,
  type ChartSource,
  type ChosenAddOn,
  type PlatformAddOnsSpec,
} from "../../components/addons";
import { predecessors } from "../../components/addons/frame/planner";
import { notAfter, type TimedOperation } from "./add-ons-timeline";
import { standInChart } from "./chart-repository/stand-in-charts";

/** A choice of add-ons, and in which order it must be made. */
export class Choice {
  readonly ids: readonly string[];
  private readonly byId: ReadonlyMap<string, ChosenAddOn>;
  private readonly surroundings: ReturnType<typeof chosenAddOns>["surroundings"];
  /** Kinds of custom resources, each with the resource of Pulumi that brings it. */
  private readonly broughtBy: ReadonlyMap<string, string>;

  constructor(spec: PlatformAddOnsSpec, around: AddOnSurroundings) {
    const { chosen, surroundings } = chosenAddOns(spec, around);
    this.byId = new Map(chosen.map((one) => [one.addOn.id, one]));
    this.ids = [...this.byId.keys()];
    this.surroundings = surroundings;
    this.broughtBy = new Map(
      chosen.flatMap(({ addOn }) =>
        addOn.charts.flatMap((chart, index) =>
          kindsOf(chart).map((kind): [string, string] => [kind, `add-ons-${releaseOf(addOn, index)}`]),
        ),
      ),
    );
  }

  one(id: string): ChosenAddOn {
    const found = this.byId.get(id);
    if (found === undefined) throw new Error(`${id} is not among ${this.ids.join(", ")}`);
    return found;
  }

  name(id: string): string {
    return this.one(id).addOn.name;
  }

  /** Names of the releases of some of the add-ons. */
  releases(ids: readonly string[] = this.ids): string[] {
    return ids
      .map((id) => this.one(id).addOn)
      .flatMap((addOn) => addOn.charts.map((_, index) => releaseOf(addOn, index)))
      .sort();
  }

  /** The archives that releases are made of, such as `keda-2.20.2`. */
  archives(): string[] {
    const sources = this.ids.flatMap((id) => this.one(id).addOn.charts);
    return sources
      .map(chartOf)
      .map(({ chart, version }) => `${chart}-${version}`)
      .sort();
  }

  /** Those that come after another, by way of others too. */
  dependents(other: string): string[] {
    return this.ids.filter((id) => this.needs(id, other));
  }

  /** Those that have pods of which there are several where that is asked for. */
  doubled(): string[] {
    return this.ids.filter((id) => {
      const { addOn, options } = this.one(id);
      const pods = addOn.pods(options as never, { ...this.surroundings, highlyAvailable: true });
      return addOn.charts.length > 0 && pods.some(({ replicas }) => typeof replicas === "number" && replicas > 1);
    });
  }

  /**
   * Expects that what was made was made in the order in which it is needed: requirements, namespace, release, custom resources.
   * @returns how many pairs were compared
   */
  expectOrder(operations: readonly TimedOperation[]): number {
    const made = operations.filter(({ sign }) => sign === "+");
    const of = (id: string) => made.filter(({ name }) => this.owner(name) === id);
    const pairs = this.ids.flatMap((id) => {
      const own = of(id);
      const releases = own.filter(({ kind }) => kind === "Release");
      const custom = own.filter(({ kind }) => this.broughtBy.has(kind));
      const inNamespace = own.filter(({ kind }) => ["Release", "NetworkPolicy", "Secret"].includes(kind));
      return [
        ...pairsOf(
          own.filter(({ kind, name }) => kind === "Namespace" && name === `add-ons-${this.name(id)}`),
          inNamespace,
        ),
        ...pairsOf(releases, custom),
        ...custom.flatMap((resource) =>
          pairsOf(
            made.filter(({ kind, name }) => kind === "Release" && name === this.broughtBy.get(resource.kind)),
            [resource],
          ),
        ),
        ...predecessors(this.one(id), this.surroundings).flatMap((other) => pairsOf(of(other), releases)),
      ];
    });
    expect(notAfter(pairs)).toEqual([]);
    return pairs.length;
  }

  private needs(id: string, other: string): boolean {
    return predecessors(this.one(id), this.surroundings).some((one) => one === other || this.needs(one, other));
  }

  /** The add-on that a resource belongs to, by the longest name that its own begins with. */
  private owner(name: string): string | undefined {
    return this.ids
      .filter((id) => name === `add-ons-${this.name(id)}` || name.startsWith(`add-ons-${this.name(id)}-`))
      .sort((a, b) => this.name(b).length - this.name(a).length)[0];
  }
}

/** The charts of an add-on but the last are those of its definitions. */
function releaseOf({ name, charts }: AnyAddOn, index: number): string {
  return index === charts.length - 1 ? name : `${name}-crds`;
}

function kindsOf(chart: ChartSource): string[] {
  if (typeof chart !== "string") return [];
  return standInChart(chart).definitions.flatMap(({ kinds }) => kinds.map((kind) => kind.split(" ")[0] ?? ""));
}

function pairsOf<A, B>(firsts: readonly A[], seconds: readonly B[]): (readonly [A, B])[] {
  return firsts.flatMap((first) => seconds.map((second) => [first, second] as const));
}
