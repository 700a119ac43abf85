import {
  checkInstanceType,
  findInstanceType,
  instanceTypeNames,
  refreshInstanceTypes,
  type InstanceType,
} from "../../cluster";
import { didYouMean, type Problem } from "../../core";
import { planNodePool, type Architecture, type NodePoolSpec } from "./node-pool-spec";

/**
 * What is wrong with the choice of machines: Karpenter takes any, and if there is none of it, its pods just wait. Paths are relative to the
 * pool.
 */
export function checkMachines(name: string, spec: NodePoolSpec): Problem[] {
  const wrong = [...checkOneChoice(spec), ...checkTypes(name, spec), ...checkKinds(spec)];
  return wrong.length > 0 ? wrong : checkAnyLeft(name, spec);
}

/** Where types are named one by one, nothing else chooses among them: what both leave might be nothing. */
function checkOneChoice(spec: NodePoolSpec): Problem[] {
  const others = ["instanceCategories", "instanceFamilies", "instanceSizes", "minGeneration"] as const;
  if (spec.instanceTypes === undefined || spec.instanceTypes.length === 0) return [];
  return others
    .filter((field) => spec[field] !== undefined)
    .map((field) => ({
      path: [field],
      message: "the types of machines are named one by one already",
      found: `${field} and instanceTypes`,
      fix: "remove one of them",
    }));
}

const architectureOf = { x86_64: "amd64", arm64: "arm64" } as const;

/** A type that no image fits would never be started, and nobody be told. */
function checkTypes(name: string, spec: NodePoolSpec): Problem[] {
  const { architectures } = planNodePool(name, spec, { isProduction: true });
  return [...(spec.instanceTypes ?? []).entries()].flatMap(([index, type]): Problem[] => {
    const path = ["instanceTypes", index];
    if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(type)) {
      return [{ path, message: "this is no instance type", found: type, fix: "write it like m7i.large" }];
    }
    const known = findInstanceType(type);
    if (known === undefined) return checkInstanceType(type, path);
    if (architectures.includes(architectureOf[known.architecture])) return [];
    return [
      {
        path,
        message: "the pool has no nodes of this type's architecture",
        found: `${type}, which is ${architectureOf[known.architecture]}`,
        allowed: `types of ${architectures.join(", ")}`,
        fix: `write architectures: [${architectureOf[known.architecture]}], or choose another type`,
      },
    ];
  });
}

/** What Karpenter's labels say of a type. */
interface Machine {
  readonly category: string;
  readonly family: string;
  readonly generation: number;
  readonly size: string;
  readonly architecture: Architecture;
}

let known: readonly Machine[] | undefined;

function machines(): readonly Machine[] {
  known ??= instanceTypeNames().flatMap((name) => machineOf(findInstanceType(name)) ?? []);
  return known;
}

/** As Karpenter v1.14 reads names: letters, and after them, or after an amount of memory such as `-6tb`, the generation. */
function machineOf(type: InstanceType | undefined): Machine | undefined {
  const [, family, category, generation, size] =
    /^(([a-z]+)(?:-[0-9]+tb)?([0-9]+)[^.]*)\.(.+)$/.exec(type?.name ?? "") ?? [];
  if (type === undefined || family === undefined || category === undefined || size === undefined) return undefined;
  return { category, family, size, generation: Number(generation), architecture: architectureOf[type.architecture] };
}

const refresh = `if AWS has it, renew the table of types: ${refreshInstanceTypes}`;

function checkKinds({ instanceCategories, instanceFamilies, instanceSizes }: NodePoolSpec): Problem[] {
  const families = kinds("family");
  return [
    ...unknown(instanceCategories, kinds("category")).map(([index, found]) => ({
      path: ["instanceCategories", index],
      message: "no EC2 instance type of this category is known",
      found,
      allowed: kinds("category").join(", "),
      fix: families.includes(found)
        ? `write instanceFamilies: [${found}] instead, or its letters alone`
        : `name one of these; ${refresh}`,
    })),
    ...unknown(instanceFamilies, families).map(([index, found]) => {
      const alike = families.filter((family) => family.startsWith(/^[a-z]+/.exec(found)?.[0] ?? found));
      return {
        path: ["instanceFamilies", index],
        message: "no EC2 instance type of this family is known",
        found,
        ...(alike.length === 0 ? {} : { allowed: alike.join(", ") }),
        fix: found.includes(".")
          ? `write instanceTypes: [${found}] instead, or what is before the dot`
          : `${meant(found, alike) ?? "name one such as m7i"}; ${refresh}`,
      };
    }),
    ...unknown(instanceSizes, kinds("size")).map(([index, found]) => ({
      path: ["instanceSizes", index],
      message: "no EC2 instance type of this size is known",
      found,
      allowed: kinds("size").join(", "),
      fix: `${meant(found, kinds("size")) ?? "name one of these"}; ${refresh}`,
    })),
  ];
}

function kinds(field: "category" | "family" | "size"): readonly string[] {
  return [...new Set(machines().map((machine) => machine[field]))].sort();
}

function unknown(names: readonly string[] = [], all: readonly string[]): (readonly [index: number, name: string])[] {
  return [...names.entries()].filter(([, name]) => !all.includes(name));
}

function meant(wrong: string, all: readonly string[]): string | undefined {
  const name = didYouMean(wrong, all);
  return name === undefined ? undefined : `write ${name}`;
}

/** Whether any type is left, of which each list leaves some. */
function checkAnyLeft(name: string, spec: NodePoolSpec): Problem[] {
  const { instanceCategories, instanceFamilies, instanceSizes, instanceTypes, minGeneration, architectures } =
    planNodePool(name, spec, { isProduction: true });
  if (instanceTypes !== undefined) return [];
  const lists = [instanceCategories, instanceFamilies, instanceSizes, architectures];
  if (lists.some((list) => list?.length === 0)) return [];
  const left = machines().filter(
    ({ category, family, size, architecture }) =>
      (instanceCategories?.includes(category) ?? true) &&
      (instanceFamilies?.includes(family) ?? true) &&
      (instanceSizes?.includes(size) ?? true) &&
      architectures.includes(architecture),
  );
  if (left.length === 0) {
    return [
      {
        path: [],
        message: "no EC2 instance type is known that is all of what the pool asks for, so it would never start a node",
        found: lists.flatMap((list) => (list === undefined ? [] : [list.join(" or ")])).join("; "),
        fix: "choose other categories, families, sizes or architectures that go together",
      },
    ];
  }
  const newest = Math.max(...left.map(({ generation }) => generation));
  if (minGeneration === undefined || minGeneration <= newest) return [];
  return [
    {
      path: ["minGeneration"],
      message:
        "no EC2 instance type is known of this generation or a newer one that is all else that the pool asks for",
      found: spec.minGeneration === undefined ? `none, which means ${minGeneration}` : String(minGeneration),
      allowed: `1 to ${newest}`,
      fix: `write ${newest} or less; ${refresh}`,
    },
  ];
}
