import { gatewayEngines, type GatewayEngineName } from "../../components/cluster";
import { can, type Support } from "../../components/core";
import { capabilityMatrix, engineTitles, gatewayFeatures, type GatewayFeature } from "../../components/gateway";
import { meshMatrix } from "../../components/mesh/mesh-matrix";

const features = Object.keys(gatewayFeatures) as GatewayFeature[];

/** What each gateway can do: a row for each feature. */
export function gatewayTable(): string {
  return table(
    ["", ...gatewayEngines.map((name) => engineTitles[name])],
    features.map((feature) => [
      gatewayFeatures[feature],
      ...gatewayEngines.map((name) => mark(capabilityMatrix[feature][name])),
    ]),
  );
}

/** How one gateway does what it can, and why it cannot do the rest. */
export function engineTable(name: GatewayEngineName): string {
  return folded(
    `${engineTitles[name]}: how, and why not`,
    features.map((feature) => [gatewayFeatures[feature], ...reasons(capabilityMatrix[feature][name])]),
  );
}

/** What each mesh can do: a row for each feature, and then how. */
export function meshTable(): string {
  const meshes = (meshMatrix[0]?.cells ?? []).map(({ mesh }) => mesh);
  return [
    table(
      ["", ...meshes],
      meshMatrix.map(({ title, cells }) => [title, ...cells.map(({ support }) => mark(support))]),
    ),
    ...meshes.map((mesh, index) =>
      folded(
        `${mesh}: how, and why not`,
        meshMatrix.map(({ title, cells }) => {
          const cell = cells[index];
          if (cell === undefined) throw new Error(`${mesh} says nothing of ${title}`);
          return [title, ...reasons(cell.support)];
        }),
      ),
    ),
  ].join("\n\n");
}

function mark(support: Support): string {
  return can(support) ? "yes" : "–";
}

function reasons(support: Support): [string, string] {
  return can(support) ? [support.by, ""] : ["", support.not];
}

function folded(summary: string, rows: readonly (readonly string[])[]): string {
  return [`<details><summary>${summary}</summary>`, table(["", "how", "why not"], rows), "</details>"].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
