import type { RecordedResource } from "../../../testing";

/** An object of Kubernetes as it would be sent to the API server. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  };
  readonly [field: string]: unknown;
}

/** The objects of Kubernetes that a program registered. */
export function manifestsOf(resources: readonly RecordedResource[]): readonly Manifest[] {
  return resources.map(({ inputs }) => inputs).filter(isManifest);
}

function isManifest(inputs: unknown): inputs is Manifest {
  if (typeof inputs !== "object" || inputs === null) return false;
  return "apiVersion" in inputs && "kind" in inputs && "metadata" in inputs;
}

/** A Service whose address stands for pods that a gateway is told of otherwise. */
export function service(name: string, namespace: string, clusterIP: string, port: number): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { clusterIP, ports: [{ name: "http", port, targetPort: port }] },
  };
}

export function secret(name: string, namespace: string, data: Readonly<Record<string, string>>): Manifest {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  const type = "tls.crt" in data ? "kubernetes.io/tls" : "Opaque";
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, type, data: Object.fromEntries(encoded) };
}
