import { parseDuration } from "../../core";
import type { EjectionSpec, RetryCondition, RetrySpec } from "../../gateway/policy-spec";
import { durationText } from "../duration-text";
import type { MeshedWorkload, MeshPort } from "../mesh-engine";
import { requestPorts } from "../request-ports";

type Annotations = Readonly<Record<string, string>>;

const httpConditions: Readonly<Partial<Record<RetryCondition, string>>> = {
  gatewayError: "gateway-error",
  "5xx": "5xx",
  retriable4xx: "409",
};
/** What gRPC says in their place. */
const grpcConditions: Readonly<Partial<Record<RetryCondition, readonly string[]>>> = {
  gatewayError: ["unavailable"],
  "5xx": ["internal", "unavailable"],
};
const defaultFailures = 5;
const defaultPenalty = "30s";
/** Twice as long each time a pod fails again, up to this. */
const longestPenaltySeconds = 300;

/** What callers do with requests to a workload, as annotations: of its Services, and of routes, which would otherwise hide those. */
export function requestAnnotations({ policy, ports }: MeshedWorkload): Annotations {
  const { retries, timeout } = policy;
  return {
    ...(timeout === undefined ? {} : { "timeout.linkerd.io/request": durationText(timeout) }),
    ...(retries === undefined ? {} : retryAnnotations(retries, requestPorts(ports))),
  };
}

/** Which pods of a workload callers put aside, as annotations of its Services. */
export function balancerAnnotations({ policy }: MeshedWorkload): Annotations {
  const ejection = policy.circuitBreaker?.ejection;
  return ejection === undefined ? {} : ejectionAnnotations(ejection);
}

function retryAnnotations(
  { attempts, on = ["gatewayError"], perTryTimeout }: RetrySpec,
  ports: readonly MeshPort[],
): Annotations {
  const http = on.flatMap((condition) => httpConditions[condition] ?? []);
  const grpc = [...new Set(on.flatMap((condition) => grpcConditions[condition] ?? []))];
  const speaks = (protocol: MeshPort["protocol"]): boolean => ports.some((port) => port.protocol === protocol);
  return {
    "retry.linkerd.io/limit": String(attempts),
    ...(speaks("http") && http.length > 0 ? { "retry.linkerd.io/http": http.join(",") } : {}),
    ...(speaks("grpc") && grpc.length > 0 ? { "retry.linkerd.io/grpc": grpc.join(",") } : {}),
    ...(perTryTimeout === undefined ? {} : { "retry.linkerd.io/timeout": durationText(perTryTimeout) }),
  };
}

function ejectionAnnotations({
  consecutiveFailures = defaultFailures,
  baseEjectionTime = defaultPenalty,
}: EjectionSpec): Annotations {
  const seconds = parseDuration(baseEjectionTime) ?? 0;
  const key = "balancer.linkerd.io/failure-accrual";
  return {
    [key]: "consecutive",
    [`${key}-consecutive-max-failures`]: String(consecutiveFailures),
    [`${key}-consecutive-min-penalty`]: durationText(baseEjectionTime),
    [`${key}-consecutive-max-penalty`]:
      seconds > longestPenaltySeconds ? durationText(baseEjectionTime) : durationText(`${longestPenaltySeconds}s`),
  };
}
