import type { Dashboard } from "./dashboard";
import type { GrafanaPanel } from "./grafana-model";

/** What Grafana fills in before it asks, as it would for three hours on a screen. */
const filledIn: Readonly<Record<string, string>> = {
  $__rate_interval: "2m",
  $__interval: "30s",
  $__range: "3h",
};

/** Panels of a dashboard, those of closed rows among them. */
export function panelsOf({ model }: Dashboard): GrafanaPanel[] {
  return model.panels.flatMap((panel) => (panel.type === "row" ? [...panel.panels] : [panel]));
}

/** Every query of dashboards to Prometheus, of panels and of marks, as Prometheus gets it: each once, sorted. */
export function queriesOf(dashboards: readonly Dashboard[]): readonly string[] {
  const found = dashboards.flatMap((dashboard) => [
    ...panelsOf(dashboard).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...dashboard.model.annotations.list.map(({ expr }) => expr),
  ]);
  const asked = found.filter((expr) => expr !== undefined).map(fillIn);
  return [...new Set(asked)].sort();
}

function fillIn(expr: string): string {
  return Object.entries(filledIn).reduce((text, [name, value]) => text.replaceAll(name, value), expr);
}
