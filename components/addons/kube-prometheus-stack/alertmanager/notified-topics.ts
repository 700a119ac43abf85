import type { PolicyStatement } from "../../../cluster";
import type { AlertingSpec } from "../alerting-spec";

/**
 * What Alertmanager may do at AWS: write to its topics of SNS. Undefined where it has none. A topic that is encrypted with a key of one's own takes nothing before the
 * policy of that key lets this identity in (`kms:GenerateDataKey`, `kms:Decrypt`).
 */
export function alertmanagerStatements(spec: AlertingSpec): PolicyStatement[] | undefined {
  const topics = notifiedTopics(spec);
  return topics.length === 0 ? undefined : [{ effect: "Allow", actions: ["sns:Publish"], resources: topics }];
}

/** ARNs of the topics of SNS that receivers write to: each once, in alphabetical order. */
export function notifiedTopics({ receivers }: AlertingSpec): string[] {
  return [...new Set(Object.values(receivers).flatMap(({ sns }) => (sns === undefined ? [] : [sns.topicArn])))].sort();
}
