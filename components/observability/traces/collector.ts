import { resourcesOf, type Pods } from "../../addons";
import type { ManifestValue, RenderedObject } from "../../core";
import { tracingNamespace } from "./tracing-around";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** Configuration of a collector, in its own words. */
export interface CollectorConfig {
  readonly extensions?: Fields;
  readonly receivers: Fields;
  readonly processors: Fields;
  readonly connectors?: Fields;
  readonly exporters: Fields;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<
      Record<
        string,
        {
          readonly receivers: readonly string[];
          readonly processors?: readonly string[];
          readonly exporters: readonly string[];
        }
      >
    >;
  };
}

export interface CollectorArgs {
  /** The operator calls what it makes of it `<name>-collector`. */
  readonly name: string;
  readonly mode: "daemonset" | "deployment";
  readonly image: string;
  /** User of the image. */
  readonly user: number;
  readonly pods: Pods;
  readonly config: CollectorConfig;
  /** Beyond what every one has. */
  readonly spec?: Fields;
  readonly env?: readonly Fields[];
}

/** Ports of OTLP. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;
/** Port of a collector's metrics of itself, of the name `metrics`. */
export const ownMetricsPort = 8888;
const healthPort = 13133;

/** Every address of the pod: Go listens to both families on it, whichever the cluster has. */
export const everywhere = (port: number): string => `0.0.0.0:${port}`;

/** Name in DNS of a Service. */
export const serviceHost = (service: string, namespace: string = tracingNamespace.name): string =>
  `${service}.${namespace}.svc.cluster.local`;

/** Labels of the pods that the operator makes for a collector. Source: its function SelectorLabels, 0.158. */
export function podLabels(name: string): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/managed-by": "opentelemetry-operator",
    "app.kubernetes.io/instance": `${tracingNamespace.name}.${name}`,
  };
}

/** Extension that the operator makes the probes of. */
export const healthCheck: Fields = { health_check: { endpoint: everywhere(healthPort) } };

/** Takes no more when memory runs out: whoever sends tries again later. It is the first of every pipeline. */
export const memoryLimiter: Fields = {
  memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 25 },
};

/** Receives OTLP by the protocols that are named. */
export function otlpReceiver(...protocols: readonly (keyof typeof otlpPorts)[]): Fields {
  return {
    otlp: {
      protocols: Object.fromEntries(
        protocols.map((protocol) => [protocol, { endpoint: everywhere(otlpPorts[protocol]) }]),
      ),
    },
  };
}

/** A collector of the operator: an object, of which it makes pods, Services, a service account and a disruption budget. */
export function collector({ name, mode, image, user, pods, config, spec, env = [] }: CollectorArgs): RenderedObject {
  return {
    suffix: name,
    apiVersion: "opentelemetry.io/v1beta1",
    kind: "OpenTelemetryCollector",
    name,
    namespace: tracingNamespace.name,
    // The operator refuses to change it.
    replacedBy: ["spec.mode"],
    fields: {
      spec: {
        mode,
        image,
        // Otherwise a new operator would rewrite the configuration, and the program write it back.
        upgradeStrategy: "none",
        ...(pods.replicas === "perNode" ? {} : { replicas: pods.replicas }),
        resources: resourcesOf(pods) as ManifestValue,
        env: [
          // Go collects garbage before the kernel ends it: 4/5 of what there is.
          { name: "GOMEMLIMIT", value: `${Math.floor(pods.memoryMib * 0.8)}MiB` },
          ...env,
        ],
        podSecurityContext: {
          runAsNonRoot: true,
          runAsUser: user,
          runAsGroup: user,
          fsGroup: user,
          seccompProfile: { type: "RuntimeDefault" },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
        },
        // A PodMonitor reads them; the annotations would have others read them twice.
        observability: { metrics: { disablePrometheusAnnotations: true } },
        ...spec,
        config: { ...config, service: { ...config.service, telemetry } } as ManifestValue,
      },
    },
  };
}

/**
 * Of the collector itself. The operator would add the readers if they were left out, and so differ from what is written here. Metrics are named as
 * their documentation has them, without suffixes, whatever becomes the default.
 */
const telemetry: ManifestValue = {
  metrics: {
    readers: [
      {
        pull: {
          exporter: {
            prometheus: {
              host: "0.0.0.0",
              port: ownMetricsPort,
              without_type_suffix: true,
              without_units: true,
              without_scope_info: true,
            },
          },
        },
      },
    ],
  },
};
