import { lengthOf, under, type Problem } from "../../../core";
import type { EmailSpec, ReceiverSpec } from "../alerting-spec";
import { checkSecretReference } from "./check-secret-reference";

const channels = ["slack", "pagerDuty", "email", "sns", "webhook"] as const satisfies readonly (keyof ReceiverSpec)[];

/** What is wrong with a receiver. Paths are relative to it. */
export function checkReceiver(receiver: ReceiverSpec): Problem[] {
  const { slack, pagerDuty, email, sns, webhook } = receiver;
  return [
    ...(channels.some((channel) => receiver[channel] !== undefined) ? [] : [noChannel]),
    ...(slack === undefined
      ? []
      : under(["slack"], [...checkChannel(slack.channel), ...checkSecretReference(slack.webhook, ["webhook"])])),
    ...(pagerDuty === undefined ? [] : checkSecretReference(pagerDuty.routingKey, ["pagerDuty", "routingKey"])),
    ...(email === undefined ? [] : under(["email"], checkEmail(email))),
    ...(sns === undefined ? [] : checkTopic(sns.topicArn)),
    ...(webhook === undefined ? [] : checkSecretReference(webhook.url, ["webhook", "url"])),
  ];
}

const noChannel: Problem = {
  path: [],
  message: "the receiver has no channel: whoever is to be told is not",
  allowed: `at least one of ${channels.join(", ")}`,
  fix: "add one, such as slack: { channel: '#alerts', webhook: { secret: alerting, key: slack } }, or remove the receiver",
};

/** A name, somebody, or the ID of one, which Slack shows at the end of its details. */
function checkChannel(channel: string): Problem[] {
  if (/^(#[^\s#@,]{1,79}|@[^\s#@,]{1,79}|[CDG][A-Z0-9]{8,})$/.test(channel)) return [];
  const isName = /^[^\s#@,:/]{1,79}$/.test(channel);
  return [
    {
      path: ["channel"],
      message: "this is no channel of Slack",
      // An address in its place is that of a webhook, and a secret.
      found: channel.includes("/") ? lengthOf(channel) : channel === "" ? '""' : channel,
      allowed: "#channel, @somebody, or the ID of a channel, such as C024BE91L",
      fix: isName ? `write #${channel}` : "write a name such as #alerts",
    },
  ];
}

const address = /^[^\s@,<>]+@[^\s@,<>]+\.[^\s@,<>]+$/;

function checkEmail({ to, from, server, username, password }: EmailSpec): Problem[] {
  return [
    ...(to.length > 0
      ? []
      : [{ path: ["to"], message: "nobody is written to", found: "an empty list", fix: "add an address" }]),
    ...to.flatMap((one, index) => checkAddress(one, ["to", index])),
    ...checkAddress(from, ["from"]),
    ...checkServer(server),
    ...(username === ""
      ? [
          {
            path: ["username"],
            message: "the mail server is told no user",
            found: '""',
            fix: "write the name of its user",
          },
        ]
      : []),
    ...checkSecretReference(password, ["password"]),
  ];
}

function checkAddress(found: string, path: Problem["path"]): Problem[] {
  if (address.test(found)) return [];
  return [
    {
      path,
      message: "this is no address of e-mail",
      found: found === "" ? '""' : found,
      allowed: "one address without a name, such as ops@example.com",
      fix: "write such an address",
    },
  ];
}

function checkServer(server: string): Problem[] {
  const [, host, port] = /^([^\s:/@]+)(?::([0-9]+))?$/.exec(server) ?? [];
  if (host !== undefined && port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return [];
  return [
    {
      path: ["server"],
      message: "this is no mail server",
      found: server.includes("@") ? lengthOf(server) : server === "" ? '""' : server,
      allowed: "a host and its port, such as smtp.example.com:587",
      fix:
        host !== undefined && port === undefined ? `write ${host}:587` : "write host and port, without user or scheme",
    },
  ];
}

function checkTopic(topicArn: string): Problem[] {
  if (/^arn:aws(-cn|-us-gov|-eusc)?:sns:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:[-\w]{1,256}(\.fifo)?$/.test(topicArn))
    return [];
  return [
    {
      path: ["sns", "topicArn"],
      message: "this is no ARN of a topic of SNS",
      found: topicArn === "" ? '""' : topicArn,
      allowed: "arn:aws:sns:<region>:<account>:<topic>",
      fix: "write the ARN of the topic, such as arn:aws:sns:eu-central-1:111122223333:alerts",
    },
  ];
}
