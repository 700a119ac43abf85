import type { RecordedResource } from "../../testing";
import type { Finding, Rule } from "../rule";
import { Surroundings } from "./surroundings";

/** What is wrong with a resource. */
export type Objection = Pick<Finding, "message" | "fix">;

export interface AwsRuleArgs {
  readonly name: string;
  readonly level: Finding["level"];
  /** Which environments it is for. Default: all. */
  readonly stage?: "production" | "others";
  /** Types of the resources that it looks at, one at a time. */
  readonly types: readonly string[];
  readonly check: (resource: RecordedResource, around: Surroundings) => readonly Objection[];
}

/** A rule over each resource of some types. */
export function awsRule({ name, level, stage, types, check }: AwsRuleArgs): Rule {
  return {
    name,
    level,
    check: (resources) => {
      const concerned = resources.filter(({ type }) => types.includes(type));
      if (concerned.length === 0) return [];
      const around = new Surroundings(resources);
      return concerned
        .filter((resource) => stage === undefined || around.isProduction(resource) === (stage === "production"))
        .flatMap((resource) => check(resource, around).map((objection) => ({ path: resource.path, ...objection })));
    },
  };
}

/**
 * Two rules with one check, as a rule has one level: `<name>-in-production`, which is mandatory, and `<name>`, which
 * only advises, for every other environment.
 */
export function ruleByStage(args: Omit<AwsRuleArgs, "level" | "stage">): Rule[] {
  return [
    awsRule({ ...args, name: `${args.name}-in-production`, level: "mandatory", stage: "production" }),
    awsRule({ ...args, level: "advisory", stage: "others" }),
  ];
}
