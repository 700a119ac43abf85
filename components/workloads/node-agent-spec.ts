import type { LinkTarget } from "./exposure/links";
import type { ServedFields } from "./microservice-spec";
import type { AgentRolloutSpec } from "./scaling/rollout-spec";
import type { RunningWorkloadFields } from "./workload-spec";

/**
 * What runs once on each node. Host ports are `hostPort` of its ports, folders of the node volumes with `hostPath`; both want a pod
 * exception. Its Service, if it has ports, leads to the pod of the caller's own node.
 */
export interface NodeAgentSpec<Target = LinkTarget> extends RunningWorkloadFields<Target>, ServedFields {
  /** How a new version replaces the old one. Default: node by node, one at a time. */
  readonly rollout?: AgentRolloutSpec | undefined;
  /** Whether it runs on tainted nodes too. Default: true. */
  readonly everyNode?: boolean | undefined;
}
