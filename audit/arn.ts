/** The parts of an ARN that tell what it is. */
export interface Arn {
  readonly service: string;
  /** Such as `natgateway`; of services whose ARNs have none, what they hold. */
  readonly type: string;
  /** Everything behind the type, such as `nat-0a1b`. */
  readonly id: string;
}

/** What there is in services whose ARNs end with a bare name. */
const bareNames: Readonly<Record<string, string>> = { s3: "bucket", sns: "topic", sqs: "queue" };

/** Takes an ARN apart: `arn:PARTITION:SERVICE:REGION:ACCOUNT:TYPE/ID`, with `/` or `:` behind the type, or no type. */
export function parseArn(arn: string): Arn {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const split = /^([a-z][\w-]*)[/:](.+)$/i.exec(resource);
  if (split === null || service in bareNames) return { service, type: bareNames[service] ?? "resource", id: resource };
  const [, type = "", id = ""] = split;
  // CloudWatch Logs writes a log group's ARN with and without this ending.
  return { service, type, id: type === "log-group" ? id.replace(/:\*$/, "") : id };
}
