export { applyRules, type Finding, type Rule } from "./rule";
export { workloadRules } from "./workload-rules";
