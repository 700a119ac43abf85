import { linkTo, type Services } from "../../components/workloads";
import type { ShopFiles, ShopSecrets } from "./inputs";
import { service } from "./service";
import { collectorUrl, toCollector } from "./telemetry";

/** A chat with a language model that knows the shop. As released, its answers are recorded ones, and no model is asked. */
export function assistantServices({ modelKey }: ShopSecrets, { recordings }: ShopFiles): Services {
  return {
    chatbot: service("chatbot", {
      memory: "500Mi",
      criticality: "low",
      otlp: "http",
      ports: { http: 7860 },
      env: {
        CHATBOT_PORT: 7860,
        CHATBOT_ROOT_PATH: "/chatbot",
        AGENT_PORT: linkTo("agent", { as: "port" }),
        AGENT_ENDPOINT: linkTo("agent", { as: "host" }),
        OTEL_EXPORTER_OTLP_INSECURE: true,
      },
    }),

    agent: service("agent", {
      memory: "500Mi",
      criticality: "low",
      ports: { http: 8010 },
      env: {
        AGENT_PORT: 8010,
        AGENT_ENDPOINT: "agent",
        GRAPH_RECURSION_LIMIT: 25,
        MCP_ENDPOINT: linkTo("mcp", { as: "host" }),
        MCP_PORT: linkTo("mcp", { as: "port" }),
        MCP_ENABLED: "False",
        LLM_BASE_URL: "https://local-llm.com",
        LLM_MODEL: "azure/gpt-5.5",
        API_KEY: modelKey === undefined ? "" : { secret: modelKey },
        OPENAI_API_KEY: "$(API_KEY)",
        USE_VCR: "True",
        VCR_MATCH_THRESHOLD: 0.85,
        LLM_TLS_VERIFY: "True",
        APPLICATION_ENDPOINT: linkTo("frontend"),
        TRACELOOP_BASE_URL: collectorUrl("http"),
        OTEL_EXPORTER_OTLP_INSECURE: true,
      },
      egress: [toCollector("http")],
      config: { fixtures: { data: recordings } },
      volumes: { fixtures: { config: "fixtures", mountPath: "/app/fixtures/vcr_cassettes" } },
    }),

    mcp: service("mcp", {
      memory: "500Mi",
      criticality: "low",
      ports: { http: 8011 },
      env: {
        MCP_PORT: 8011,
        MCP_ENDPOINT: "mcp",
        APPLICATION_ENDPOINT: linkTo("frontend"),
        TRACELOOP_BASE_URL: collectorUrl("http"),
        OTEL_EXPORTER_OTLP_INSECURE: true,
      },
      egress: [toCollector("http")],
    }),
  };
}
