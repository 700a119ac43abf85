import { parseDuration } from "../../core";
import type { PlannedRoute, PlannedRule } from "../planned-route";
import { nginxTime } from "./nginx-values";

/** Times of a try at a workload, as NGINX takes them. */
export interface TryTimes {
  /** Until the connection stands; undefined for its own 60 seconds, which it cannot exceed by much. */
  readonly connect: string | undefined;
  /** Between two reads of the answer, and two writes of the request. */
  readonly between: string;
}

/** How long a web socket may be silent. */
const webSocketIdle = "1h";
const longestConnect = 60;

/** Times of a rule; undefined for those of NGINX. */
export function tryTimes({ webSockets, policy }: PlannedRoute, { timeouts }: PlannedRule): TryTimes | undefined {
  const stated = policy.retries?.perTryTimeout ?? timeouts.backend;
  const duration = stated ?? (webSockets ? webSocketIdle : undefined);
  const between = duration === undefined ? undefined : nginxTime(duration);
  if (between === undefined) return undefined;
  const seconds = stated === undefined ? undefined : parseDuration(stated);
  return { connect: seconds !== undefined && seconds > 0 && seconds <= longestConnect ? between : undefined, between };
}
