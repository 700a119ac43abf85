import type { Plain } from "./grafana-model";
import type * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import { colours, type Colour } from "./palette";

/** From where on a value is of which colour, ascending. */
export type Thresholds = Plain<grafana.ThresholdsConfig>;

function steps(first: Colour, ...rest: readonly (readonly [number | undefined, Colour])[]): Thresholds {
  return {
    mode: "absolute",
    steps: [
      { value: null, color: first },
      ...rest.flatMap(([value, color]) => (value === undefined ? [] : [{ value, color }])),
    ],
  };
}

/** The more, the worse: from `warning` on it needs attention, from `critical` on it is bad. */
export function worseAbove({
  warning,
  critical,
}: {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}): Thresholds {
  return steps(colours.good, [warning, colours.attention], [critical, colours.bad]);
}

/** The less, the worse: below `warning` it needs attention, below `critical` it is bad. */
export function worseBelow({
  warning,
  critical,
}: {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}): Thresholds {
  if (warning === undefined) return steps(colours.bad, [critical, colours.good]);
  if (critical === undefined) return steps(colours.attention, [warning, colours.good]);
  return steps(colours.bad, [critical, colours.attention], [warning, colours.good]);
}

/** A value that is neither good nor bad. */
export const neutral: Thresholds = steps(colours.neutral);
