import { plainSecrets } from "./secret-rules";
import { awsRules } from "./aws-rules";
import type { Rule } from "./rule";
import { workloadRules } from "./workload-rules";

export { awsRules } from "./aws-rules";
export { applyRules, type Finding, type Rule } from "./rule";
export { workloadRules } from "./workload-rules";

/** Rules that need to know a secret from a plain value, which only the recorder can tell: not in the policy pack. */
export const secretRules: readonly Rule[] = [plainSecrets];

/** Every rule of the project, in the order in which findings are told. */
export const projectRules: readonly Rule[] = [...workloadRules, ...awsRules, ...secretRules];
