import type { types } from "@pulumi/kubernetes";
import { didYouMean, type Problem } from "../../core";
import type { MetricConvention } from "../../observability/service/slo-spec";
import { checkBounds } from "../bounds";
import { containerPortName, transportOf, type PlannedPort } from "../exposure/ports";

/** Where a container shows its metrics, in the form of Prometheus. */
export interface MetricsSpec {
  /** Name of one of its ports, or a number that is in no Service. Default: the container's first port. */
  readonly port?: string | number | undefined;
  /** Default: `/metrics`. */
  readonly path?: string | undefined;
  /** Default: `http`. */
  readonly scheme?: "http" | "https" | undefined;
  /** By which names it counts its requests, for rules, objectives and dashboards. Default: by none that are known. */
  readonly convention?: MetricConvention | undefined;
}

export const logFormats = ["json", "logfmt", "text"] as const;

/** What the lines of a container's log are, for the shipper that reads them. */
export interface LogsSpec {
  readonly format: (typeof logFormats)[number];
  /** Regular expression that the first line of an entry matches, where an entry has several. */
  readonly firstLine?: string | undefined;
}

/** Where metrics are to be scraped. */
export interface MetricsEndpoint {
  /** Number that the container listens on. */
  readonly port: number;
  /** Name of the container's port, as network policies and monitors know it. */
  readonly portName: string;
  /** Whether the number is one of the ports of the container, and so of its Services. */
  readonly isServed: boolean;
  readonly path: string;
  readonly scheme: "http" | "https";
}

/**
 * Where a container shows its metrics; undefined if it says nothing of them. Call `checkMetrics` first.
 * @param ports those of this container
 */
export function metricsEndpoint(
  spec: MetricsSpec | undefined,
  ports: readonly PlannedPort[],
): MetricsEndpoint | undefined {
  if (spec === undefined) return undefined;
  const served = scraped(ports).find(
    ({ name, targetPort }) =>
      spec.port === undefined || spec.port === (typeof spec.port === "number" ? targetPort : name),
  );
  const number = served?.targetPort ?? spec.port;
  if (typeof number !== "number") throw new Error("metrics were written before they were checked");
  return {
    port: number,
    portName: served === undefined ? metricsPortName : containerPortName(ports, served),
    isServed: served !== undefined,
    path: spec.path ?? "/metrics",
    scheme: spec.scheme ?? "http",
  };
}

/**
 * The container's port for metrics, where its number is in no Service.
 * @param ports those of this container
 */
export function metricsPorts(
  spec: MetricsSpec | undefined,
  ports: readonly PlannedPort[],
): types.input.core.v1.ContainerPort[] {
  const endpoint = metricsEndpoint(spec, ports);
  if (endpoint === undefined || endpoint.isServed) return [];
  return [{ name: endpoint.portName, containerPort: endpoint.port, protocol: "TCP" }];
}

/**
 * The annotations by which a Prometheus finds what to scrape. A pod has one endpoint by them: that of the main container, or else of
 * the first that has one. A PodMonitor finds the others by the names of their ports.
 */
export function metricsAnnotations(endpoint: MetricsEndpoint | undefined): Record<string, string> {
  if (endpoint === undefined) return {};
  return {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": String(endpoint.port),
    "prometheus.io/path": endpoint.path,
    "prometheus.io/scheme": endpoint.scheme,
  };
}

/** What a shipper of logs is told of a container: `logs.slipway/orders: json`. */
export function logsAnnotations(container: string, spec: LogsSpec | undefined): Record<string, string> {
  if (spec === undefined) return {};
  const name = `logs.slipway/${container}`;
  return {
    [name]: spec.format,
    ...(spec.firstLine === undefined ? {} : { [`${name}${firstLineSuffix}`]: spec.firstLine }),
  };
}

/**
 * What is wrong with where a container shows its metrics. Paths are relative to the container.
 * @param ports those of this container
 * @param others those of the pod's other containers
 */
export function checkMetrics(
  spec: MetricsSpec | undefined,
  ports: readonly PlannedPort[],
  others: readonly PlannedPort[] = [],
): Problem[] {
  if (spec === undefined) return [];
  return [...checkPort(spec.port, ports, others), ...checkPath(spec.path)];
}

/**
 * What is wrong with what is said of a container's log. Paths are relative to the container.
 * @param container its name; left out: that it fits into the name of an annotation is not checked
 */
export function checkLogs(spec: LogsSpec | undefined, container = ""): Problem[] {
  if (spec?.firstLine === undefined) return [];
  const longest = 63 - firstLineSuffix.length;
  return [
    ...checkExpression(spec.firstLine),
    ...(container.length <= longest
      ? []
      : [
          {
            path: ["logs", "firstLine"],
            message: "the container's name is too long for the annotation that says this",
            found: `${container} (${container.length} characters)`,
            allowed: `at most ${longest} characters`,
            fix: "shorten it",
          },
        ]),
  ];
}

const metricsPortName = "metrics";
const firstLineSuffix = ".first-line";

/** Prometheus asks by HTTP, so by a connection. */
function scraped(ports: readonly PlannedPort[]): PlannedPort[] {
  return ports.filter(({ protocol }) => transportOf(protocol) === "TCP");
}

function checkPort(
  port: MetricsSpec["port"],
  ports: readonly PlannedPort[],
  others: readonly PlannedPort[],
): Problem[] {
  const path = ["metrics", "port"];
  if (typeof port === "number") return [...checkBounds([[path, port, 1, 65_535]]), ...checkAdded(port, ports, others)];
  const names = scraped(ports).map(({ name }) => name);
  if (names.length === 0) {
    return [
      {
        path: ["metrics"],
        message: "metrics are asked for on a port, but the container has none that takes connections",
        ...(port === undefined ? {} : { found: port }),
        fix: "give the number as port, such as 9090",
      },
    ];
  }
  if (port === undefined || names.includes(port)) return [];
  const meant = didYouMean(port, names);
  return [
    {
      path,
      message: ports.some(({ name }) => name === port)
        ? "metrics are asked for by a connection, but the port is UDP"
        : "metrics are on a port that does not exist",
      found: port,
      allowed: `${names.join(", ")}, or a number`,
      fix: meant === undefined ? "name one of the ports, or give the number" : `did you mean ${meant}?`,
    },
  ];
}

/** The port that is added for metrics needs a number that is free in the pod, and its name, by which Services find ports of all containers. */
function checkAdded(port: number, ports: readonly PlannedPort[], others: readonly PlannedPort[]): Problem[] {
  if (scraped(ports).some(({ targetPort }) => targetPort === port)) return [];
  const listener = scraped(others).find(({ targetPort }) => targetPort === port);
  if (listener !== undefined) {
    return [
      {
        path: ["metrics", "port"],
        message: "another container of the pod listens on this port",
        found: `${port}, which is port ${listener.name} of the ${containerOf(listener)}`,
        fix: "give the number that this container listens on, or say metrics of that one",
      },
    ];
  }
  const other = others.find(({ name }) => name === metricsPortName);
  if (other !== undefined) {
    return [
      {
        path: ["metrics", "port"],
        message: "another container of the pod has a port metrics, and its Service would lead to this one's",
        found: `port metrics is ${other.targetPort} of the ${containerOf(other)}, metrics are on ${port}`,
        fix: `rename that port, or add one for ${port} under ports and name it here`,
      },
    ];
  }
  const taken = ports.find(({ name }) => name === metricsPortName);
  if (taken === undefined) return [];
  return [
    {
      path: ["metrics", "port"],
      message: "the container has a port metrics, but its metrics are on another one",
      found: `port metrics is ${taken.targetPort}, metrics are on ${port}`,
      fix: `write port: ${metricsPortName}, or rename that port`,
    },
  ];
}

function containerOf({ container }: PlannedPort): string {
  return container === undefined ? "main container" : `sidecar ${container}`;
}

function checkPath(path: string | undefined): Problem[] {
  if (path === undefined || path.startsWith("/")) return [];
  return [
    {
      path: ["metrics", "path"],
      message: "this is no path of a URL",
      found: path,
      allowed: "a path that starts with '/'",
      fix: `write /${path}`,
    },
  ];
}

function checkExpression(text: string): Problem[] {
  try {
    // Flags within an expression are known to most shippers, but not here.
    new RegExp(text.replace(/\(\?[a-z]+\)/g, ""));
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, "").toLowerCase() : "malformed";
    return [
      {
        path: ["logs", "firstLine"],
        message: `this is no regular expression: ${reason}`,
        found: text,
        fix: "write one that the first line of each entry matches, such as ^\\d{4}-",
      },
    ];
  }
}
