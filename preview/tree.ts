import { isComponent, shortType, type RecordedResource } from "../testing";
import type { Summary } from "./summary";

/** The resources as a tree for the terminal: a line for each component, with what it makes. */
export function drawTree(resources: readonly RecordedResource[]): string {
  const children = new Map<string | null, RecordedResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  return (children.get(null) ?? []).flatMap((resource) => drawBranch(resource, children, "", "")).join("\n");
}

/** The figures of a preview, for the terminal. */
export function describe(summary: Summary): string {
  const { resources, components, byKind } = summary.counts;
  const kinds = Object.entries(byKind).map(([kind, count]) => `${count} ${kind}`);
  const findings = summary.policy.map(({ level, path, message, fix }) => `  ${level}: ${path}\n    ${message}; ${fix}`);
  return [
    `${resources} resources in ${components} components: ${kinds.join(", ")}`,
    findings.length === 0
      ? "policy: no findings"
      : `policy: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}\n${findings.join("\n")}`,
  ].join("\n");
}

function drawBranch(
  resource: RecordedResource,
  children: ReadonlyMap<string | null, readonly RecordedResource[]>,
  indent: string,
  below: string,
): string[] {
  const own = children.get(resource.path) ?? [];
  const leaves = own.filter((child) => !isComponent(child));
  const branches = own.filter(isComponent);
  const made = leaves.length === 0 ? [] : [`${below}${branches.length === 0 ? "  " : "│ "}${listKinds(leaves)}`];
  return [
    `${indent}${shortType(resource.type)} ${resource.name}${describeTraffic(resource)}`,
    ...made,
    ...branches.flatMap((child, index) => {
      const last = index === branches.length - 1;
      return drawBranch(child, children, `${below}${last ? "└─ " : "├─ "}`, `${below}${last ? "   " : "│  "}`);
    }),
  ];
}

function listKinds(resources: readonly RecordedResource[]): string {
  const kinds = resources.map(({ type }) => shortType(type));
  return [...new Set(kinds)]
    .map((kind) => {
      const count = kinds.filter((other) => other === kind).length;
      return count === 1 ? kind : `${count} ${kind}`;
    })
    .join(", ");
}

function describeTraffic({ outputs }: RecordedResource): string {
  const address = outputs.address;
  const links = outputs.links;
  return [
    typeof address === "string" ? `  ${address}` : "",
    Array.isArray(links) && links.length > 0 ? `  → ${links.join(", ")}` : "",
  ].join("");
}
