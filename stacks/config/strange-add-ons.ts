import { addOns, isAddOn } from "../../components/addons";
import { didYouMean, retiredAddOn, type Problem } from "../../components/core";
import { knownKeys } from "./json-schema";

// Names that people look for in the configuration of add-ons, where they are not found.

const section = "slipway:addOns";

/** What to say of a key that `slipway:addOns` does not have. Undefined: that it may be misspelt, or nothing. */
export function explainAddOnKey(key: string): Omit<Problem, "path"> | undefined {
  const retired = retiredAddOn(key);
  if (retired !== undefined) return retired;
  const part = observabilityPart(key);
  if (part !== undefined) {
    return {
      message: "this is part of what is seen of the environment, which has a section of its own",
      found: key,
      fix: `move it to slipway:observability: { ${part} }`,
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

/** What stands in `slipway:observability` for a program that people look for among the add-ons. */
function observabilityPart(key: string): string | undefined {
  const known: readonly (readonly [RegExp, string])[] = [
    [/^(prometheus|prometheus-?operator|grafana)$/i, "metrics: true"],
    [/^alert-?manager$/i, "alerting: { receivers: … }"],
    [/^(elastic(search|-?stack)?|kibana|logstash|filebeat|eck|loki)$/i, "logs: { store: elastic }"],
    [/^(jaeger|zipkin)$/i, "traces: { store: jaeger }"],
    [/^(open-?telemetry(-?collector)?|otel(-?collector)?)$/i, "traces: { store: … }"],
    [/^blackbox(-?exporter)?$/i, "probes: {}"],
  ];
  return known.find(([name]) => name.test(key))?.[1];
}

/** The add-ons that have an option of this name, unless most have. */
export function ownersOf(key: string): string[] {
  const owners = Object.keys(addOns).filter((id) => knownKeys(["config", section, id]).includes(key));
  return owners.length > 3 ? [] : owners;
}
