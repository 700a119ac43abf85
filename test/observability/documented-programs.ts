import { readFileSync } from "node:fs";
import path from "node:path";

const page = path.resolve(__dirname, "..", "..", "docs", "observability.md");

/** The blocks of docs/observability.md in a language, in their order. */
export function documentedBlocks(language: "ts" | "yaml"): string[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, block = ""]) => block,
  );
}

/** The snippets of the page that are no programs of their own, as one, with what the page says that they take for granted. */
export function documentedSnippets(): string {
  const snippets = documentedBlocks("ts").filter((block) => !block.startsWith("import "));
  return [
    'import { ExistingCluster, type PlatformCapabilities } from "./components/cluster";',
    'import { Microservice, Namespace } from "./components/workloads";',
    'const cluster = new ExistingCluster("cluster", { context: "staging-eu" });',
    'const namespace = new Namespace("shop", { cluster });',
    'const image = "registry.example.com/image:1.0.0";',
    "const capabilities: PlatformCapabilities = {",
    '  prometheus: { url: "http://kube-prometheus-stack-prometheus.monitoring:9090", namespace: "monitoring" },',
    "  observability: {",
    "    rules: true,",
    "    dashboards: true,",
    '    logs: { shipper: "filebeat" },',
    '    traces: { host: "agent-collector.tracing.svc.cluster.local", namespace: "tracing", spanMetrics: true },',
    "  },",
    "};",
    ...snippets,
  ].join("\n");
}

/** The programs of the page: those that are whole, and its snippets as one. */
export function documentedPrograms(): string[] {
  return [...documentedBlocks("ts").filter((block) => block.startsWith("import ")), documentedSnippets()];
}
