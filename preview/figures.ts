import type { Cost } from "./cost";
import type { FirstUp, Step } from "./first-up";
import type { Summary } from "./summary";

/** The figures of a preview, for the terminal. */
export function describe(summary: Summary): string {
  const { resources, components, byKind } = summary.counts;
  const kinds = Object.entries(byKind).map(([kind, count]) => `${count} ${kind}`);
  const findings = summary.policy.map(({ level, path, message, fix }) => `  ${level}: ${path}\n    ${message}; ${fix}`);
  return [
    `${resources} resources in ${components} components: ${kinds.join(", ")}`,
    ...(summary.cost === undefined ? [] : [describeCost(summary.cost)]),
    ...(summary.firstUp === undefined ? [] : [describeFirstUp(summary.firstUp)]),
    findings.length === 0
      ? "policy: no findings"
      : `policy: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}\n${findings.join("\n")}`,
  ].join("\n");
}

function describeCost({ usdPerMonth, items, notCounted }: Cost): string {
  const byKind = new Map<string, number>();
  for (const { what, usdPerMonth: usd } of items) byKind.set(what, (byKind.get(what) ?? 0) + usd);
  const kinds = [...byKind]
    .sort(([one, usd], [other, otherUsd]) => otherUsd - usd || (one < other ? -1 : 1))
    .map(([what, usd]) => `${what} ${Math.round(usd)}`);
  const use = notCounted.some(({ usd }) => usd !== undefined) ? "; what is paid by use comes on top" : "";
  const unknown = notCounted.filter(({ usd }) => usd === undefined).map(({ what }) => `\n  not counted: ${what}`);
  return `about ${Math.round(usdPerMonth)} USD a month (${kinds.join(", ")})${use}${unknown.join("")}`;
}

function describeFirstUp({ seconds, criticalPath }: FirstUp): string {
  return `first up about ${duration(seconds)}: ${shortSteps(criticalPath).join(" → ")}`;
}

/** Steps shorter than this are told together, in seconds. */
const shortStep = 10;

const stepNames: Readonly<Record<string, string | undefined>> = {
  Addon: "add-on",
  Cluster: "control plane",
  NatGateway: "NAT gateway",
  NodeGroup: "nodes",
  Vpc: "VPC",
  VpcEndpoint: "endpoint",
};

function shortSteps(steps: readonly Step[]): string[] {
  const told: string[] = [];
  let short = 0;
  const tellShort = (): void => {
    if (short > 0) told.push(`… ${short} s`);
    short = 0;
  };
  for (const { path, seconds } of steps) {
    if (seconds < shortStep) {
      short += seconds;
      continue;
    }
    tellShort();
    const [kind = ""] = path.slice(path.lastIndexOf("/") + 1).split(":");
    told.push(`${stepNames[kind] ?? kind} ${seconds} s`);
  }
  tellShort();
  return told;
}

/** To ten seconds, as more would look like knowledge. */
function duration(seconds: number): string {
  const rounded = Math.round(seconds / 10) * 10;
  const [minutes, rest] = [Math.floor(rounded / 60), rounded % 60];
  return [...(minutes === 0 ? [] : [`${minutes} min`]), ...(rest === 0 && minutes > 0 ? [] : [`${rest} s`])].join(" ");
}
