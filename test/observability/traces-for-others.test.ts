// What workloads and Grafana are told of traces, as data. That an SDK or a Grafana takes it is not shown here.
import { otlpEnvironment } from "../../components/observability/traces/otlp-environment";
import { tracesCapability } from "../../components/observability/traces/traces-capability";
import { tracesDataSource } from "../../components/observability/traces/traces-data-source";
import type { TracingAround } from "../../components/observability/traces/tracing-around";
import type { TracingSpec } from "../../components/observability/traces/tracing-spec";
import { production } from "./traces-places";

describe("workloads", () => {
  const capability = tracesCapability({ store: "tempo" }, production);

  test("are told where the agent of their node is", () => {
    expect(capability).toEqual({
      host: "agent-collector.tracing.svc.cluster.local",
      namespace: "tracing",
      spanMetrics: true,
    });
    expect(tracesCapability({ store: "tempo", spanMetrics: false }, production).spanMetrics).toBe(false);
  });

  test("find it by the variables of every SDK, whose names depend on nothing", () => {
    expect(otlpEnvironment(capability, { name: "cart", namespace: "shop", application: "boutique" })).toEqual([
      { name: "OTEL_SERVICE_NAME", value: "cart" },
      { name: "OTEL_RESOURCE_ATTRIBUTES", value: "service.namespace=boutique" },
      { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://agent-collector.tracing.svc.cluster.local:4318" },
      { name: "OTEL_EXPORTER_OTLP_PROTOCOL", value: "http/protobuf" },
      { name: "OTEL_METRICS_EXPORTER", value: "none" },
      { name: "OTEL_LOGS_EXPORTER", value: "none" },
    ]);
    const attributes = (more: object) =>
      otlpEnvironment(capability, { name: "cart", ...more }).find(({ name }) => name === "OTEL_RESOURCE_ATTRIBUTES");
    expect(attributes({ namespace: "shop" })?.value).toBe("service.namespace=shop");
    expect(attributes({ namespace: undefined })?.value).toBe("service.namespace=cart");
  });
});

describe("the data source of Grafana", () => {
  test("is that of the store, with links to logs and metrics", () => {
    const source = tracesDataSource({ store: "jaeger" }, production);
    expect(source).toMatchObject({
      type: "jaeger",
      uid: "traces",
      url: "http://jaeger-collector-extension.tracing.svc.cluster.local:16686",
      jsonData: {
        tracesToLogsV2: {
          datasourceUid: "logs",
          query: expect.stringContaining('trace.id:"${__trace.traceId}" OR ') as string,
        },
        tracesToMetrics: { datasourceUid: "prometheus" },
      },
    });
    expect(tracesDataSource({ store: "tempo" }, production)).toMatchObject({
      type: "tempo",
      url: "http://tempo.tempo.svc.cluster.local:3200",
    });
    expect(tracesDataSource({ store: "xray" }, production)).toBeUndefined();
  });

  test("links to what is there alone", () => {
    const keys = (around: TracingAround, spec: TracingSpec = { store: "tempo" }) =>
      Object.keys(tracesDataSource(spec, around)?.jsonData ?? {});
    expect(keys({ ...production, logStore: "cloudWatch" })).toEqual(["nodeGraph", "tracesToMetrics"]);
    expect(keys({ ...production, logStore: undefined, prometheusNamespace: undefined })).toEqual(["nodeGraph"]);
    expect(keys(production, { store: "tempo", spanMetrics: false })).toEqual(["nodeGraph", "tracesToLogsV2"]);
  });

  test("its queries of metrics parse when its variables are filled in", async () => {
    const { parser } = await import("@prometheus-io/lezer-promql");
    const { tracesToMetrics } = tracesDataSource({ store: "tempo" }, production)?.jsonData as {
      tracesToMetrics: { queries: { query: string }[] };
    };
    for (const { query } of tracesToMetrics.queries) {
      const filled = query.replace("$__tags", 'service_name="cart", k8s_namespace_name="shop"');
      const errors: number[] = [];
      parser.parse(filled).iterate({
        enter: ({ type, from }) => {
          if (type.isError) errors.push(from);
        },
      });
      expect({ filled, errors }).toEqual({ filled, errors: [] });
    }
    expect(tracesToMetrics.queries).toHaveLength(3);
  });
});
