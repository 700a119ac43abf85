import { catalogue } from "../../components/core";
import {
  linkTo,
  type Environment,
  type InitContainerSpec,
  type MicroserviceSpec,
  type ResourcesSpec,
} from "../../components/workloads";
import { releaseImage } from "./release";
import { collectorUrl, described, instrumented, toCollector, type Criticality, type OtlpProtocol } from "./telemetry";

type Spec = MicroserviceSpec<string>;

/** What one service of the release says that not all do. */
export interface ServiceSpec extends Omit<Spec, "image" | "resources"> {
  /** Default: the release's own of the service's name. */
  readonly image?: string;
  /** Memory that it gets. */
  readonly memory: string;
  readonly criticality?: Criticality;
  /** How it sends to the collector, by the variable that most of its languages read. Default: by variables of its own. */
  readonly otlp?: OtlpProtocol;
}

/**
 * A service of the release. It has one pod and gets no load balancer, as released; its root file system is read-only, and the user is
 * nobody whom its image would know, unless it says otherwise.
 */
export function service(name: string, { memory, criticality, otlp, ...spec }: ServiceSpec): Spec {
  const about = described(name);
  const own = { ...spec.env, ...(otlp === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl(otlp) }) };
  // A root that may be written to has a folder of this name, and what the image put there.
  const scratch = spec.exceptions?.writableRoot === undefined ? { tmp: { mountPath: "/tmp" } } : {};
  return {
    image: releaseImage(name),
    replicas: 1,
    security: { runAsUser: 65532, runAsGroup: 65532 },
    ...about,
    ...spec,
    podAnnotations: { ...about.podAnnotations, ...spec.podAnnotations },
    env: instrumented(own, criticality),
    egress: [...(otlp === undefined ? [] : [toCollector(otlp)]), ...(spec.egress ?? [])],
    volumes: { ...spec.volumes, ...scratch },
    resources: withMemory(memory),
    probes: readinessOnly(spec),
  };
}

/** As much memory as the release allows, set aside as the API server would do, and little CPU: most of the demo is idle. */
export function withMemory(memory: string): ResourcesSpec {
  return { requests: { cpu: "20m", memory }, limits: { memory } };
}

/** The release has no probes. Nobody has measured how long its services take to start or to answer, so none is killed for it. */
function readinessOnly({ ports, probes }: Pick<Spec, "ports" | "probes">): Spec["probes"] {
  return ports === undefined ? probes : { liveness: false, ...probes };
}

/** A link as two variables, `<prefix>_HOST` and `<prefix>_PORT`. */
export function hostAndPort(prefix: string, target: string, port?: string): Environment<string> {
  return {
    [`${prefix}_HOST`]: linkTo(target, { port, as: "host" }),
    [`${prefix}_PORT`]: linkTo(target, { port, as: "port" }),
  };
}

/** Where a service asks for its feature flags. */
export const flags = hostAndPort("FLAGD", "flagd", "rpc");

/** Waits until somebody answers, as some services end if they start first. */
export function waitFor(target: string, port: string): Record<string, InitContainerSpec<string>> {
  return {
    [`wait-for-${target}`]: {
      image: `busybox:${catalogue.busybox.version}`,
      command: ["sh", "-c", 'until nc -z -w 30 "$TARGET_HOST" "$TARGET_PORT"; do sleep 2; done'],
      env: hostAndPort("TARGET", target, port),
    },
  };
}
