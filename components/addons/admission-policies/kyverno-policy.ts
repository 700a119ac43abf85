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
 * A rule as a policy of Kyverno.
 * @param failurePolicy what becomes of an object while Kyverno does not answer. What is let in then is in its reports after its next scan.
 */
export function kyvernoSpecOf(
  rule: AdmissionRule,
  excluded: readonly string[],
  validationActions: string[],
  failurePolicy: PolicySpec["failurePolicy"],
): ValidatingPolicySpec {
  return {
    ...policySpecOf(rule, excluded, failurePolicy),
    validationActions,
    evaluation: { admission: { enabled: true }, background: { enabled: true } },
    webhookConfiguration: { timeoutSeconds: 5 },
  };
}
