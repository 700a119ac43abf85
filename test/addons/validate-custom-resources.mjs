// Checks custom resources against the compiled validators of the packages below, which are made from the definitions of the makers: reads a list
// of objects from standard input, and writes a list of what is wrong. A program of its own because the packages are ECMAScript modules.
import { readFileSync } from "node:fs";

/** Packages by API group. */
const packages = {
  "beat.k8s.elastic.co": "@kubernetes-models/elastic-cloud",
  "cert-manager.io": "@kubernetes-models/cert-manager",
  "elasticsearch.k8s.elastic.co": "@kubernetes-models/elastic-cloud",
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api",
  "kibana.k8s.elastic.co": "@kubernetes-models/elastic-cloud",
  "logstash.k8s.elastic.co": "@kubernetes-models/elastic-cloud",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
  "networking.istio.io": "@kubernetes-models/istio",
  "opentelemetry.io": "@kubernetes-models/opentelemetry-operator",
  "security.istio.io": "@kubernetes-models/istio",
  "telemetry.istio.io": "@kubernetes-models/istio",
  "traefik.io": "@kubernetes-models/traefik",
};

const objects = JSON.parse(readFileSync(0, "utf8"));
const problems = [];
for (const object of objects) {
  const what = `${object.kind} ${object.metadata.name}`;
  const models = await import(`${packages[object.apiVersion.split("/")[0]]}/${object.apiVersion}`);
  try {
    new models[object.kind](object).validate();
  } catch (error) {
    problems.push(`${what}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify({ checked: objects.length, problems }));
