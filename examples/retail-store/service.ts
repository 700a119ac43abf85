import type * as pulumi from "@pulumi/pulumi";
import { catalogue } from "../../components/core";
import type { EgressRule, Environment, MicroserviceSpec } from "../../components/workloads";

/** A service of the shop; its links name others. */
export type Service = MicroserviceSpec<string>;

/** A store that somebody else runs. */
export interface OutsideServer {
  readonly host: pulumi.Input<string>;
  /** Default: what is usual for it. */
  readonly port?: number | undefined;
  readonly username: string;
  /** A secret of Pulumi. */
  readonly password: pulumi.Input<string>;
  /** Where its addresses are, as CIDRs: those of the subnets of databases. */
  readonly networks: readonly string[];
}

/** The way to it. */
export function wayTo({ networks }: OutsideServer, port: number): EgressRule[] {
  return networks.map((cidr) => ({ cidr, ports: [port] }));
}

/** What the services of the release have in common. */
export function service(image: string, spec: Partial<Service>): Service {
  return {
    image: `public.ecr.aws/aws-containers/retail-store-sample-${image}:${catalogue.retailStore.version}`,
    component: "service",
    ports: { http: { port: 80, targetPort: 8080 } },
    // The release looks at whether a service is ready, and never kills one.
    probes: { readiness: { http: { path: "/health" } }, liveness: false },
    metrics: { path: "/metrics" },
    security: { runAsUser: 1000, fsGroup: 1000 },
    volumes: { tmp: { mountPath: "/tmp", memory: true } },
    ...spec,
  };
}

/** Those in Java, whose heap follows their memory limit. */
export function springService(image: string, { env, ...spec }: Partial<Service>): Service {
  return service(image, {
    env: { JAVA_OPTS: "-XX:MaxRAMPercentage=75.0 -Djava.security.egd=file:/dev/urandom", ...env },
    probes: {
      readiness: { http: { path: "/actuator/health/readiness" }, initialDelaySeconds: 10 },
      liveness: false,
    },
    metrics: { path: "/actuator/prometheus" },
    ...spec,
  });
}

/** The same service with what its store asks for. */
export function withStore(base: Service, env: Environment<string>, more: Partial<Service> = {}): Service {
  return { ...base, ...more, env: { ...base.env, ...env } };
}

/** For a service whose second pod would know other things than the first, or take them away. */
export const onePod = { replicas: 1, rollout: { strategy: "recreate" } } as const;

/** What stores have in common: they may start slowly, and may take a while to write what they hold. */
export const storeTiming = {
  probes: { startup: { tcp: {}, periodSeconds: 5, failureThreshold: 60 } },
  shutdown: { delaySeconds: 0, gracePeriodSeconds: 60 },
} as const;
