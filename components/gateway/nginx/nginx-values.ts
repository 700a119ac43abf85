import { parseDuration, parseQuantity } from "../../core";
import type { RateLimitSpec } from "../policy-spec";

/** For what is waited for without end: NGINX takes 0 for no time at all. */
const endless = "8760h";

/** Most digits of a number with a unit in the custom resources of NGINX Gateway Fabric. */
const most = 9999;

const units = [
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["ms", 0.001],
] as const;

/** A duration as NGINX takes it; undefined for one of more digits than it takes, such as `12345ms`. */
export function nginxTime(duration: string): string | undefined {
  const seconds = parseDuration(duration);
  if (seconds === undefined) return undefined;
  if (seconds === 0) return endless;
  if (/^[0-9]{1,4}(ms|s|m|h)$/.test(duration)) return duration;
  const found = units.find(([unit, length]) => isShort(unit === "ms" ? seconds * 1000 : seconds / length));
  if (found === undefined) return undefined;
  const [unit, length] = found;
  return `${unit === "ms" ? seconds * 1000 : seconds / length}${unit}`;
}

/** A size of bytes as NGINX takes it: its `k`, `m` and `g` are powers of 1024. Undefined for one of more digits than it takes. */
export function nginxSize(quantity: string): string | undefined {
  const bytes = parseQuantity(quantity);
  if (bytes === undefined) return undefined;
  const found = (["g", "m", "k", ""] as const)
    .map((unit, index) => ({ unit, count: bytes / 1024 ** (3 - index) }))
    .find(({ count }) => isShort(count));
  return found === undefined ? undefined : `${found.count}${found.unit}`;
}

function isShort(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= most;
}

/** A rate limit as `limit_req` takes it. */
export interface NginxRate {
  /** Such as `5r/s`. */
  readonly rate: string;
  /** How many may come at once besides the first; undefined for none. */
  readonly burst: number | undefined;
}

/**
 * A rate limit of NGINX: it lets requests through evenly, so that those of one unit may come at once only by a burst. Undefined where the
 * rate is no whole number for a second or a minute, the only units that it knows.
 */
export function nginxRate({ requests, per }: RateLimitSpec): NginxRate | undefined {
  const perMinute = per === "hour" ? requests / 60 : requests;
  if (!Number.isInteger(perMinute)) return undefined;
  return {
    rate: per === "second" ? `${requests}r/s` : `${perMinute}r/m`,
    burst: requests === 1 ? undefined : requests - 1,
  };
}

/** The variable that holds a header of the request, without `$`: `http_x_tenant`. */
export function headerVariable(name: string): string {
  return `http_${name.toLowerCase().replaceAll("-", "_")}`;
}

/** A regular expression that the whole text must meet. */
export function wholly(regex: string): string {
  return `^(?:${regex})$`;
}
