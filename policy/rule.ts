import type { RecordedResource } from "../testing";

/** Something in a program that a rule objects to. */
export interface Finding {
  /** Name of the rule. */
  readonly rule: string;
  /** `mandatory` fails a preview; `advisory` is only told. */
  readonly level: "mandatory" | "advisory";
  /** Path of the resource. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** How to mend it. */
  readonly fix: string;
}

/** A rule looks at everything that a program registered. */
export interface Rule {
  readonly name: string;
  readonly level: Finding["level"];
  check(resources: readonly RecordedResource[]): Pick<Finding, "path" | "message" | "fix">[];
}

/** What any of the rules object to, in the order of the rules. */
export function applyRules(rules: readonly Rule[], resources: readonly RecordedResource[]): Finding[] {
  return rules.flatMap((rule) =>
    rule.check(resources).map((finding) => ({ rule: rule.name, level: rule.level, ...finding })),
  );
}
