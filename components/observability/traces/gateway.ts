import { mirroredImage, spreadOf, tempoPlace, type Pods } from "../../addons";
import { catalogue, type ManifestValue, type RenderedObject } from "../../core";
import { collectorImage } from "./agent";
import {
  collector,
  healthCheck,
  memoryLimiter,
  otlpPorts,
  otlpReceiver,
  podLabels,
  serviceHost,
  type CollectorConfig,
} from "./collector";
import { jaegerService } from "./jaeger";
import type { PlannedTracing } from "./planned-tracing";
import type { TracingAround } from "./tracing-around";

export const gatewayName = "gateway";
/** The service account that the operator makes for it. */
export const gatewayAccount = `${gatewayName}-collector`;

/** AWS's own build of the collector, which AWS supports; its user is that of its image. */
const awsImage = "public.ecr.aws/aws-observability/aws-otel-collector";

/** Traces that a gateway holds while it waits for their spans. Beyond it the oldest are decided on early. */
const heldTraces = 20_000;

export function gatewayPods({ highlyAvailable, isProduction }: TracingAround): Pods {
  return {
    name: `${gatewayName}-collector`,
    replicas: highlyAvailable ? 2 : 1,
    cpuMillis: 100,
    memoryMib: isProduction ? 1024 : 512,
    labels: podLabels(gatewayName),
  };
}

/** The gateways: choose which traces are kept, and give them to the store. */
export function gateway(planned: PlannedTracing, around: TracingAround): RenderedObject {
  const pods = gatewayPods(around);
  return collector({
    name: gatewayName,
    mode: "deployment",
    ...(planned.store === "xray"
      ? { image: `${mirroredImage(awsImage, around.mirrors)}:${catalogue.awsOtelCollector.version}`, user: 4317 }
      : collectorImage(around)),
    pods,
    config: gatewayConfig(planned, storeExporter(planned.store, around)),
    spec: {
      ...(pods.replicas === 1 ? {} : { topologySpreadConstraints: spreadOf(pods) as ManifestValue }),
      // What it holds is decided on before it goes.
      terminationGracePeriodSeconds: 60,
    },
  });
}

/** An exporter: its id, and its settings. */
export type Exporter = readonly [id: string, settings: ManifestValue];

/** Configuration of a gateway that gives what is kept to an exporter. */
export function gatewayConfig(planned: PlannedTracing, [id, settings]: Exporter): CollectorConfig {
  // Where all are kept there is nothing to wait for.
  const chooses = planned.percent < 100;
  return {
    extensions: healthCheck,
    receivers: otlpReceiver("grpc"),
    processors: {
      ...memoryLimiter,
      ...(chooses ? { tail_sampling: tailSampling(planned) } : {}),
      batch: { timeout: "1s" },
    },
    exporters: { [id]: settings },
    service: {
      extensions: ["health_check"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter", ...(chooses ? ["tail_sampling"] : []), "batch"],
          exporters: [id],
        },
      },
    },
  };
}

/** A trace is kept if one of the policies says so. */
function tailSampling({ percent, slowerThanMs, waitSeconds }: PlannedTracing): ManifestValue {
  return {
    decision_wait: `${waitSeconds}s`,
    num_traces: heldTraces,
    // Spans that come later go the way of their trace.
    decision_cache: { sampled_cache_size: 5 * heldTraces, non_sampled_cache_size: 5 * heldTraces },
    policies: [
      { name: "failed", type: "status_code", status_code: { status_codes: ["ERROR"] } },
      { name: "slow", type: "latency", latency: { threshold_ms: slowerThanMs } },
      { name: "others", type: "probabilistic", probabilistic: { sampling_percentage: percent } },
    ],
  };
}

/** What gives traces to a store. */
export function storeExporter(store: PlannedTracing["store"], { region }: Pick<TracingAround, "region">): Exporter {
  switch (store) {
    case "jaeger":
      return ["otlp_grpc/jaeger", otlpTo(serviceHost(jaegerService))];
    case "tempo":
      return ["otlp_grpc/tempo", otlpTo(serviceHost(tempoPlace.name, tempoPlace.namespace))];
    case "xray":
      return [
        "awsxray",
        {
          ...(region === undefined ? {} : { region }),
          // Traces can be searched by these.
          indexed_attributes: ["otel.resource.k8s.namespace.name", "otel.resource.k8s.pod.name"],
        },
      ];
  }
}

/** Without TLS: network policies let nobody else in. */
function otlpTo(host: string): ManifestValue {
  return {
    endpoint: `${host}:${otlpPorts.grpc}`,
    tls: { insecure: true },
    sending_queue: { enabled: true, queue_size: 5000 },
    retry_on_failure: { enabled: true, max_elapsed_time: "5m" },
  };
}
