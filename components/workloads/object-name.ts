import { checkDnsLabel, toDnsLabel, type Problem } from "../core";

/** Longest name of a workload: with a port's name behind it, it must fit into the name of a label. */
export const objectNameLength = 47;

/** Names of objects that are in a namespace before any workload. Source: Kubernetes' controller of service accounts; `Namespace`. */
const takenNames: Readonly<Record<string, string>> = {
  default: "the service account that Kubernetes makes in every namespace",
  "default-deny": "the network policy that each namespace has here",
};

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
  const taken = Object.hasOwn(takenNames, objectName) ? takenNames[objectName] : undefined;
  if (taken !== undefined) {
    return [
      {
        path: [],
        message: `the name of ${what} is that of ${taken}`,
        found: objectName,
        fix: `use another name, such as ${objectName === "default" ? "app" : "deny"}`,
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

/** Name of the Service that gives the pods of a stateful service their names. */
export function headlessName(objectName: string): string {
  return `${objectName}-headless`;
}
