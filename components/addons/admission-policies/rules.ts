import { clusterAdministrators, deadBudgets, unnamedLoadBalancers, nodePorts } from "./object-rules";
import { defaultTokens, foreignImages, imageTags, missingLabels, resources, undeclaredExceptions } from "./pod-rules";

/** What a rule looks at. */
export type Matched = "pods" | "services" | "disruptionBudgets" | "clusterRoleBindings";

/** What the rules of a cluster depend on. */
export interface RuleInputs {
  readonly registries: readonly string[];
  readonly labels: readonly string[];
  /** Namespaces that the rules do not hold in. */
  readonly excluded: readonly string[];
  readonly target: "eks" | "existing";
  /** Whether it is EKS in Auto Mode. */
  readonly autoMode: boolean;
}

/** A rule, in the Common Expression Language (CEL) of Kubernetes, with the libraries that Kubernetes and Kyverno share. */
export interface AdmissionRule {
  readonly matches: Matched;
  /** What is wrong, to be read before the names of the offenders, and what to do about it. */
  readonly wrong: string;
  readonly fix: string;
  /**
   * Expression of the list of what breaks the rule, as texts. For pods it may use `variables.template`, `.spec`, `.containers` and
   * `.annotations`, of pods and of what makes pods alike.
   */
  readonly offenders: string;
}

/** The rules, each for a cluster; undefined where it does not apply. */
export const admissionRules = {
  imageTags,
  resources,
  defaultTokens,
  declaredExceptions: undeclaredExceptions,
  registries: foreignImages,
  labels: missingLabels,
  loadBalancerClass: unnamedLoadBalancers,
  nodePorts,
  disruptionBudgets: deadBudgets,
  clusterAdmin: clusterAdministrators,
} as const satisfies Readonly<Record<string, (inputs: RuleInputs) => AdmissionRule | undefined>>;

export type RuleId = keyof typeof admissionRules;

export const ruleIds = Object.keys(admissionRules) as readonly RuleId[];
