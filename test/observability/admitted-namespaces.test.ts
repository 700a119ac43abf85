// That the rules of admission leave out whatever namespace the platform has operators make pods in: these are owned by custom resources, which the rules do not look
// at, and so would be judged by themselves. What the API server makes of the rules is shown in test/e2e/admission-policies.e2e.ts.
import { addOns, type AddOnId } from "../../components/addons";
import { excludedNamespaces } from "../../components/addons/admission-policies/namespaces";
import { neighboursOf, withOptions } from "../../components/addons/frame/planner";
import { elasticStack } from "../../components/observability/logs/elastic-stack";
import { logAddOns } from "../../components/observability/logs/log-add-ons";
import type { LoggingAround } from "../../components/observability/logs/logging-around";
import type { LoggingSpec } from "../../components/observability/logs/logging-spec";
import { collectors } from "../../components/observability/traces/collectors";
import { tracingAddOns } from "../../components/observability/traces/tracing-add-ons";
import { traceStores } from "../../components/observability/traces/tracing-spec";
import { production } from "./traces-places";

const around: LoggingAround = {
  ...production,
  zones: ["eu-central-1a"],
  nodes: 3,
  isProtected: true,
  applications: [],
  hasJaeger: true,
};
/** Namespaces of objects, and of those alone that the rules hold in. */
const judged = (objects: readonly { readonly namespace?: string | undefined }[], installed: object) => {
  const chosen = (Object.keys(installed) as AddOnId[]).map((id) => withOptions(addOns[id] as never, {}));
  const excluded = excludedNamespaces(undefined, { planned: neighboursOf(chosen), target: "eks" });
  const all = new Set(objects.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])));
  return { all: [...all].sort(), judged: [...all].filter((namespace) => !excluded.includes(namespace)) };
};

test.each<[string, LoggingSpec, string[]]>([
  ["Filebeat", { store: "elastic" }, ["log-shipping", "logging"]],
  ["Fluent Bit", { store: "elastic", shipper: "fluentBit" }, ["fluent-bit", "logging"]],
])("of logs, with %s", (_, spec, namespaces) => {
  const objects = elasticStack(spec, { ...around, hasJaeger: false });
  expect(judged(objects, logAddOns(spec, around))).toEqual({ all: namespaces, judged: [] });
});

test.each(traceStores)("of traces, in %s", (store) => {
  const objects = collectors({ store }, production);
  expect(judged(objects, tracingAddOns({ store }))).toEqual({ all: ["tracing"], judged: [] });
});

test("with Jaeger, whose user of Elasticsearch is in its own", () => {
  const installed = { ...logAddOns({ store: "elastic" }, around), ...tracingAddOns({ store: "jaeger" }) };
  expect(judged(elasticStack({ store: "elastic" }, around), installed)).toEqual({
    all: ["log-shipping", "logging", "tracing"],
    judged: [],
  });
});
