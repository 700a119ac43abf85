import { under, type Problem } from "../../../core";
import type { AlertingSpec } from "../alerting-spec";
import { checkLabelName } from "./check-labels";
import { checkReceiver } from "./check-receiver";
import { checkRepeat } from "./check-repeat";
import { checkReceiverName, checkRoutes } from "./check-routes";
import { checkSecretReference } from "./check-secret-reference";

/** What is wrong with who is told of alerts. Paths are relative to it. */
export function checkAlerting(spec: AlertingSpec): Problem[] {
  const { receivers, repeat, heartbeat, runbooksUrl } = spec;
  return [
    ...Object.entries(receivers).flatMap(([name, receiver]) => under(["receivers", name], checkReceiver(receiver))),
    ...checkDefault(spec),
    ...under(["routes"], checkRoutes(spec)),
    ...checkGroupBy(spec),
    ...checkRepeat(repeat, ["repeat"]),
    ...(heartbeat === undefined ? [] : checkSecretReference(heartbeat.url, ["heartbeat", "url"])),
    ...(runbooksUrl === undefined ? [] : checkRunbooksUrl(runbooksUrl)),
  ];
}

function checkDefault({ receivers, default: stated }: AlertingSpec): Problem[] {
  const names = Object.keys(receivers);
  if (names.length === 0) {
    const message = "there is no receiver: nobody would be told of anything";
    return [{ path: ["receivers"], message, found: "none", fix: "add one, or remove the whole section" }];
  }
  if (stated !== undefined) return checkReceiverName(stated, names, ["default"]);
  if (names.length === 1) return [];
  return [
    {
      path: ["default"],
      message: "of several receivers, one gets what no route is for, and it is not said which",
      found: "nothing",
      allowed: names.join(", "),
      fix: `add default: ${names[0] ?? ""}`,
    },
  ];
}

function checkGroupBy({ groupBy }: AlertingSpec): Problem[] {
  if (groupBy === undefined) return [];
  if (groupBy.length > 0) return groupBy.flatMap((label, index) => checkLabelName(label, ["groupBy", index]));
  const message = "all alerts would be one message";
  return [{ path: ["groupBy"], message, found: "an empty list", fix: "add alertname, or remove it for the default" }];
}

function checkRunbooksUrl(url: string): Problem[] {
  const parsed = /^https?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  const isClean =
    parsed !== undefined &&
    `${parsed.username}${parsed.password}${parsed.search}${parsed.hash}` === "" &&
    !/[{}]|\/$/.test(url);
  if (isClean) return [];
  return [
    {
      path: ["runbooksUrl"],
      message: "this is no address that names of pages could be put after",
      ...(url.includes("@") ? {} : { found: url === "" ? '""' : url }),
      allowed: "https://… with a host, without user, query, fragment and a / at its end",
      fix: parsed !== undefined && url.endsWith("/") ? `write ${url.replace(/\/+$/, "")}` : "write such an address",
    },
  ];
}
