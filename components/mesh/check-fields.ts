import { parseDuration, type Problem } from "../core";
import { retryConditions, type CircuitBreakerSpec, type EjectionSpec, type RetrySpec } from "../gateway/policy-spec";
import { meshLocalities, type MeshFaultsSpec, type MeshPolicySpec } from "./policy-spec";

type Path = Problem["path"];

/** What is wrong with the fields of a policy, whoever carries it out. Paths are relative to the policy. */
export function checkFields(policy: MeshPolicySpec<unknown>): Problem[] {
  const { retries, timeout, circuitBreaker, split = [], faults, mtls, locality } = policy;
  return [
    ...(mtls === undefined ? [] : checkChoice(["mtls"], mtls, ["strict", "permissive"])),
    ...(retries === undefined ? [] : checkRetries(retries, timeout)),
    ...checkTime(["timeout"], timeout),
    ...(circuitBreaker === undefined ? [] : checkCircuitBreaker(circuitBreaker)),
    ...split.flatMap(({ weight }, index) => checkNumber(["split", index, "weight"], weight, 1, 99)),
    ...checkSum(split.map(({ weight }) => weight)),
    ...(faults === undefined ? [] : checkFaults(faults)),
    ...(locality === undefined ? [] : checkChoice(["locality"], locality, meshLocalities)),
  ];
}

function checkRetries(
  { attempts, on = [], perTryTimeout, backoff, budget }: RetrySpec,
  timeout: string | undefined,
): Problem[] {
  const [whole, each] = [timeout, perTryTimeout].map((text) => (text === undefined ? undefined : parseDuration(text)));
  return [
    ...checkNumber(["retries", "attempts"], attempts, 1, 10),
    ...on.flatMap((condition, index) => checkChoice(["retries", "on", index], condition, retryConditions)),
    ...checkTime(["retries", "perTryTimeout"], perTryTimeout),
    ...(whole === undefined || each === undefined || each <= whole
      ? []
      : [
          {
            path: ["retries", "perTryTimeout"],
            message: "a single try would have more time than the whole request",
            found: `${perTryTimeout ?? ""}, and timeout ${timeout ?? ""}`,
            allowed: `at most ${timeout ?? ""}`,
            fix: "write a shorter one, or a longer timeout",
          },
        ]),
    ...checkTime(["retries", "backoff", "base"], backoff?.base),
    ...checkTime(["retries", "backoff", "max"], backoff?.max),
    ...(budget === undefined ? [] : checkNumber(["retries", "budget", "percent"], budget.percent, 1, 100)),
    ...(budget?.minConcurrent === undefined
      ? []
      : checkNumber(["retries", "budget", "minConcurrent"], budget.minConcurrent, 1, 10_000)),
  ];
}

function checkCircuitBreaker({ ejection, ...bounds }: CircuitBreakerSpec): Problem[] {
  const given = [...Object.values(bounds), ejection].filter((one) => one !== undefined);
  return [
    ...(given.length > 0
      ? []
      : [
          {
            path: ["circuitBreaker"],
            message: "it bounds nothing",
            found: "{}",
            allowed: "maxConnections, maxPendingRequests, maxRequests, ejection",
            fix: "add one of them, or remove circuitBreaker",
          },
        ]),
    ...(["maxConnections", "maxPendingRequests", "maxRequests"] as const).flatMap((field) =>
      bounds[field] === undefined ? [] : checkNumber(["circuitBreaker", field], bounds[field], 1, 1_000_000),
    ),
    ...(ejection === undefined ? [] : checkEjection(ejection)),
  ];
}

function checkEjection({
  consecutiveFailures,
  interval,
  baseEjectionTime,
  maxEjectedPercent,
}: EjectionSpec): Problem[] {
  const path = ["circuitBreaker", "ejection"];
  return [
    ...(consecutiveFailures === undefined
      ? []
      : checkNumber([...path, "consecutiveFailures"], consecutiveFailures, 1, 1000)),
    ...checkTime([...path, "interval"], interval),
    ...checkTime([...path, "baseEjectionTime"], baseEjectionTime),
    ...(maxEjectedPercent === undefined ? [] : checkNumber([...path, "maxEjectedPercent"], maxEjectedPercent, 1, 100)),
  ];
}

function checkFaults({ delay, abort }: MeshFaultsSpec): Problem[] {
  return [
    ...(delay === undefined && abort === undefined
      ? [
          {
            path: ["faults"],
            message: "no fault is named",
            found: "{}",
            allowed: "delay, abort, or both",
            fix: "add one of them, or remove faults",
          },
        ]
      : []),
    ...(delay === undefined
      ? []
      : [...checkTime(["faults", "delay", "duration"], delay.duration), ...checkPercent("delay", delay.percent)]),
    ...(abort === undefined
      ? []
      : [
          ...checkNumber(["faults", "abort", "status"], abort.status, 200, 599),
          ...checkPercent("abort", abort.percent),
        ]),
  ];
}

function checkPercent(fault: "delay" | "abort", percent: number): Problem[] {
  if (percent > 0 && percent <= 100) return [];
  return [
    {
      path: ["faults", fault, "percent"],
      message: "this is no share of the requests",
      found: String(percent),
      allowed: "above 0 and at most 100",
      fix: percent === 0 ? `remove ${fault}` : "write a number such as 10",
    },
  ];
}

function checkSum(weights: readonly number[]): Problem[] {
  const sum = weights.reduce((one, other) => one + other, 0);
  if (sum < 100) return [];
  return [
    {
      path: ["split"],
      message: "nothing of the requests would be left for the workload itself",
      found: `${weights.join(" + ")} = ${sum}`,
      allowed: "at most 99 together",
      fix: "write smaller shares",
    },
  ];
}

/** A time of more than nothing; of whole milliseconds, as no mesh knows less. */
function checkTime(path: Path, text: string | undefined): Problem[] {
  if (text === undefined) return [];
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 0.001) return [];
  return [
    {
      path,
      message: "this is no time",
      found: text,
      allowed: "a number with ms, s, m or h, of at least 1ms",
      fix: "write such as 300ms or 2s",
    },
  ];
}

function checkNumber(path: Path, value: number, least: number, most: number): Problem[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [
    {
      path,
      message: "this number is not possible",
      found: String(value),
      allowed: `a whole number from ${least} to ${most}`,
      fix: "write one of them",
    },
  ];
}

/** TypeScript knows the choices; a configuration or a program in JavaScript may not. */
function checkChoice(path: Path, value: string, allowed: readonly string[]): Problem[] {
  if (allowed.includes(value)) return [];
  return [
    {
      path,
      message: "there is no such choice",
      found: value,
      allowed: allowed.join(", "),
      fix: "write one of them",
    },
  ];
}
