import type { Problem } from "../../core";
import type { AlertingSpec } from "./alerting-spec";
import type { SecretKeyRef } from "./prometheus-spec";

/** What alerting reads out of Secrets, and where that stands in the options of the add-on. */
export function alertmanagerReferences({
  receivers,
  heartbeat,
}: AlertingSpec): (readonly [path: Problem["path"], reference: SecretKeyRef])[] {
  const named = Object.entries(receivers).flatMap(([name, { slack, pagerDuty, email, webhook }]) => {
    const at = ["alerting", "receivers", name];
    const all = [
      [[...at, "slack", "webhook"], slack?.webhook],
      [[...at, "pagerDuty", "routingKey"], pagerDuty?.routingKey],
      [[...at, "email", "password"], email?.password],
      [[...at, "webhook", "url"], webhook?.url],
    ] as const;
    return all.flatMap(([path, reference]) => (reference === undefined ? [] : [[path, reference] as const]));
  });
  return heartbeat === undefined ? named : [...named, [["alerting", "heartbeat", "url"], heartbeat.url]];
}
