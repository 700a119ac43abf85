import { ownPrometheus } from "../components/addons";
import { under, type Problem } from "../components/core";
import { checkObservability } from "../components/observability";
import { checkedEnvironment, hasOwnPrometheus } from "./capabilities";
import type { StackConfig } from "./config/schema";
import { observabilitySurroundings } from "./observability";

/**
 * What is wrong with what is to be seen of an environment.
 * @param unsound sections of which something is wrong
 */
export function checkObservabilityOf(config: Partial<StackConfig>, unsound: readonly string[]): Problem[] {
  const { observability, cluster } = config;
  const stated = checkStated(config);
  if (observability === undefined || cluster === undefined || unsound.includes("slipway:cluster")) return stated;
  const around = observabilitySurroundings(config, cluster.target, checkedEnvironment(config, unsound));
  const isUnsound = (...sections: string[]) => sections.some((section) => unsound.includes(`slipway:${section}`));
  const known = {
    ...around,
    ...(isUnsound("network", "capabilities") ? { zones: undefined, nodes: undefined } : {}),
  };
  const problems = under(["slipway:observability"], checkObservability(observability, known));
  return [...stated, ...(isUnsound("observability") ? problems.filter((one) => !isOfMissingPart(one)) : problems)];
}

/** What is said of a part that is not there may be of one that was left out because something else is wrong with it. */
function isOfMissingPart({ found }: Problem): boolean {
  return found === "no logs" || found?.endsWith(" without metrics") === true;
}

/** What is made here is not there already. */
function checkStated(config: Partial<StackConfig>): Problem[] {
  const { capabilities, observability } = config;
  const { namespace } = ownPrometheus;
  const stated = capabilities?.prometheus;
  return [
    ...(stated !== undefined && hasOwnPrometheus(config) && stated.namespace !== namespace
      ? [
          {
            path: ["slipway:capabilities", "prometheus"],
            message: "the environment has a Prometheus that is made here, and another one that workloads would let in",
            found: `namespace ${stated.namespace}`,
            fix: "remove slipway:capabilities.prometheus, as the one that is made here is known, or slipway:observability.metrics",
          },
        ]
      : []),
    ...(capabilities?.observability !== undefined && observability !== undefined
      ? [
          {
            path: ["slipway:capabilities", "observability"],
            message: "what is seen of workloads is made here, and is said to be there already",
            found: "slipway:observability and slipway:capabilities.observability",
            fix: "remove one of them",
          },
        ]
      : []),
  ];
}
