import { policySpecOf, type PolicySpec } from "./policy-spec";
import type { AdmissionRule } from "./rules";

/** What we say in a ValidatingPolicy of `policies.kyverno.io/v1`. Source: github.com/kyverno/api, as of Kyverno 1.19.0. */
export interface ValidatingPolicySpec extends PolicySpec {
  readonly validationActions: string[];
  readonly evaluation: {
    readonly admission: { readonly enabled: boolean };
    readonly background: { readonly enabled: boolean };
  };
  readonly webhookConfiguration: { readonly timeoutSeconds: number };
}

/**
 * A rule as a policy of Kyverno. When Kyverno does not answer, what the rule is about is let in: no pod of a baseline that is not checked does as
 * much harm as none that starts, in the night in which nodes are lost. What was let in then is in Kyverno's reports after its next scan.
 */
export function kyvernoSpecOf(
  rule: AdmissionRule,
  excluded: readonly string[],
  validationActions: string[],
): ValidatingPolicySpec {
  return {
    ...policySpecOf(rule, excluded, "Ignore"),
    validationActions,
    evaluation: { admission: { enabled: true }, background: { enabled: true } },
    webhookConfiguration: { timeoutSeconds: 5 },
  };
}
