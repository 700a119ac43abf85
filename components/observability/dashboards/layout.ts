import type { GrafanaPanel, GrafanaRow } from "./grafana-model";
import type { Panel } from "./panel";

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Whether it is closed at first, so that nothing is asked for it. Default: no. */
  readonly collapsed?: boolean | undefined;
}

/** Columns of a dashboard. */
export const columns = 24;

/**
 * Rows with their panels from left to right and from top to bottom; a row without panels is left out. Numbers of panels count from 1 in this order.
 * @throws RangeError if a panel is wider than the dashboard
 */
export function layOut(rows: readonly Row[]): (GrafanaPanel | GrafanaRow)[] {
  const placed: (GrafanaPanel | GrafanaRow)[] = [];
  let id = 0;
  let y = 0;
  for (const { title, panels, collapsed = false } of rows.filter((row) => row.panels.length > 0)) {
    id += 1;
    const heading = { type: "row" as const, id, title, collapsed, gridPos: { x: 0, y, w: columns, h: 1 } };
    const { placed: inside, bottom } = place(panels, y + 1, id);
    id += inside.length;
    placed.push({ ...heading, panels: collapsed ? inside : [] }, ...(collapsed ? [] : inside));
    // What is below a closed row moves up to it.
    y = collapsed ? y + 1 : bottom;
  }
  return placed;
}

function place(panels: readonly Panel[], top: number, lastId: number): { placed: GrafanaPanel[]; bottom: number } {
  let x = 0;
  let y = top;
  let bottom = top;
  const placed = panels.map(({ width, height, content }, index): GrafanaPanel => {
    if (width > columns) throw new RangeError(`a panel of ${width} columns does not fit into ${columns}`);
    if (x + width > columns) {
      x = 0;
      y = bottom;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    bottom = Math.max(bottom, y + height);
    return { id: lastId + 1 + index, gridPos, ...content };
  });
  return { placed, bottom };
}
