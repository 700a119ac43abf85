import type { Row } from "../layout";
import { colours } from "../palette";
import { bars, stat, timeline } from "../panel";
import { worseAbove, worseBelow } from "../thresholds";
import { units } from "../units";
import { graph } from "./graph";

const day = 24 * 60 * 60;

/** Calls from within the cluster to what is public. Source: blackbox exporter, `prober`; the uptime of 30 days is recorded by the rules of probes. */
export function uptimeRows(): Row[] {
  return [
    {
      title: "Uptime",
      panels: [
        stat({
          title: "Addresses down",
          unit: units.count,
          query: { expr: "count(probe_success == 0) or vector(0)", legend: "down" },
          thresholds: worseAbove({ critical: 1 }),
        }),
        stat({
          title: "First certificate to run out",
          unit: units.seconds,
          query: { expr: "min(probe_ssl_earliest_cert_expiry - time())", legend: "left" },
          thresholds: worseBelow({ warning: 21 * day, critical: 7 * day }),
          noValue: "no HTTPS",
        }),
        bars({
          title: "Up within 30 days",
          unit: units.share,
          max: 1,
          query: { expr: "instance:probe_success:avg30d", legend: "{{instance}}" },
          thresholds: worseBelow({ warning: 0.9999, critical: 0.999 }),
          width: 16,
          height: 8,
        }),
        timeline({
          title: "Up and down",
          query: { expr: "min by (instance) (probe_success)", legend: "{{instance}}" },
          texts: { "1": { text: "up", colour: colours.good }, "0": { text: "down", colour: colours.bad } },
        }),
      ],
    },
    {
      title: "Answers",
      panels: [
        graph("Time of an answer", units.seconds, {
          "{{instance}}": "max by (instance) (probe_duration_seconds)",
        }),
        graph(
          "Where the time goes",
          units.seconds,
          { "{{phase}}": "avg by (phase) (probe_http_duration_seconds)" },
          { stacked: true },
        ),
        graph("Statuses", units.count, { "{{instance}}": "max by (instance) (probe_http_status_code)" }),
      ],
    },
  ];
}
