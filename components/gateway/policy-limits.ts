import type { GatewayCapability } from "../cluster";
import type { Problem } from "../core";
import type { PlannedRoute } from "./planned-route";

/** Limits that pods are to count together where they have nothing to do so in. Paths are relative to the workload. */
export function checkCountedTogether({ policy }: PlannedRoute, { rateLimitStore }: GatewayCapability): Problem[] {
  if (rateLimitStore !== undefined) return [];
  return (policy.rateLimits ?? []).flatMap(({ countedBy }, index) =>
    countedBy === "gateway"
      ? [
          {
            path: ["policy", "rateLimits", index, "countedBy"],
            message: "the pods of the gateway have no store in which they could count together",
            found: "gateway",
            allowed: "pod, or gateway where the environment has slipway:gateway.rateLimitStore",
            fix: "add rateLimitStore: true to slipway:gateway, or write pod",
          },
        ]
      : [],
  );
}

/** What programs cannot be told that count failures of each pod by itself, answer by answer. */
export function checkPlainEjection({ policy: { circuitBreaker } }: PlannedRoute, program: string): Problem[] {
  const { interval, maxEjectedPercent } = circuitBreaker?.ejection ?? {};
  return [
    ...(interval === undefined
      ? []
      : [
          {
            path: ["policy", "circuitBreaker", "ejection", "interval"],
            message: `${program} looks at each answer, not from time to time`,
            found: interval,
            fix: "remove interval",
          },
        ]),
    ...(maxEjectedPercent === undefined || maxEjectedPercent === 100
      ? []
      : [
          {
            path: ["policy", "circuitBreaker", "ejection", "maxEjectedPercent"],
            message: `${program} puts all pods aside if all fail`,
            found: String(maxEjectedPercent),
            allowed: "100",
            fix: "write 100, or remove it",
          },
        ]),
  ];
}
