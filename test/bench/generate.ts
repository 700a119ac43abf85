/**
 * A configuration of so many services, each of which links to the next: `Pulumi.<environment>.yaml` as text.
 * @param watched whether each has metrics and an objective, and what follows from them: rules, a dashboard, a monitor
 */
export function generatedConfiguration(services: number, watched: boolean): string {
  const lines = Array.from({ length: services }, (_, index) => [
    `        service-${index}:`,
    "          image: registry.example.com/service:1.0.0",
    "          ports: { http: 8080 }",
    `          env: { LOG_LEVEL: info, NEXT: { linkTo: service-${(index + 1) % services} } }`,
    ...(watched
      ? [
          "          metrics: { port: http, convention: openTelemetry }",
          "          slo: { availability: 99.9, latency: { percentile: 99, below: 500ms } }",
        ]
      : []),
  ]);
  return [
    "config:",
    "  slipway:cluster: { target: existing }",
    ...(watched ? ["  slipway:observability: { metrics: {} }"] : []),
    "  slipway:applications:",
    "    generated:",
    "      services:",
    ...lines.flat(),
    "",
  ].join("\n");
}
