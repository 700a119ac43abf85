import type { types } from "@pulumi/kubernetes";
import { didYouMean, type Problem } from "../../core";
import { checkBounds, checkWholeNumber } from "../bounds";
import { containerPortName, type PlannedPort } from "../exposure/ports";

/** When and how often a probe asks. Left out, Kubernetes' own defaults hold. */
export interface ProbeTiming {
  /** Seconds to wait before the first probe. Default 0. */
  readonly initialDelaySeconds?: number | undefined;
  /** Seconds between two probes, at least 1. Default 10. */
  readonly periodSeconds?: number | undefined;
  /** Seconds to wait for an answer, at least 1. Default 1. */
  readonly timeoutSeconds?: number | undefined;
  /** Failures in a row that count, at least 1. Default 3. */
  readonly failureThreshold?: number | undefined;
  /** Successes in a row that count, at least 1; a liveness or startup probe allows only 1. Default 1. */
  readonly successThreshold?: number | undefined;
}

/** A port that is asked: by its name, or by the number that the container listens on where it is in no Service. Default: the first port. */
export type ProbePort = string | number;

/** A question to the container, of exactly one kind. */
export interface ProbeSpec extends ProbeTiming {
  /** An HTTP request; a status from 200 to 399 is a success. */
  readonly http?:
    | {
        readonly path: string;
        readonly port?: ProbePort | undefined;
        /** Whether it is asked by TLS; the certificate is not looked at. Default: what is spoken on the port, else `http`. */
        readonly scheme?: "http" | "https" | undefined;
        readonly headers?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  /** The standard gRPC health service, of the whole server or of one of its services. */
  readonly grpc?: { readonly port?: ProbePort | undefined; readonly service?: string | undefined } | undefined;
  /** Whether a TCP connection opens. */
  readonly tcp?: { readonly port?: ProbePort | undefined } | undefined;
  /** A command in the container; exit status 0 is a success. */
  readonly exec?: { readonly command: readonly string[] } | undefined;
}

export const probeNames = ["startup", "readiness", "liveness"] as const;
export type ProbeName = (typeof probeNames)[number];

/**
 * The probes of a container. Default: readiness and liveness on the first port, by gRPC health if it speaks gRPC, else
 * by opening a TCP connection; none for a container without ports, such as a worker's. `false` switches one off.
 */
export type ProbesSpec = Readonly<Partial<Record<ProbeName, ProbeSpec | false | undefined>>>;

const kinds = ["http", "grpc", "tcp", "exec"] as const;

/**
 * The probes in Kubernetes' form, as fields of a container.
 * @param ports those of this container, from which those are derived that nothing is said of
 */
export function containerProbes(
  probes: ProbesSpec = {},
  ports: readonly PlannedPort[],
): Pick<types.input.core.v1.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const derived = defaultProbe(ports);
  const planned: Record<ProbeName, ProbeSpec | false | undefined> = {
    startup: probes.startup,
    readiness: probes.readiness ?? derived,
    liveness: probes.liveness ?? derived,
  };
  return Object.fromEntries(
    probeNames.flatMap((name) => {
      const probe = planned[name];
      return probe === undefined || probe === false ? [] : [[`${name}Probe`, kubernetesProbe(probe, ports)]];
    }),
  );
}

/**
 * What is wrong with a container's probes.
 * @param ports those of this container
 */
export function checkProbes(probes: ProbesSpec = {}, ports: readonly PlannedPort[]): Problem[] {
  return probeNames.flatMap((name) => {
    const probe = probes[name];
    if (probe === undefined || probe === false) return [];
    return [
      ...checkKind(name, probe),
      ...checkProbePort(name, probe, ports),
      ...checkHeaders(name, probe),
      ...checkCommand(name, probe),
      ...checkTiming(name, probe),
    ];
  });
}

function defaultProbe(ports: readonly PlannedPort[]): ProbeSpec | undefined {
  const first = ports.find((port) => port.protocol !== "udp");
  if (first === undefined) return undefined;
  return first.protocol === "grpc" ? { grpc: { port: first.name } } : { tcp: { port: first.name } };
}

function kubernetesProbe(probe: ProbeSpec, ports: readonly PlannedPort[]): types.input.core.v1.Probe {
  const { http, grpc, tcp, exec, ...timing } = probe;
  const set = Object.fromEntries(Object.entries(timing).filter(([, seconds]) => seconds !== undefined));
  if (http !== undefined) {
    const headers = Object.entries(http.headers ?? {}).map(([name, value]) => ({ name, value }));
    return {
      httpGet: {
        path: http.path,
        port: portOf(ports, http.port),
        ...(schemeOf(ports, http) === "https" ? { scheme: "HTTPS" } : {}),
        ...(headers.length === 0 ? {} : { httpHeaders: headers }),
      },
      ...set,
    };
  }
  if (grpc !== undefined) {
    // Kubernetes takes a number here, not a name.
    const port = typeof grpc.port === "number" ? grpc.port : namedPort(ports, grpc.port).targetPort;
    return { grpc: { port, ...(grpc.service === undefined ? {} : { service: grpc.service }) }, ...set };
  }
  if (exec !== undefined) return { exec: { command: [...exec.command] }, ...set };
  return { tcpSocket: { port: portOf(ports, tcp?.port) }, ...set };
}

function portOf(ports: readonly PlannedPort[], port: ProbePort | undefined): ProbePort {
  return typeof port === "number" ? port : containerPortName(ports, namedPort(ports, port));
}

/** To be asked without TLS, what only speaks TLS answers with an error, and its pods would never be ready. */
function schemeOf(ports: readonly PlannedPort[], { port, scheme }: NonNullable<ProbeSpec["http"]>): "http" | "https" {
  if (scheme !== undefined) return scheme;
  const asked = typeof port === "number" ? ports.find(({ targetPort }) => targetPort === port) : namedPort(ports, port);
  return asked?.protocol === "https" ? "https" : "http";
}

/** The port of a name; without one the first that answers to a connection. */
function namedPort(ports: readonly PlannedPort[], name: string | undefined): PlannedPort {
  const port = ports.find((other) => (name === undefined ? other.protocol !== "udp" : other.name === name));
  if (port === undefined) throw new Error("a probe was written before it was checked");
  return port;
}

function checkKind(name: ProbeName, probe: ProbeSpec): Problem[] {
  const given = kinds.filter((kind) => probe[kind] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      path: ["probes", name],
      message: given.length === 0 ? "the probe does not say what to ask" : "the probe asks in more than one way",
      found: given.length === 0 ? "none of them" : given.join(" and "),
      allowed: `exactly one of ${kinds.join(", ")}`,
      fix: given.length === 0 ? "add one of them, or write false to have no such probe" : "keep one of them",
    },
  ];
}

function checkProbePort(name: ProbeName, probe: ProbeSpec, ports: readonly PlannedPort[]): Problem[] {
  return (["http", "grpc", "tcp"] as const).flatMap((kind) => {
    const question = probe[kind];
    if (question === undefined) return [];
    if (typeof question.port === "number") {
      return checkBounds([[["probes", name, kind, "port"], question.port, 1, 65_535]]);
    }
    const names = ports.filter((port) => port.protocol !== "udp").map((port) => port.name);
    if (names.length === 0) {
      return [
        {
          path: ["probes", name, kind],
          message: "the probe asks on a port, but the workload has none that takes connections",
          fix: "add the port under ports, give its number as port, or use an exec probe",
        },
      ];
    }
    if (question.port === undefined || names.includes(question.port)) return [];
    const meant = didYouMean(question.port, names);
    const isDatagram = ports.some((port) => port.name === question.port);
    return [
      {
        path: ["probes", name, kind, "port"],
        message: isDatagram
          ? "the probe opens a connection, but the port is UDP"
          : "the probe asks on a port that does not exist",
        found: question.port,
        allowed: names.join(", "),
        fix: meant === undefined ? "name one of the ports, or add this one under ports" : `did you mean ${meant}?`,
      },
    ];
  });
}

/** A token. Source: RFC 7230, section 3.2.6. */
const headerName = /^[-!#$%&'*+.^_`|~\dA-Za-z]+$/;

function checkHeaders(name: ProbeName, { http }: ProbeSpec): Problem[] {
  return Object.keys(http?.headers ?? {})
    .filter((header) => !headerName.test(header))
    .map((header) => ({
      path: ["probes", name, "http", "headers", header],
      message: "this is no name of an HTTP header",
      found: JSON.stringify(header),
      allowed: "letters, digits and any of !#$%&'*+-.^_`|~",
      fix: "write it without spaces and colons, such as X-Probe",
    }));
}

function checkCommand(name: ProbeName, { exec }: ProbeSpec): Problem[] {
  if (exec === undefined || exec.command.length > 0) return [];
  return [
    {
      path: ["probes", name, "exec", "command"],
      message: "the probe runs a command, but there is none",
      found: "[]",
      fix: "name the program and its arguments, such as [/bin/healthy]",
    },
  ];
}

const leastTimings: Readonly<Record<keyof ProbeTiming, number>> = {
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  failureThreshold: 1,
  successThreshold: 1,
};

function checkTiming(name: ProbeName, probe: ProbeSpec): Problem[] {
  const bounds = Object.entries(leastTimings).flatMap(([field, least]) =>
    checkWholeNumber(["probes", name, field], probe[field as keyof ProbeTiming], least),
  );
  if (name === "readiness" || (probe.successThreshold ?? 1) <= 1) return bounds;
  return [
    ...bounds,
    {
      path: ["probes", name, "successThreshold"],
      message: `a ${name} probe counts the first success`,
      found: String(probe.successThreshold),
      allowed: "1",
      fix: "remove successThreshold",
    },
  ];
}
