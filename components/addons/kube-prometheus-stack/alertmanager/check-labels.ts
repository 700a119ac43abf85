import type { Problem } from "../../../core";

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What is wrong with the name of a label of alerts. */
export function checkLabelName(name: string, path: Problem["path"]): Problem[] {
  if (labelName.test(name)) return [];
  const near = name.replace(/[^a-zA-Z0-9_]+/g, "_").replace(/^(?=[0-9])/, "_");
  return [
    {
      path,
      message: "this is no name of a label",
      found: name === "" ? '""' : name,
      allowed: "letters, digits and '_', without a digit first",
      fix: near === "" ? "write a name such as severity" : `write ${near}`,
    },
  ];
}
