import { isLogRetention, logRetentions, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import type { FluentBitSpec } from "./fluent-bit-spec";

/** What is wrong with the options of Fluent Bit. */
export function checkFluentBit({ output }: FluentBitSpec, { target }: Surroundings): Problem[] {
  if (output === undefined) {
    return [
      {
        path: ["output"],
        message: "Fluent Bit reads logs, and it is not said where they go",
        fix: "write slipway:observability.logs, which brings it with its output, or output: { cloudWatch: {} }",
      },
    ];
  }
  const days = output.cloudWatch?.days;
  return [
    ...(output.cloudWatch === undefined || target === "eks"
      ? []
      : [
          {
            path: ["output", "cloudWatch"],
            message:
              "logs are to go to CloudWatch, but a cluster that is there already has no cloud identity to write with",
            found: target,
            allowed: "a cluster of EKS",
            fix: "write store: elastic in slipway:observability.logs",
          },
        ]),
    ...(days === undefined || isLogRetention(days)
      ? []
      : [
          {
            path: ["output", "cloudWatch", "days"],
            message: "CloudWatch does not keep logs for this number of days",
            found: String(days),
            allowed: logRetentions.join(", "),
            fix: `write ${nearestLogRetention(days)}`,
          },
        ]),
  ];
}

/** The number of days that CloudWatch knows and that is not less, or else its greatest. */
export function nearestLogRetention(days: number): number {
  return logRetentions.find((known) => known >= days) ?? 3653;
}
