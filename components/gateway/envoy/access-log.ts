import type { ManifestValue } from "../../core";
import type { GatewaySpec } from "../gateway-spec";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/**
 * What is told of each request. Not the query, nor any header with a credential: both hold passwords and tokens.
 * Source of the operators: Envoy's documentation, "Access logging", 1.39.
 */
const format = {
  time: "%START_TIME%",
  method: "%REQ(:METHOD)%",
  host: "%REQ(:AUTHORITY)%",
  sni: "%REQUESTED_SERVER_NAME%",
  path: "%PATH(NQ:ORIG_OR_PATH)%",
  protocol: "%PROTOCOL%",
  status: "%RESPONSE_CODE%",
  flags: "%RESPONSE_FLAGS%",
  details: "%RESPONSE_CODE_DETAILS%",
  duration_ms: "%DURATION%",
  upstream_duration_ms: "%REQUEST_TX_DURATION%",
  bytes_received: "%BYTES_RECEIVED%",
  bytes_sent: "%BYTES_SENT%",
  caller: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
  route: "%ROUTE_NAME%",
  pod: "%UPSTREAM_HOST%",
  attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
  request_id: "%REQ(X-REQUEST-ID)%",
  trace_id: "%TRACE_ID%",
  traceparent: "%REQ(TRACEPARENT)%",
  user_agent: "%REQ(USER-AGENT)%",
} as const;

/** The access logs of all requests: to the output of the pods, in JSON. */
export function accessLog({ accessLogs = true }: GatewaySpec): Fields {
  if (accessLogs === false) return { disable: true };
  return {
    settings: [
      {
        type: "Route",
        format: { type: "JSON", json: format },
        sinks: [{ type: "File", file: { path: "/dev/stdout" } }],
      },
    ],
  };
}
