import type { Policies } from "@pulumi/policy";
import type { RecordedResource } from "../../testing";
import type { Rule } from "../rule";
import { plain, recorded } from "./recorded";

/**
 * Rules as policies of CrossGuard: one policy over the stack for each rule, and one that only listens. The engine shows
 * a stack by its outputs, in which a preview does not know what AWS fills in by itself; the rules are about inputs,
 * which the engine shows one resource at a time before.
 */
export function policies(rules: readonly Rule[]): Policies {
  const inputs = new Map<string, RecordedResource["inputs"]>();
  return [
    {
      name: "inputs",
      description: "Keeps what each resource asks for, for the policies over the stack. It objects to nothing.",
      enforcementLevel: "advisory",
      validateResource: ({ urn, props }) => {
        inputs.set(urn, plain(props));
      },
    },
    ...rules.map((rule): Policies[number] => ({
      name: rule.name,
      description: `Slipway rule ${rule.name}, see docs/policy.md`,
      enforcementLevel: rule.level,
      validateStack: ({ resources }, report) => {
        for (const { path, message, fix } of rule.check(recorded(resources, inputs)))
          report(`${message}: ${fix}`, path);
      },
    })),
  ];
}
