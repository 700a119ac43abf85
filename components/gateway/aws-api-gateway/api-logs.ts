/** Days that access logs are kept. */
export const accessLogDays = 30;

/** Without the query and without credentials: these are often in addresses and headers. */
const common = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  address: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  host: "$context.domainName",
  method: "$context.httpMethod",
  path: "$context.path",
  protocol: "$context.protocol",
  status: "$context.status",
  bytes: "$context.responseLength",
  milliseconds: "$context.responseLatency",
  workloadStatus: "$context.integration.status",
  workloadMilliseconds: "$context.integration.latency",
  error: "$context.error.message",
};

/** Each request as a line of JSON. */
export const accessLogFormats = {
  http: JSON.stringify({ ...common, route: "$context.routeKey", workloadError: "$context.integrationErrorMessage" }),
  rest: JSON.stringify({ ...common, trace: "$context.xrayTraceId", waf: "$context.wafResponseCode" }),
} as const;
