/** An issuer of certificates: of exactly one kind. */
export interface IssuerSpec {
  /** Certificates of an authority that speaks ACME, such as Let's Encrypt, which every browser trusts. They cost nothing. */
  readonly acme?: AcmeSpec | undefined;
  /** Certificates of an authority of this cluster's own, whose key cert-manager makes. Trusted by whoever is given its certificate. */
  readonly privateCa?: PrivateCaSpec | undefined;
  /**
   * Certificates of an authority that you have: name of a Secret in the namespace cert-manager, with its certificate as `tls.crt` and its
   * key as `tls.key`. You make it; until then the issuer is not ready.
   */
  readonly caSecret?: string | undefined;
  /** Certificates that are signed with their own key, for clusters at hand. Nobody trusts them. */
  readonly selfSigned?: true | undefined;
}

export const issuerKinds = [
  "acme",
  "privateCa",
  "caSecret",
  "selfSigned",
] as const satisfies readonly (keyof IssuerSpec)[];

/** How an authority is asked, and how it is shown that a domain is yours. At least one of `dns01` and `http01`. */
export interface AcmeSpec {
  /** Where the authority writes to, such as `platform@example.com`. */
  readonly email: string;
  /**
   * `production` or `staging` of Let's Encrypt, or the URL of another's directory, `https://…`. Let's Encrypt issues 50 certificates a week
   * for a domain, and 5 with the same names; staging hardly limits them, but no browser trusts what it issues. Default: in production
   * `production`, elsewhere `staging`, as a cluster that comes and goes would use up the limits of the domain.
   */
  readonly server?: string | undefined;
  /** By records of Route 53, which works for wildcards and for hosts that the internet does not reach. On EKS alone. */
  readonly dns01?: Dns01Spec | undefined;
  /** By an answer over plain HTTP on port 80, from the internet. With `dns01` too, for names outside of its zones. */
  readonly http01?: Http01Spec | undefined;
}

export interface Dns01Spec {
  /**
   * Public hosted zones, by domain: their IDs, such as `{ "example.com": "Z0123456789ABCDEFGHIJ" }`. In these, and no others, cert-manager may
   * write TXT records whose names begin with `_acme-challenge`.
   */
  readonly zones: Readonly<Record<string, string>>;
}

/**
 * Who answers: either a Gateway or a class of Ingress. The answers come from pods in the namespace of the certificate, which a network policy
 * there must let in on port 8089.
 */
export interface Http01Spec {
  /** A Gateway with a listener on port 80 that takes routes of the namespaces with certificates. */
  readonly gateway?: GatewayReference | undefined;
  /** Name of a class of Ingress. */
  readonly ingressClass?: string | undefined;
}

export interface GatewayReference {
  readonly name: string;
  readonly namespace: string;
  /** Name of the listener. Default: any that takes the route. */
  readonly listener?: string | undefined;
}

export interface PrivateCaSpec {
  /** Name in the certificate of the authority, up to 64 characters. Default: the name of the issuer. */
  readonly commonName?: string | undefined;
  /** Days that the certificate of the authority holds. Default: 3650. */
  readonly durationDays?: number | undefined;
  /**
   * Days before its end on which it is renewed, with the same key, so that certificates that it has signed still hold. Fewer than
   * `durationDays`, and more than the days that they hold. Default: 365, or a third of `durationDays` where that is less.
   */
  readonly renewBeforeDays?: number | undefined;
}
