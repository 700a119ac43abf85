import type { Problem } from "../../core";

/** What an environment says of its Eureka. Each claim gets servers of its own. */
export interface EurekaSpec {
  /**
   * Image of the server, with tag or digest: of your own, as nobody publishes one that is kept up to date. It is a Spring Boot program with
   * `spring-cloud-starter-netflix-eureka-server` and `spring-boot-starter-actuator`, and must not run as root.
   */
  readonly image: string;
  /** How many servers, from 1 to 5, each of which tells the others what was registered with it; with 1, for development, it is alone. Default 2. */
  readonly replicas?: number | undefined;
  /** Number of the user that the servers run as, from 1. Default: the image's own, which must not be root. */
  readonly user?: number | undefined;
  /**
   * Whether a server keeps registrations when many are not renewed at once, as it cannot tell a broken network from ended programs. Without it,
   * ended ones go sooner; with it, clients must put up with addresses that nobody answers at. Default: true.
   */
  readonly selfPreservation?: boolean | undefined;
  /** Seconds between two signs of life of a client, 1 to 300. Servers reckon with 30 when they judge how many are missing. Default 30. */
  readonly leaseRenewalSeconds?: number | undefined;
  /** Seconds without one after which a client is forgotten: at least twice as many, at most 3600. Default 90. */
  readonly leaseExpirationSeconds?: number | undefined;
}

export const defaults = { replicas: 2, leaseRenewalSeconds: 30, leaseExpirationSeconds: 90 } as const;

/** What is wrong with what an environment says of its Eureka. Paths are relative to it. */
export function checkEurekaSpec(spec: EurekaSpec): Problem[] {
  const { replicas, user, leaseRenewalSeconds, leaseExpirationSeconds } = spec;
  const renewal = leaseRenewalSeconds ?? defaults.leaseRenewalSeconds;
  return [
    ...(spec.image.trim() === ""
      ? [
          {
            path: ["image"],
            message: "this is no image",
            found: "an empty text",
            fix: "write the image of your server",
          },
        ]
      : []),
    ...checkWhole("replicas", replicas, 1, 5),
    ...checkWhole("user", user, 1, 2 ** 31 - 1),
    ...checkWhole("leaseRenewalSeconds", leaseRenewalSeconds, 1, 300),
    ...checkWhole("leaseExpirationSeconds", leaseExpirationSeconds ?? 2 * renewal, 2 * renewal, 3600),
  ];
}

function checkWhole(field: string, value: number | undefined, least: number, most: number): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [
    {
      path: [field],
      message: "this number makes no sense here",
      found: String(value),
      allowed: `a whole number from ${least} to ${most}`,
      fix: value > most ? `write ${most} or less` : `write ${least} or more`,
    },
  ];
}
