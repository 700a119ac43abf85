import { parseDuration, under, type Problem } from "../core";
import { checkCircuitBreaker, checkRetries } from "../gateway/check-resilience";
import { checkChoice, checkDuration, checkWhole } from "../gateway/check-values";
import { meshLocalities, type MeshFaultsSpec, type MeshPolicySpec } from "./policy-spec";

/** What is wrong with the fields of a policy, whoever carries it out. Paths are relative to the policy. */
export function checkFields(policy: MeshPolicySpec<unknown>): Problem[] {
  const { retries, timeout, circuitBreaker, split = [], faults, mtls, locality } = policy;
  return [
    ...checkChoice(["mtls"], mtls, ["strict", "permissive"]),
    ...under(["retries"], checkRetries(retries)),
    ...checkTries(policy),
    ...checkDuration(["timeout"], timeout),
    ...under(["circuitBreaker"], checkCircuitBreaker(circuitBreaker)),
    ...split.flatMap(({ weight }, index) => checkWhole(["split", index, "weight"], weight, 1, 99)),
    ...checkSum(split.map(({ weight }) => weight)),
    ...(faults === undefined ? [] : under(["faults"], checkFaults(faults))),
    ...checkChoice(["locality"], locality, meshLocalities),
  ];
}

function checkTries({ retries, timeout }: MeshPolicySpec<unknown>): Problem[] {
  const perTryTimeout = retries?.perTryTimeout;
  if (perTryTimeout === undefined || timeout === undefined) return [];
  const [whole, each] = [parseDuration(timeout), parseDuration(perTryTimeout)];
  if (whole === undefined || each === undefined || each <= whole) return [];
  return [
    {
      path: ["retries", "perTryTimeout"],
      message: "a single try would have more time than the whole request",
      found: `${perTryTimeout}, and timeout ${timeout}`,
      allowed: `at most ${timeout}`,
      fix: "write a shorter one, or a longer timeout",
    },
  ];
}

function checkFaults({ delay, abort }: MeshFaultsSpec): Problem[] {
  return [
    ...(delay === undefined && abort === undefined
      ? [
          {
            path: [],
            message: "no fault is named",
            found: "{}",
            allowed: "delay, abort, or both",
            fix: "add one of them, or remove faults",
          },
        ]
      : []),
    ...checkDuration(["delay", "duration"], delay?.duration),
    ...checkPercent("delay", delay?.percent),
    ...checkWhole(["abort", "status"], abort?.status, 200, 599),
    ...checkPercent("abort", abort?.percent),
  ];
}

function checkPercent(fault: "delay" | "abort", percent: number | undefined): Problem[] {
  if (percent === undefined || (percent > 0 && percent <= 100)) return [];
  return [
    {
      path: [fault, "percent"],
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
