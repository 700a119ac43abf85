import type { PlatformCapabilities } from "../../cluster";
import { parseDuration, under, type Problem } from "../../core";
import { prometheusSeconds } from "../rules/prometheus-duration";
import type { CalledWorkload } from "./called-workload";
import { checkPromisedTime } from "./check-promised-time";
import { defaultSloWindow, longestAlertWindow } from "./objectives";
import type { RequestMetrics } from "./request-metrics";
import { isCounted } from "./request-source";
import { requestSources } from "./request-sources";
import { sliSources, type SliSource, type SloSpec } from "./slo-spec";

const windowDays = { fewest: 7, most: 90 } as const;
const daySeconds = 86_400;

/**
 * What is wrong with what is promised of a workload: also that nobody would look after it, or nobody counts what it is about. Paths are relative to the
 * objective.
 * @param capabilities undefined: it is not known what there is, and not checked
 */
export function checkSlo(
  slo: SloSpec,
  workload: CalledWorkload,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  return [
    ...checkPromise(slo),
    ...checkWindow(slo.window, capabilities?.observability?.retention),
    ...(capabilities === undefined ? checkLatency(slo, undefined) : checkMeasured(slo, workload, capabilities)),
  ];
}

function checkPromise({ availability, latency }: SloSpec): Problem[] {
  if (availability === undefined && latency === undefined) {
    return [
      {
        path: [],
        message: "nothing is promised",
        allowed: "availability, latency or both",
        fix: "write availability: 99.9",
      },
    ];
  }
  return [
    ...checkPercent(["availability"], availability),
    ...checkPercent(["latency", "percentile"], latency?.percentile),
  ];
}

function checkPercent(path: Problem["path"], percent: number | undefined): Problem[] {
  const isShare = percent !== undefined && percent > 0 && percent < 1;
  if (percent === undefined || (percent > 0 && percent < 100 && !isShare)) return [];
  const message = isShare
    ? "this is a share, not a percentage"
    : percent === 100
      ? "a promise of all requests leaves no budget of errors, and the first one breaks it"
      : "this is no share of requests that can be promised";
  return [
    {
      path,
      message,
      found: String(percent),
      allowed: "a percentage, at least 1 and below 100",
      fix: `write ${isShare ? rounded(percent * 100) : 99.9}`,
    },
  ];
}

function checkWindow(window = defaultSloWindow, retention: string | undefined): Problem[] {
  const path = ["window"];
  const allowed = `whole days, ${windowDays.fewest}d to ${windowDays.most}d`;
  const seconds = prometheusSeconds(window);
  if (seconds === undefined || !window.endsWith("d")) {
    const days = seconds === undefined ? 0 : seconds / daySeconds;
    const isWhole = Number.isInteger(days) && days >= windowDays.fewest;
    const fix = isWhole ? `write ${days}d` : `write ${defaultSloWindow}`;
    return [{ path, message: "this is no time in days", found: window, allowed, fix }];
  }
  if (seconds < (prometheusSeconds(longestAlertWindow) ?? 0)) {
    const message = `the window is shorter than the longest one that its alerts judge, ${longestAlertWindow}`;
    return [{ path, message, found: window, allowed, fix: `write ${windowDays.fewest}d or longer` }];
  }
  if (seconds < windowDays.fewest * daySeconds || seconds > windowDays.most * daySeconds) {
    const message = "an objective cannot be over such a time";
    return [{ path, message, found: window, allowed, fix: `write ${defaultSloWindow}` }];
  }
  const kept = retention === undefined ? undefined : prometheusSeconds(retention);
  if (kept === undefined || kept >= seconds) return [];
  return [
    {
      path,
      message: "metrics are not kept as long as the window, so that its budget of errors would never be known",
      found: `window ${window}, metrics ${retention ?? ""}`,
      allowed: `a window of at most ${retention ?? ""}`,
      fix: `write slipway:observability.metrics.retention: ${window}, or a shorter window`,
    },
  ];
}

/** Whether there is somebody who looks after it, and somebody who counts. */
function checkMeasured(slo: SloSpec, workload: CalledWorkload, capabilities: PlatformCapabilities): Problem[] {
  if (capabilities.observability?.rules !== true) {
    return [
      {
        path: [],
        message: "nobody would look after the objective, as the environment has no Prometheus that reads rules",
        fix: "write slipway:observability: { metrics: true }, or remove slo",
      },
      ...checkLatency(slo, undefined),
    ];
  }
  const sources = requestSources(workload, capabilities);
  if (slo.source !== undefined) {
    if (!sliSources.includes(slo.source)) return [unknownSource(slo.source), ...checkLatency(slo, undefined)];
    const source = sources[slo.source];
    if (isCounted(source)) return checkLatency(slo, source.metrics);
    const message = `this does not count requests to the workload: ${source.not}`;
    return [{ path: ["source"], message, found: slo.source, fix: source.fix }, ...checkLatency(slo, undefined)];
  }
  const [first] = sliSources.map((name) => sources[name]).filter(isCounted);
  if (first !== undefined) return checkLatency(slo, first.metrics);
  const reasons = sliSources.map((name) => {
    const source = sources[name];
    return isCounted(source) ? name : `${name}: ${source.not}`;
  });
  const { application } = sources;
  return [
    {
      path: [],
      message: "nobody in this environment counts requests to the workload",
      found: reasons.join("; "),
      fix: isCounted(application) ? "remove slo" : `${application.fix}, or remove slo`,
    },
    ...checkLatency(slo, undefined),
  ];
}

function unknownSource(found: SliSource): Problem {
  const allowed = sliSources.join(", ");
  return {
    path: ["source"],
    message: "nobody is called that who counts requests",
    found,
    allowed,
    fix: "write one of them",
  };
}

function checkLatency({ latency }: SloSpec, requests: RequestMetrics | undefined): Problem[] {
  if (latency === undefined) return [];
  if (requests !== undefined && requests.latency === undefined) {
    const message = `nobody measures how long requests take, which are counted by ${requests.by}`;
    return [{ path: ["latency"], message, fix: "name another source, or remove latency" }];
  }
  const seconds = parseDuration(latency.below);
  return under(["latency", "below"], checkPromisedTime(latency.below, seconds, requests));
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
