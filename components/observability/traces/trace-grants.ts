import type { PolicyStatement, ServiceAccountRef } from "../../cluster";
import { gatewayAccount } from "./gateway";
import { tracingNamespace } from "./tracing-around";
import type { TracingSpec } from "./tracing-spec";

/** A cloud identity that collectors need before they start. */
export interface TraceGrant extends ServiceAccountRef {
  readonly statements: readonly PolicyStatement[];
}

/** The cloud identities of collectors: that of gateways which write to X-Ray. */
export function traceGrants({ store }: TracingSpec): TraceGrant[] {
  if (store !== "xray") return [];
  return [
    {
      namespace: tracingNamespace.name,
      name: gatewayAccount,
      indispensableFor: "writing traces to X-Ray",
      // The action knows no resources. Source: Service Authorization Reference, "AWS X-Ray".
      statements: [{ effect: "Allow", actions: ["xray:PutTraceSegments"], resources: ["*"] }],
    },
  ];
}
