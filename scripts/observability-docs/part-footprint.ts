import { chosenAddOns, type AddOnId, type Pods, type PlatformAddOnsSpec } from "../../components/addons";
import { parseQuantity, type RenderedObject } from "../../components/core";
import { addOnsAround, type EnvironmentName } from "./environments";

/** What pods ask for: CPU in thousandths of a core, memory in MiB. */
export interface Asked {
  readonly pods: number;
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

/** What a part of observability asks for. */
export interface PartFootprint {
  /** Whatever the number of nodes. */
  readonly fixed: Asked;
  /** On each node besides. */
  readonly perNode: Asked;
  readonly volumesGib: number;
}

type Counted = Pick<Pods, "replicas" | "cpuMillis" | "memoryMib">;

const nothing: Asked = { pods: 0, cpuMillis: 0, memoryMib: 0 };

/** Of add-ons, by the figures that their charts are given; of those alone that are named, not of others that they need. */
export function footprintOfAddOns(
  asked: PlatformAddOnsSpec,
  environment: EnvironmentName,
  volumesGib = 0,
): PartFootprint {
  const { chosen, surroundings } = chosenAddOns({ certManager: true, ...asked }, addOnsAround(environment));
  const named = chosen.filter(({ addOn }) => asked[addOn.id as AddOnId] !== undefined);
  return {
    ...footprintOf(named.flatMap(({ addOn, options }) => addOn.pods(options as never, surroundings))),
    volumesGib,
  };
}

/** Of objects as they are rendered. Pods of jobs end, and are not counted. */
export function footprintOfObjects(objects: readonly RenderedObject[]): PartFootprint {
  return {
    ...footprintOf(objects.flatMap(podsOfObject)),
    volumesGib: objects.reduce((sum, { fields }) => sum + volumesOf(fields.spec), 0),
  };
}

export function sumOf(all: readonly PartFootprint[]): PartFootprint {
  return {
    fixed: added(all.map(({ fixed }) => fixed)),
    perNode: added(all.map(({ perNode }) => perNode)),
    volumesGib: all.reduce((sum, { volumesGib }) => sum + volumesGib, 0),
  };
}

/** What the first asks for beyond the second. */
export function differenceOf(one: PartFootprint, other: PartFootprint): PartFootprint {
  const less = ({ pods, cpuMillis, memoryMib }: Asked): Asked => ({
    pods: -pods,
    cpuMillis: -cpuMillis,
    memoryMib: -memoryMib,
  });
  return sumOf([one, { fixed: less(other.fixed), perNode: less(other.perNode), volumesGib: -other.volumesGib }]);
}

function footprintOf(all: readonly Counted[]): Pick<PartFootprint, "fixed" | "perNode"> {
  const of = (countOf: (replicas: Counted["replicas"]) => number) =>
    added(
      all.map(({ replicas, cpuMillis, memoryMib }) => {
        const count = countOf(replicas);
        return { pods: count, cpuMillis: count * cpuMillis, memoryMib: count * memoryMib };
      }),
    );
  return {
    fixed: of((replicas) => (replicas === "perNode" ? 0 : replicas)),
    perNode: of((replicas) => (replicas === "perNode" ? 1 : 0)),
  };
}

function added(all: readonly Asked[]): Asked {
  return all.reduce(
    (sum, { pods, cpuMillis, memoryMib }) => ({
      pods: sum.pods + pods,
      cpuMillis: sum.cpuMillis + cpuMillis,
      memoryMib: sum.memoryMib + memoryMib,
    }),
    nothing,
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** The pods that Kubernetes, or the operator of its kind, makes of an object. */
function podsOfObject({ kind, name, fields }: RenderedObject): Counted[] {
  const spec = fieldsOf(fields.spec);
  switch (kind) {
    case "Elasticsearch":
      return listOf(spec.nodeSets).map(({ count, podTemplate }) => podsOf(podTemplate, Number(count)));
    case "Kibana":
    case "Logstash":
      return [podsOf(spec.podTemplate, Number(spec.count))];
    case "Beat":
      if (spec.daemonSet !== undefined) return [podsOf(fieldsOf(spec.daemonSet).podTemplate, "perNode")];
      if (fieldsOf(spec.deployment).replicas === 0) return [];
      throw new Error(`it is not known how many pods ${kind} ${name} has`);
    case "Deployment":
      return [podsOf(spec.template, Number(spec.replicas))];
    case "OpenTelemetryCollector":
      return [asked([spec], spec.mode === "daemonset" ? "perNode" : Number(spec.replicas))];
    case "Job":
    case "CronJob":
      return [];
    default:
      if (JSON.stringify(fields).includes('"containers"')) {
        throw new Error(`pods of ${kind} ${name} are not counted`);
      }
      return [];
  }
}

function podsOf(template: unknown, replicas: Counted["replicas"]): Counted {
  return asked(listOf(fieldsOf(fieldsOf(template).spec).containers), replicas);
}

/** What containers, which have `resources`, ask for together. */
function asked(containers: readonly Fields[], replicas: Counted["replicas"]): Counted {
  const sum = (key: "cpu" | "memory") =>
    containers.reduce((total, { resources }) => {
      const quantity = parseQuantity(String(fieldsOf(fieldsOf(resources).requests)[key]));
      if (quantity === undefined) throw new Error(`a container does not say how much ${key} it asks for`);
      return total + quantity;
    }, 0);
  return { replicas, cpuMillis: Math.round(sum("cpu") * 1000), memoryMib: Math.round(sum("memory") / 2 ** 20) };
}

/** GiB that templates of claims ask for: those of a set of nodes for each of it. */
function volumesOf(spec: unknown): number {
  const { count = 1, nodeSets, volumeClaimTemplates } = fieldsOf(spec);
  const own = listOf(volumeClaimTemplates).reduce((sum, claim) => {
    const storage = fieldsOf(fieldsOf(fieldsOf(claim.spec).resources).requests).storage;
    return sum + (parseQuantity(String(storage)) ?? Number.NaN) / 2 ** 30;
  }, 0);
  return Number(count) * own + listOf(nodeSets).reduce((sum, nodeSet) => sum + volumesOf(nodeSet), 0);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
