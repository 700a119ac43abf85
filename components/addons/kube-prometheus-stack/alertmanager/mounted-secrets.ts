import type { AlertingSpec, ReceiverSpec } from "../alerting-spec";
import type { SecretKeyRef } from "../prometheus-spec";

/** Where the operator mounts the Secrets that an Alertmanager is told of, each in a folder of its name. */
const mounted = "/etc/alertmanager/secrets";

/** The file that a value of a Secret is in. Alertmanager reads it each time that it sends, so that a new value needs no restart. */
export function secretFile({ secret, key }: SecretKeyRef): string {
  return `${mounted}/${secret}/${key}`;
}

/** Names of the Secrets that Alertmanager needs, for `alertmanagerSpec.secrets`: each once, in alphabetical order. */
export function alertmanagerSecrets({ receivers, heartbeat }: AlertingSpec): string[] {
  const references = [
    ...Object.values(receivers).flatMap(referencesOf),
    ...(heartbeat === undefined ? [] : [heartbeat.url]),
  ];
  return [...new Set(references.map(({ secret }) => secret))].sort();
}

function referencesOf({ slack, pagerDuty, email, webhook }: ReceiverSpec): SecretKeyRef[] {
  return [slack?.webhook, pagerDuty?.routingKey, email?.password, webhook?.url].filter((one) => one !== undefined);
}
