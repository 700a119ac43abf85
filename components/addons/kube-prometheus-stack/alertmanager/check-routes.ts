import { checkRegex, didYouMean, under, type Problem } from "../../../core";
import type { AlertingSpec, AlertRouteSpec } from "../alerting-spec";
import { checkLabelName } from "./check-labels";
import { checkRepeat } from "./check-repeat";

/** What is wrong with the routes of alerts. Paths are relative to the list. */
export function checkRoutes({ receivers, routes = [] }: AlertingSpec): Problem[] {
  return routes.flatMap((route, index) =>
    under([index], [...checkRoute(route, Object.keys(receivers)), ...checkReached(route, routes.slice(0, index))]),
  );
}

function checkRoute({ to, match, repeat }: AlertRouteSpec, receivers: readonly string[]): Problem[] {
  return [
    ...checkReceiverName(to, receivers, ["to"]),
    ...(Object.keys(match).length > 0 ? [] : [noMatch]),
    ...Object.entries(match).flatMap(([label, value]) => [
      ...checkLabelName(label, ["match", label]),
      ...(label === "severity" && typeof value === "string" ? checkSeverity(value) : []),
      ...(typeof value === "string" ? [] : checkRegex(["match", label, "regex"], value.regex)),
    ]),
    ...checkRepeat(repeat, ["repeat"]),
  ];
}

/** Those of this project's alerts and of the chart's. */
const severities = ["critical", "warning", "info", "none"] as const;

function checkSeverity(value: string): Problem[] {
  if (severities.some((known) => known === value)) return [];
  const near = didYouMean(value, severities);
  return [
    {
      path: ["match", "severity"],
      message: "no alert has this severity, so nobody would be told by the route",
      found: value,
      allowed: severities.join(", "),
      fix:
        near === undefined
          ? "write one of these, or a regular expression for labels of your own"
          : `did you mean ${near}?`,
    },
  ];
}

const noMatch: Problem = {
  path: ["match"],
  message: "the route is for every alert, and no route after it would be asked",
  found: "no label",
  fix: "add a label that alerts must have, such as severity: critical; who gets all others is `default`",
};

/** What is wrong with the name of a receiver that something is sent to. */
export function checkReceiverName(name: string, receivers: readonly string[], path: Problem["path"]): Problem[] {
  if (receivers.includes(name)) return [];
  const near = didYouMean(name, receivers);
  return [
    {
      path,
      message: "there is no such receiver",
      found: name === "" ? '""' : name,
      allowed: receivers.length === 0 ? "none is stated" : receivers.join(", "),
      fix: near === undefined ? "write one of these, or add it to receivers" : `did you mean ${near}?`,
    },
  ];
}

/** A route that one before it takes everything from, for whatever it matches. */
function checkReached({ match }: AlertRouteSpec, before: readonly AlertRouteSpec[]): Problem[] {
  const index = before.findIndex(
    (earlier) =>
      earlier.continue !== true &&
      Object.keys(earlier.match).length > 0 &&
      Object.entries(earlier.match).every(([label, value]) => isSame(value, match[label])),
  );
  if (index === -1) return [];
  return [
    {
      path: [],
      message: `no alert comes here: the route ${index} takes all that it is for`,
      fix: `move it before that one, or write continue: true there`,
    },
  ];
}

type Match = AlertRouteSpec["match"][string];

function isSame(one: Match, other: Match | undefined): boolean {
  return typeof one === "string" || typeof other !== "object" ? one === other : one.regex === other.regex;
}
