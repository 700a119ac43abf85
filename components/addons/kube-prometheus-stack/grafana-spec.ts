import type { SecretKeyRef } from "./prometheus-spec";

/** Grafana: who may look, and whether what they change there stays. */
export interface GrafanaSpec {
  /**
   * Name of a Secret of the namespace `monitoring` with the keys `admin-user` and `admin-password`. Default: one is made, with the user `admin` and a random
   * password of 32 letters and digits.
   */
  readonly adminSecret?: string | undefined;
  /** URL that it is called by, such as `https://grafana.example.com`: links lead there, and log-ins return there. Default: by port forwarding alone. */
  readonly url?: string | undefined;
  /** Log-in by OpenID Connect. Needs `url`. Default: user and password of the Secret. */
  readonly oidc?: GrafanaOidcSpec | undefined;
  /** Size of a volume for what is made by hand; then there is one pod. Default: nothing is kept, dashboards come from the program. */
  readonly storage?: { readonly size?: string | undefined; readonly class?: string | undefined } | undefined;
  /** Whether dashboards of the program can be changed by hand until the next start. Default: no. */
  readonly editable?: boolean | undefined;
}

export interface GrafanaOidcSpec {
  /** Address of the provider, without a `/` at its end; its endpoints are below it, or stated. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: SecretKeyRef;
  /** Default: `<issuer>/authorize`, `<issuer>/token`, `<issuer>/userinfo`. */
  readonly endpoints?: { readonly authorize: string; readonly token: string; readonly userInfo: string } | undefined;
  /** Default: `openid`, `profile`, `email`. */
  readonly scopes?: readonly string[] | undefined;
  /** Claim with the groups of who logs in. Default: `groups`. */
  readonly groupsClaim?: string | undefined;
  /** Groups whose members may change things, and administrate. Everybody else of the provider may look. Default: none. */
  readonly editors?: readonly string[] | undefined;
  readonly admins?: readonly string[] | undefined;
}

/**
 * A data source besides those of metrics and alerts, in the form of Grafana's provisioning files, but that texts are taken as they are: `$` is not doubled, and
 * stands for no variable.
 */
export interface GrafanaDataSource {
  readonly name: string;
  /** Type of its plug-in, such as `elasticsearch`, `jaeger`, `tempo`, `cloudwatch`. */
  readonly type: string;
  /** One of `dataSourceUids`. */
  readonly uid: string;
  readonly url?: string | undefined;
  readonly basicAuthUser?: string | undefined;
  readonly jsonData?: Readonly<Record<string, unknown>> | undefined;
  /** Secrets by the name of the field in `secureJsonData`. */
  readonly secureJsonData?: Readonly<Record<string, SecretKeyRef>> | undefined;
}
