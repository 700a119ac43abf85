import type { Problem } from "../../core";
import type { MeshPort } from "../mesh-engine";
import type { MeshPolicySpec } from "../policy-spec";

/** What fails before there is an answer, which Linkerd does not try again. */
const withoutAnswer: readonly string[] = ["connectFailure", "reset"];

/** What Linkerd cannot say of what it can do in general. */
export function checkLinkerdPolicy(
  { retries, circuitBreaker }: MeshPolicySpec<unknown>,
  ports: readonly MeshPort[],
): Problem[] {
  const path = ["circuitBreaker", "ejection"];
  const { interval, maxEjectedPercent } = circuitBreaker?.ejection ?? {};
  return [
    ...(retries?.on ?? []).flatMap((condition, index) =>
      withoutAnswer.includes(condition)
        ? [
            {
              path: ["retries", "on", index],
              message: "Linkerd tries requests again by their answer, and there is none here",
              found: condition,
              allowed: "gatewayError, 5xx, retriable4xx",
              fix: "remove it",
            },
          ]
        : [],
    ),
    ...(retries?.on?.every((condition) => condition === "retriable4xx") === true &&
    !ports.some(({ protocol }) => protocol === "http")
      ? [
          {
            path: ["retries", "on"],
            message: "this is an answer of HTTP, and the workload has no port for it",
            found: retries.on.join(", "),
            allowed: "gatewayError, 5xx",
            fix: "write gatewayError",
          },
        ]
      : []),
    ...(interval === undefined
      ? []
      : [
          {
            path: [...path, "interval"],
            message: "Linkerd counts failures as they come, and looks at no intervals",
            found: interval,
            fix: "remove interval",
          },
        ]),
    ...(maxEjectedPercent === undefined
      ? []
      : [
          {
            path: [...path, "maxEjectedPercent"],
            message: "Linkerd puts each pod aside that fails, and has no bound of how many",
            found: String(maxEjectedPercent),
            fix: "remove maxEjectedPercent",
          },
        ]),
  ];
}
