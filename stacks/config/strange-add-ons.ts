import { addOns, isAddOn } from "../../components/addons";
import { didYouMean, retiredAddOn, type Problem } from "../../components/core";
import { knownKeys } from "./json-schema";

// Names that people look for in the configuration of add-ons, where they are not found.

const section = "slipway:addOns";

/** What to say of a key that `slipway:addOns` does not have. Undefined: that it may be misspelt, or nothing. */
export function explainAddOnKey(key: string): Omit<Problem, "path"> | undefined {
  const retired = retiredAddOn(key);
  if (retired !== undefined) return retired;
  if (isMonitoring(key)) {
    return {
      message: "metrics are not gathered by an add-on yet",
      found: key,
      fix: "remove it, and name a Prometheus that is there in slipway:capabilities: prometheus: { url: …, namespace: … }",
    };
  }
  const owners = ownersOf(key);
  if (owners.length === 0) return undefined;
  const names = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(owners);
  return {
    message: `this is an option of ${names}`,
    found: key,
    allowed: owners.map((owner) => `${section}.${owner}.${key}`).join(", "),
    fix: `move it below ${names}`,
  };
}

/** The key that was meant by one that `slipway:addOns` does not have; undefined where it is no misspelt one. */
export function meantAddOnKey(key: string): string | undefined {
  return explainAddOnKey(key) === undefined ? didYouMean(key, knownKeys(["config", section])) : undefined;
}

/** The add-on that a section is named after, such as `slipway:certManager`. */
export function addOnOfSection(key: string): string | undefined {
  const name = key.replace(/^slipway:/, "");
  return isAddOn(name) ? name : undefined;
}

function isMonitoring(key: string): boolean {
  return /^(prometheus|kube-?prometheus(-?stack)?|grafana|alert-?manager|loki)$/i.test(key);
}

/** The add-ons that have an option of this name, unless most have. */
export function ownersOf(key: string): string[] {
  const owners = Object.keys(addOns).filter((id) => knownKeys(["config", section, id]).includes(key));
  return owners.length > 3 ? [] : owners;
}
