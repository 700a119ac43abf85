import type { PlatformCapabilities } from "../../cluster";
import { otlpEnvironment } from "../../observability/traces/otlp-environment";
import type { EgressRule } from "../exposure/policy-rules";
import type { GivenVariable } from "../pod/given-variables";
import type { ObservedFields } from "./observed-fields";

export interface TracedArgs {
  readonly spec: Pick<ObservedFields, "traces">;
  /** Whether it runs until it is told to end: another variable would make a job run again, so that it must ask for traces. */
  readonly keepsRunning: boolean;
  readonly capabilities: PlatformCapabilities | undefined;
}

/** Where a workload sends its traces; undefined where nobody takes them, or it does not want to. */
export function tracesOf({ spec, keepsRunning, capabilities }: TracedArgs) {
  return (spec.traces ?? keepsRunning) ? capabilities?.observability?.traces : undefined;
}

export interface TracesVariablesArgs extends TracedArgs {
  readonly objectName: string;
  /** Plain name of the namespace; undefined where it is not known before anything is made. */
  readonly namespace: string | undefined;
  /** Name of what it is part of. */
  readonly application: string | undefined;
}

/** What the main container is told of where its traces go. */
export function tracesVariables(args: TracesVariablesArgs): readonly GivenVariable[] {
  const traces = tracesOf(args);
  if (traces === undefined) return [];
  return otlpEnvironment(traces, { name: args.objectName, namespace: args.namespace, application: args.application });
}

/** Ports of collectors for OTLP, by gRPC and by HTTP. */
const otlpPorts = [4317, 4318];

/** What its pods must be let out for. */
export function tracesEgress(args: TracedArgs): EgressRule[] {
  const traces = tracesOf(args);
  return traces === undefined ? [] : [{ namespace: traces.namespace, ports: otlpPorts }];
}
