import type { EmailSpec, ReceiverSpec } from "../alerting-spec";
import type { Values } from "../../frame/values";
import { secretFile } from "./mounted-secrets";
import type { Messages } from "./messages";

/** A receiver as Alertmanager's configuration has it, with a list for each kind of channel that it has. */
export function receiverConfig(name: string, spec: ReceiverSpec, said: Messages): Values {
  const { slack, pagerDuty, email, sns, webhook, sendResolved = true } = spec;
  const told: Values = { send_resolved: sendResolved };
  return {
    name,
    ...(slack === undefined ? {} : { slack_configs: [{ ...told, ...slackConfig(slack, said) }] }),
    ...(pagerDuty === undefined ? {} : { pagerduty_configs: [{ ...told, ...pagerDutyConfig(pagerDuty, said) }] }),
    ...(email === undefined ? {} : { email_configs: [{ ...told, ...emailConfig(email, said) }] }),
    ...(sns === undefined ? {} : { sns_configs: [{ ...told, ...snsConfig(sns, said) }] }),
    ...(webhook === undefined ? {} : { webhook_configs: [{ ...told, url_file: secretFile(webhook.url) }] }),
  };
}

function slackConfig({ channel, webhook }: NonNullable<ReceiverSpec["slack"]>, said: Messages): Values {
  return {
    api_url_file: secretFile(webhook),
    channel,
    color: said.slackColor,
    title: said.title,
    title_link: said.runbook,
    text: said.slackText,
    fallback: said.title,
  };
}

function pagerDutyConfig({ routingKey }: NonNullable<ReceiverSpec["pagerDuty"]>, said: Messages): Values {
  return {
    routing_key_file: secretFile(routingKey),
    severity: said.pagerDutySeverity,
    description: said.title,
    component: "{{ .CommonLabels.service }}",
    group: "{{ .CommonLabels.namespace }}",
    class: "{{ .CommonLabels.alertname }}",
    details: { alerts: said.text },
  };
}

function emailConfig({ to, from, server, username, password }: EmailSpec, said: Messages): Values {
  return {
    to: to.join(", "),
    from,
    smarthost: server,
    auth_username: username,
    auth_password_file: secretFile(password),
    require_tls: true,
    headers: { Subject: said.title },
    html: "",
    text: said.text,
  };
}

/** The region is that of the topic, which need not be that of the cluster. */
function snsConfig({ topicArn }: NonNullable<ReceiverSpec["sns"]>, said: Messages): Values {
  return {
    topic_arn: topicArn,
    sigv4: { region: topicArn.split(":")[3] ?? "" },
    // SNS takes 100 characters; Alertmanager cuts longer ones.
    subject: said.title,
    message: said.text,
  };
}
