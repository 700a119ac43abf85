/** A configuration of so many services, each of which links to the next: `Pulumi.<environment>.yaml` as text. */
export function generatedConfiguration(services: number): string {
  const lines = Array.from({ length: services }, (_, index) => [
    `        service-${index}:`,
    "          image: registry.example.com/service:1.0.0",
    "          ports: { http: 8080 }",
    `          env: { LOG_LEVEL: info, NEXT: { linkTo: service-${(index + 1) % services} } }`,
  ]);
  return [
    "config:",
    "  slipway:cluster: { target: existing }",
    "  slipway:applications:",
    "    generated:",
    "      services:",
    ...lines.flat(),
    "",
  ].join("\n");
}
