import { gatewayEngines } from "../../components/cluster";
import { can, type Support } from "../../components/core";
import { engineTitles } from "../../components/gateway";
import { gatewayRequestSupport } from "../../components/observability/service/gateway-requests";
import { meshRequestSupport } from "../../components/observability/service/mesh-requests";
import { burnRate, burnWindows, defaultSloWindow } from "../../components/observability/service/objectives";
import { table } from "./table";

const shown = ["7d", defaultSloWindow, "90d"];
const objective = 99.9;

/** In which windows a budget of errors is looked at, and how fast it must burn. */
export function windowTable(): string {
  const rows = burnWindows.map((windows) => {
    const { long, short, budgetShare, severity } = windows;
    const share = burnRate(defaultSloWindow, windows) * (100 - objective);
    return [
      `${long} and ${short}`,
      severity,
      `${budgetShare * 100} %`,
      ...shown.map((window) => String(round(burnRate(window, windows)))),
      `${round(share)} %`,
    ];
  });
  return table(
    [
      "windows",
      "severity",
      "of the budget",
      ...shown.map((window) => `factor, ${window}`),
      `failing at ${objective} %`,
    ],
    rows,
  );
}

/** Who counts requests to each workload, and what by. */
export function countedByTable(): string {
  const rows: (readonly [string, Support])[] = [
    ...Object.entries(meshRequestSupport).flatMap(([mesh, modes]) =>
      Object.entries(modes).map(([mode, support]) => [`mesh ${mesh}, ${mode}`, support] as const),
    ),
    ...gatewayEngines.map((engine) => [`gateway: ${engineTitles[engine]}`, gatewayRequestSupport[engine]] as const),
  ];
  return table(
    ["who", "counts for each workload", "does not"],
    rows.map(([who, support]) => (can(support) ? [who, support.by, ""] : [who, "", support.not])),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
