import { chartOf, isRelease } from "./manifests";
import { isComponent, shortType, type RecordedResource } from "../testing";

/** The resources as a tree for the terminal: a line for each component, with what it makes. */
export function drawTree(resources: readonly RecordedResource[]): string {
  const children = new Map<string | null, RecordedResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  return (children.get(null) ?? []).flatMap((resource) => drawBranch(resource, children, "", "")).join("\n");
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
    `${indent}${shortType(resource.type)} ${resource.name}${describeComponent(resource, own)}`,
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

/** What matters of a component, behind its name. */
function describeComponent(component: RecordedResource, own: readonly RecordedResource[]): string {
  const words = describers[component.type]?.(component, own) ?? describeTraffic(component);
  return words.map((word) => `  ${word}`).join("");
}

type Describer = (component: RecordedResource, own: readonly RecordedResource[]) => readonly string[];

const describers: Readonly<Record<string, Describer | undefined>> = {
  "slipway:index:EksAddOn": ({ outputs }) => textOf(outputs.version),
  "slipway:index:EksCluster": ({ outputs }) => textOf(outputs.kubernetesVersion).map((text) => `Kubernetes ${text}`),
  "slipway:index:NodeGroup": describeNodeGroup,
  "slipway:index:PlatformAddOn": (_, own) =>
    own.filter(isRelease).map(({ inputs }) => `${chartOf(inputs).chart} ${String(inputs.version)}`),
  "slipway:index:Vpc": ({ outputs }, own) => [
    ...own.filter(({ type }) => type === "aws:ec2/vpc:Vpc").flatMap(({ inputs }) => textOf(inputs.cidrBlock)),
    ...(Array.isArray(outputs.zones) ? [outputs.zones.join(", ")] : []),
  ],
};

/** `spot: 2 to 6 on spot, t3.large and 5 other types`. */
function describeNodeGroup({ outputs }: RecordedResource, own: readonly RecordedResource[]): string[] {
  const { purpose, instanceTypes, capacity } = outputs;
  const group = own.find(({ type }) => type === "eks:index:ManagedNodeGroup");
  const { minSize, maxSize } = (group?.inputs.scalingConfig ?? {}) as Readonly<Record<string, unknown>>;
  const [first, ...others] = Array.isArray(instanceTypes) ? instanceTypes.map(String) : [];
  return [
    `${String(purpose)}: ${String(minSize)} to ${String(maxSize)} ${capacity === "spot" ? "on spot" : "on demand"}, ` +
      `${first ?? "any type"}${others.length === 0 ? "" : ` and ${others.length} other ${others.length === 1 ? "type" : "types"}`}`,
  ];
}

function describeTraffic({ outputs: { address, links } }: RecordedResource): string[] {
  return [...textOf(address), ...(Array.isArray(links) && links.length > 0 ? [`→ ${links.join(", ")}`] : [])];
}

function textOf(value: unknown): string[] {
  return typeof value === "string" ? [value] : [];
}
