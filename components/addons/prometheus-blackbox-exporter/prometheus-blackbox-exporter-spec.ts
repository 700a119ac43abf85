import type { HelmOptions } from "../frame/helm-add-on";

/** The blackbox exporter, which calls addresses when Prometheus asks it to, and says how it went. */
export interface PrometheusBlackboxExporterSpec extends HelmOptions {
  /** Ways of calling by HTTP, by name. Probes and monitors name one. Default: `http`, which takes 200 to 299 within 10 seconds. */
  readonly modules?: Readonly<Record<string, HttpModuleSpec>> | undefined;
}

/** What is called fine. */
export interface HttpModuleSpec {
  /** Statuses of the answer, that after redirects. Default: 200 to 299. */
  readonly statuses?: readonly number[] | undefined;
  /** Regular expression (RE2) that the answer must have somewhere. Default: whatever it is. */
  readonly contains?: string | undefined;
  /** Whole seconds that the answer may take. Default: 10. */
  readonly timeoutSeconds?: number | undefined;
  /** Whether it must be by TLS at the end, also after redirects. Default: no. */
  readonly tls?: boolean | undefined;
}

/** Where the exporter is, for probes: host and port of its Service. */
export const blackboxExporter = {
  addOn: "prometheusBlackboxExporter",
  name: "prometheus-blackbox-exporter",
  namespace: "monitoring",
  address: "prometheus-blackbox-exporter.monitoring:9115",
} as const;
