import type { CommonOptions } from "../frame/add-on";
import type { RuleId } from "./rules";

/** `deny`: what breaks a rule is refused. `audit`: it is let in with a warning, and noted. `off`: the rule is left out. */
export const ruleModes = ["deny", "audit", "off"] as const;
export type RuleMode = (typeof ruleModes)[number];

/**
 * A baseline of rules for what comes into the cluster, which the API server checks by itself, or Kyverno where it is there: then there are
 * reports too. They do not repeat what Pod Security says of namespaces. The API server is always there; while Kyverno does not answer, what the
 * rules are about is refused, or let in where Kyverno's `admitWhenDown` says so.
 */
export interface AdmissionPoliciesSpec extends CommonOptions {
  /**
   * What happens to what breaks a rule. Default: `deny` in a cluster that was made here, in which nothing is older than the rules; `audit` in
   * one that is there already, where they would stop the next change of what others run.
   */
  readonly mode?: Exclude<RuleMode, "off"> | undefined;
  /** Rules for which something else holds. Default: none. */
  readonly rules?: Readonly<Partial<Record<RuleId, RuleMode | undefined>>> | undefined;
  /**
   * Registries that images may come from, with or without a path, such as `quay.io/jetstack`; those of Docker Hub begin with `docker.io/`, for
   * its own ones `docker.io/library`. Default: any.
   */
  readonly registries?: readonly string[] | undefined;
  /** Labels that pods must have, such as `slipway/owner`. Default: none. */
  readonly labels?: readonly string[] | undefined;
  /**
   * Namespaces that the rules do not hold in, besides `kube-system` and its like, those of the add-ons that are installed, and those of what
   * operators among them run for the platform, such as `logging`. Default: none.
   */
  readonly exclude?: readonly string[] | undefined;
}
