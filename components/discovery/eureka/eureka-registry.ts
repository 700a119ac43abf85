import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent } from "../../core";
import {
  headlessName,
  planPorts,
  StatefulService,
  type ClaimHandle,
  type LinkTarget,
  type StatefulServiceSpec,
} from "../../workloads";
import { childOptions, handleInNamespace, registryPlace, type RegistryArgs } from "../registry-claim";
import { checkEurekaSpec, defaults, type EurekaSpec } from "./eureka-spec";

export interface EurekaRegistryArgs extends RegistryArgs {
  /** What the environment says of its Eureka. */
  readonly spec: EurekaSpec;
}

const port = 8761;
const ports = { http: { port, protocol: "http" } } as const;

/**
 * Servers of Eureka that know each other: a StatefulService, so that each has a name. They keep registrations in memory alone, which clients make
 * again within half a minute; their volume, of about $0.10 a month, holds what the program writes while it runs. There are no passwords: the
 * network policy lets in who claims it.
 * @throws SlipwayError with everything that is wrong with its options, before anything of it is registered
 */
export class EurekaRegistry extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: EurekaRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, objectName, spec, transform } = args;
    refuseComponent("EurekaRegistry", name, checkEurekaSpec(spec));
    super("EurekaRegistry", name, opts, { provider: cluster.provider });

    const service = new StatefulService(
      this.logicalName,
      {
        ...serverSpec(objectName, spec),
        ...registryPlace(args),
        objectName,
        transform: transform?.service,
      },
      childOptions(this, opts),
    );

    this.handle = handleInNamespace(eurekaValues(objectName, spec), service, this, [service]);
    this.registerOutputs({ objectName, servers: service.address });
  }
}

/** What programs that register know of it. */
export function eurekaValues(objectName: string, spec: EurekaSpec): Readonly<Record<string, string>> {
  const address = `${objectName}:${port}`;
  const { leaseRenewalSeconds, leaseExpirationSeconds } = { ...defaults, ...stated(spec) };
  return {
    host: objectName,
    port: String(port),
    address,
    url: `http://${address}/eureka/`,
    defaultZone: serverUrls(objectName, spec),
    // A pod's name is in no DNS that others ask.
    preferIpAddress: "true",
    leaseRenewalSeconds: String(leaseRenewalSeconds),
    leaseExpirationSeconds: String(leaseExpirationSeconds),
  };
}

/** The pods of the servers, but for where they run. */
export function serverSpec(objectName: string, spec: EurekaSpec): StatefulServiceSpec {
  const { replicas = defaults.replicas, user, selfPreservation = true } = spec;
  const isAlone = replicas === 1;
  const self: LinkTarget = { objectName, ports: planPorts(ports) };
  const probe = (kind: "liveness" | "readiness") => ({ http: { path: `/actuator/health/${kind}` }, timeoutSeconds: 3 });
  return {
    image: spec.image,
    ports,
    replicas,
    // A server waits for its peers for a while before it answers, and would wait for one that is not made yet.
    podManagement: "parallel",
    env: {
      POD_NAME: { fromField: "metadata.name" },
      SERVER_PORT: port,
      // By this name a server knows which of the URLs is its own.
      EUREKA_INSTANCE_HOSTNAME: `$(POD_NAME).${headlessName(objectName)}`,
      EUREKA_INSTANCE_PREFERIPADDRESS: false,
      EUREKA_CLIENT_REGISTERWITHEUREKA: !isAlone,
      EUREKA_CLIENT_FETCHREGISTRY: !isAlone,
      EUREKA_CLIENT_SERVICEURL_DEFAULTZONE: serverUrls(objectName, spec),
      EUREKA_SERVER_ENABLESELFPRESERVATION: selfPreservation,
      MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: true,
    },
    ...(isAlone ? {} : { links: [{ linkTo: self }] }),
    volumeClaims: { tmp: { size: "1Gi", mountPath: "/tmp" } },
    probes: {
      startup: { ...probe("liveness"), periodSeconds: 5, failureThreshold: 60 },
      readiness: probe("readiness"),
      liveness: probe("liveness"),
    },
    ...(user === undefined ? {} : { security: { runAsUser: user, runAsGroup: user, fsGroup: user } }),
    disruptionBudget: { maxUnavailable: 1 },
    retention: { whenDeleted: "Delete", whenScaled: "Delete" },
    resources: { requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "768Mi" } },
    component: "registry",
  };
}

/** URLs of all servers: a client that cannot reach one asks the next. */
function serverUrls(objectName: string, { replicas = defaults.replicas }: EurekaSpec): string {
  return Array.from(
    { length: replicas },
    (_, index) => `http://${objectName}-${index}.${headlessName(objectName)}:${port}/eureka/`,
  ).join(",");
}

function stated({ leaseRenewalSeconds, leaseExpirationSeconds }: EurekaSpec) {
  return {
    ...(leaseRenewalSeconds === undefined ? {} : { leaseRenewalSeconds }),
    ...(leaseExpirationSeconds === undefined ? {} : { leaseExpirationSeconds }),
  };
}
