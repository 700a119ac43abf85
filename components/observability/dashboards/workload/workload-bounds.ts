import { parseDuration } from "../../../core";
import { serviceBounds } from "../../service/service-bounds";
import type { ObservedWorkload } from "../../service/observed-workload";

/** From where on what is shown of a workload is bad: the numbers of its alerts. */
export interface WorkloadBounds {
  /** Share of requests that fail, 0 to 1. */
  readonly errors: number;
  /** Seconds within which a share of requests is to be done. */
  readonly duration: { readonly seconds: number; readonly share: number };
}

/** Shares from where on somebody is told, of all workloads. */
export const fixedBounds = {
  /** Of the memory's limit. */
  memory: serviceBounds.memoryPercent / 100,
  /** Of a volume. */
  volume: (100 - serviceBounds.fillingFreePercent) / 100,
  fullVolume: (100 - serviceBounds.volumeFreePercent) / 100,
  /** Of the periods in which a container wanted CPU. No alert: it is shown only. */
  throttling: 0.25,
} as const;

/** What is promised, or else what its alerts hold. */
export function workloadBounds({ slo, alerts }: Pick<ObservedWorkload, "slo" | "alerts">): WorkloadBounds {
  const own = alerts === false ? undefined : alerts;
  const seconds = parseDuration(slo?.latency?.below ?? own?.latency ?? "") ?? serviceBounds.latencySeconds;
  return {
    errors:
      slo?.availability === undefined
        ? (own?.errorPercent ?? serviceBounds.errorPercent) / 100
        : budget(slo.availability),
    duration: { seconds, share: slo?.latency === undefined ? 0.99 : slo.latency.percentile / 100 },
  };
}

/** Share that may fail of what is promised in percent: 99.9 leaves 0.001. */
export function budget(percent: number): number {
  // Rounded, as 100 - 99.9 is 0.0999… in binary.
  return Number(((100 - percent) / 100).toPrecision(6));
}
