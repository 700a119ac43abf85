import type { AdmissionRules, PlatformCapabilities } from "../cluster";

/** What is known of where an object is to be let in. */
export interface AdmissionPlace {
  /** What the cluster offers, and what its policies refuse. Undefined: Kubernetes alone. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** Name of the namespace. Undefined: it is not known before anything is made, and counts as none of those that policies leave out. */
  readonly namespaceName?: string | undefined;
}

/** What policies let in, in a namespace that they do not leave out. */
export function rulesIn({ capabilities, namespaceName }: AdmissionPlace): readonly AdmissionRules[] {
  const all = capabilities?.admission ?? [];
  return namespaceName === undefined ? all : all.filter(({ exclude = [] }) => !exclude.includes(namespaceName));
}

/** The add-on whose rules can be changed in the configuration. */
const addOn = "admissionPolicies";

/** Who refuses, to be read after "refused by". */
export function refuser({ by = "a policy of the cluster" }: AdmissionRules): string {
  return by === addOn ? `the add-on ${addOn}` : by;
}

/**
 * How to mend what is refused, or to have it let in.
 * @param field of the add-on, and what to write there
 */
export function orLetIn({ by }: AdmissionRules, fix: string, field: string): string {
  return by === addOn ? `${fix}; or write slipway:addOns.${addOn}.${field}` : fix;
}
