import type { SecretKeyRef } from "./prometheus-spec";

/** Who is told of alerts. */
export interface AlertingSpec {
  /** Whom alerts are sent to, by name: each has one channel or more. */
  readonly receivers: Readonly<Record<string, ReceiverSpec>>;
  /** Name of the receiver of what no route is for. Default: the only one; an error where there are several. */
  readonly default?: string | undefined;
  /** Who gets which alerts, in their order: the first that fits, unless it says `continue`. Default: all go to the default. */
  readonly routes?: readonly AlertRouteSpec[] | undefined;
  /** Labels that alerts are told of together by. Default: `alertname`, `namespace`, `service`. */
  readonly groupBy?: readonly string[] | undefined;
  /** Time until an alert that lasts is told of again. Default: `4h`; at least `5m`. */
  readonly repeat?: string | undefined;
  /**
   * An address that is called as long as alerting works, and that tells somebody when the calls stay out, such as one of healthchecks.io. Default: nobody is told when
   * Prometheus itself is down.
   */
  readonly heartbeat?: { readonly url: SecretKeyRef } | undefined;
  /** URL below which `docs/runbooks/` is published. Default: alerts name the page alone. */
  readonly runbooksUrl?: string | undefined;
}

/** Channels of a receiver: at least one. */
export interface ReceiverSpec {
  /** `webhook`: URL of an incoming webhook of Slack. */
  readonly slack?: { readonly channel: string; readonly webhook: SecretKeyRef } | undefined;
  /** `routingKey`: of an integration by the Events API v2. */
  readonly pagerDuty?: { readonly routingKey: SecretKeyRef } | undefined;
  readonly email?: EmailSpec | undefined;
  /** Written to with the identity that is granted to Alertmanager. */
  readonly sns?: { readonly topicArn: string } | undefined;
  /** An address that gets the alerts as JSON. */
  readonly webhook?: { readonly url: SecretKeyRef } | undefined;
  /** Whether it is told when an alert is over. Default: yes. */
  readonly sendResolved?: boolean | undefined;
}

export interface EmailSpec {
  readonly to: readonly string[];
  readonly from: string;
  /** Host and port of the mail server, such as `email-smtp.eu-central-1.amazonaws.com:587`. It must offer TLS. */
  readonly server: string;
  readonly username: string;
  readonly password: SecretKeyRef;
}

export interface AlertRouteSpec {
  /** Name of a receiver. */
  readonly to: string;
  /** Labels that alerts must have: a text that must be met as a whole, such as `{ severity: critical }`, or a regular expression. At least one. */
  readonly match: Readonly<Record<string, string | { readonly regex: string }>>;
  /** Whether the routes after it are asked too, and at last the default. Default: no. */
  readonly continue?: boolean | undefined;
  /** Default: that of all. */
  readonly repeat?: string | undefined;
}
