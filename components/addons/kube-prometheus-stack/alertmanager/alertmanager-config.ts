import type { Values } from "../../frame/values";
import type { AlertingSpec, AlertRouteSpec } from "../alerting-spec";
import { receiverConfig } from "./channels";
import { inhibitions } from "./inhibitions";
import { messages } from "./messages";
import { secretFile } from "./mounted-secrets";

/** Names of receivers that nobody can give to theirs by accident. */
const ownReceivers = { heartbeat: "slipway/heartbeat", nobody: "slipway/nobody" } as const;

/** Labels that alerts are told of together by. */
export const defaultGroupBy: readonly string[] = ["alertname", "namespace", "service"];

/**
 * Alertmanager's configuration, for `alertmanager.config` of the chart: plain data without any secret, as those are in files.
 * @param clusterName stands in what people are told
 */
export function alertmanagerConfig(spec: AlertingSpec, clusterName: string): Values {
  const { receivers, routes = [], groupBy = defaultGroupBy, repeat = "4h", heartbeat, runbooksUrl } = spec;
  const said = messages(clusterName, runbooksUrl);
  return {
    route: {
      receiver: defaultReceiver(spec),
      group_by: groupBy,
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: repeat,
      // The first two are never for people: one always fires, the other only hides others.
      routes: [
        watchdogRoute(heartbeat !== undefined),
        { receiver: ownReceivers.nobody, matchers: ['alertname="InfoInhibitor"'] },
        ...routes.map(routeConfig),
        // Alertmanager asks the default only about what no route has taken, those that go on included.
        ...(routes.some(({ continue: goesOn }) => goesOn === true) ? [{ receiver: defaultReceiver(spec) }] : []),
      ],
    },
    inhibit_rules: inhibitions,
    receivers: [
      ...Object.entries(receivers).map(([name, receiver]) => receiverConfig(name, receiver, said)),
      { name: ownReceivers.nobody },
      ...(heartbeat === undefined
        ? []
        : [
            {
              name: ownReceivers.heartbeat,
              webhook_configs: [{ send_resolved: false, url_file: secretFile(heartbeat.url) }],
            },
          ]),
    ],
  };
}

/** Name of the receiver of what no route is for. */
export function defaultReceiver({ receivers, default: stated }: AlertingSpec): string {
  return stated ?? Object.keys(receivers)[0] ?? ownReceivers.nobody;
}

function watchdogRoute(hasHeartbeat: boolean): Values {
  const matchers = ['alertname="Watchdog"'];
  if (!hasHeartbeat) return { receiver: ownReceivers.nobody, matchers };
  // It is looked each minute whether the last call is older than 50 s: with a whole minute, every other call would be left out.
  return {
    receiver: ownReceivers.heartbeat,
    matchers,
    group_wait: "0s",
    group_interval: "1m",
    repeat_interval: "50s",
  };
}

function routeConfig({ to, match, continue: goesOn = false, repeat }: AlertRouteSpec): Values {
  return {
    receiver: to,
    matchers: Object.entries(match).map(([label, value]) =>
      typeof value === "string" ? `${label}=${quoted(value)}` : `${label}=~${quoted(value.regex)}`,
    ),
    ...(goesOn ? { continue: true } : {}),
    ...(repeat === undefined ? {} : { repeat_interval: repeat }),
  };
}

/** In the form that matchers have values in: Alertmanager knows the escapes of quotes, backslashes and line breaks. */
function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
