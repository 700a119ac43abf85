import { checkDnsLabel, toDnsLabel, type Problem } from "../core";

/** Longest name of a workload: with a port's name behind it, it must fit into the name of a label. */
export const objectNameLength = 47;

/** What is wrong with the name of a workload's objects, which for most is its name in DNS. `what` is what it names. */
export function checkObjectName(what: string, objectName: string): Problem[] {
  const label = checkDnsLabel(what, objectName);
  if (label.length > 0) return label;
  if (!/^[a-z]/.test(objectName)) {
    return [
      {
        path: [],
        message: `the name of ${what} must start with a letter`,
        found: objectName,
        allowed: "what DNS allowed in its first days (RFC 1035), as not every API server takes more",
        fix: `name it ${toDnsLabel(`app-${objectName}`)}`,
      },
    ];
  }
  if (objectName.length <= objectNameLength) return [];
  return [
    {
      path: [],
      message: `the name of ${what} is too long for the labels that are made from it`,
      found: `${objectName} (${objectName.length} characters)`,
      allowed: `at most ${objectNameLength} characters`,
      fix: "shorten it",
    },
  ];
}
