import { checkStatuses } from "../../addons";
import { checkDnsLabel, checkRegex, parseDuration, under, type Problem } from "../../core";
import type { PublicAddress } from "../observability-surroundings";
import { defaultInterval, defaultTimeout, probedAddresses } from "./probed-addresses";
import type { ProbesSpec, ProbeTarget } from "./probes-spec";

const bounds = {
  interval: { least: 15, most: 3600, text: "15s to 1h" },
  timeout: { least: 1, most: 30, text: "1s to 30s" },
};

/** What is wrong with calls to what is public. Paths are relative to them. */
export function checkProbes(spec: ProbesSpec, addresses: readonly PublicAddress[]): Problem[] {
  const { targets = {}, interval = defaultInterval } = spec;
  return [
    ...checkTime(interval, "interval", ["interval"]),
    ...Object.entries(targets).flatMap(([name, target]) => [
      ...checkDnsLabel("a target", name, ["targets", name]),
      ...under(["targets", name], checkTarget(target, interval)),
    ]),
    ...checkTwice(targets),
    ...(probedAddresses(spec, addresses).length > 0 ? [] : [nothing(spec)]),
  ];
}

/** Their metrics would be the same series. */
function checkTwice(targets: NonNullable<ProbesSpec["targets"]>): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(targets).flatMap(([name, { url }]) => {
    const other = first.get(url);
    first.set(url, other ?? name);
    if (other === undefined) return [];
    return [
      {
        path: ["targets", name, "url"],
        message: `the target ${other} calls this address already, and what is told of the two could not be told apart`,
        found: url,
        fix: "call another path, or say in one of them what both are for",
      },
    ];
  });
}

function nothing({ routes = true }: ProbesSpec): Problem {
  return {
    path: [],
    message: "there is nothing to call",
    found: routes ? "no target, and no route has a host that is known" : "routes: false, and no target",
    fix: "add a target, such as targets: { shop: { url: https://shop.example.com/ } }, or remove the section",
  };
}

function checkTarget({ url, statuses, contains, timeout = defaultTimeout }: ProbeTarget, interval: string): Problem[] {
  return [
    ...checkUrl(url),
    ...(statuses === undefined ? [] : checkStatuses(statuses, ["statuses"])),
    ...(contains === undefined ? [] : checkRegex(["contains"], contains)),
    ...checkTimeout(timeout, interval),
  ];
}

function checkUrl(url: string): Problem[] {
  const parsed = /^https?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && `${parsed.username}${parsed.password}${parsed.hash}` === "") return [];
  return [
    {
      path: ["url"],
      message: "this is no address that can be called",
      // What looks like one may hold a password.
      ...(url.includes("@") ? {} : { found: url === "" ? '""' : url }),
      allowed: "https://… or http://… with a host, without user and fragment",
      fix: /^[a-z0-9.-]+\.[a-z]+(\/|$)/.test(url)
        ? `write https://${url}`
        : "write an address such as https://shop.example.com/",
    },
  ];
}

function checkTimeout(timeout: string, interval: string): Problem[] {
  const [problem] = checkTime(timeout, "timeout", ["timeout"]);
  if (problem !== undefined) return [problem];
  const [waited = 0, between = Infinity] = [parseDuration(timeout), parseDuration(interval)];
  // Prometheus waits a second longer than the exporter, and never longer than until the next call.
  if (waited + 1 <= between) return [];
  return [
    {
      path: ["timeout"],
      message: "the answer is waited for until after the next call",
      found: `${timeout}, and a call every ${interval}`,
      allowed: `less than ${interval}`,
      fix: "write a shorter time, or a longer interval",
    },
  ];
}

function checkTime(found: string, kind: keyof typeof bounds, path: Problem["path"]): Problem[] {
  const seconds = parseDuration(found);
  const { least, most, text } = bounds[kind];
  if (
    seconds !== undefined &&
    Number.isInteger(seconds) &&
    /^[0-9]+(s|m|h)$/.test(found) &&
    seconds >= least &&
    seconds <= most
  )
    return [];
  const isNumber = /^[0-9]+$/.test(found) && Number(found) >= least && Number(found) <= most;
  return [
    {
      path,
      message: "this is no time that can be waited",
      found: found === "" ? '""' : found,
      allowed: `a whole number with s, m or h, ${text}`,
      fix: isNumber ? `write ${found}s` : `write ${kind === "interval" ? defaultInterval : defaultTimeout}`,
    },
  ];
}
