/**
 * The format of the access log, JSON: one object a request. Paths stand in it without their query, and no header in which callers bring
 * secrets. Who follows a request finds it by the trace that the caller brought (W3C Trace Context), or by the request's id.
 * @param path the variable of the controller that holds the path as it was asked, without its query
 */
export function accessLogFormat(path: "request_uri_path" | "request_uri_no_args"): string {
  const entries = Object.entries({ ...fields, path }).map(([name, variable]) => `"${name}":"$${variable}"`);
  return `{${entries.join(",")}}`;
}

const fields = {
  time: "time_iso8601",
  client: "remote_addr",
  host: "host",
  method: "request_method",
  path: "",
  protocol: "server_protocol",
  status: "status",
  bytes: "body_bytes_sent",
  seconds: "request_time",
  upstream: "upstream_addr",
  upstream_status: "upstream_status",
  upstream_seconds: "upstream_response_time",
  user_agent: "http_user_agent",
  request_id: "request_id",
  traceparent: "http_traceparent",
} as const;
