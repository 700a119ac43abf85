import type { ManifestValue, RenderedObject } from "../../core";
import type { LoggingAround } from "./logging-around";
import { shipperNamespaces } from "./shipper";
import { filebeatName, logNamespaces, storePorts } from "./store-names";

/** What is open, besides traffic within a namespace, where everything is refused that is not. */
export interface OpenedTraffic extends Pick<
  LoggingAround,
  "target" | "hasGrafana" | "hasJaeger" | "prometheusNamespace"
> {
  readonly hasPipelines: boolean;
  readonly hasSnapshots: boolean;
  /** Whether Filebeat reads logs: Fluent Bit brings its own policy. */
  readonly hasFilebeat: boolean;
}

/** Of the namespaces that Grafana and Jaeger are in. */
const readers = { grafana: "monitoring", jaeger: "tracing" } as const;
/** Ports of API servers: on EKS 443, of kubeadm, kind and k3s 6443, of minikube 8443, of MicroK8s 16443. */
const apiPorts = { eks: [443], existing: [443, 6443, 8443, 16443] } as const;

/** A policy for each of the two namespaces. */
export function logNetworkPolicies(opened: OpenedTraffic): RenderedObject[] {
  return [
    policy("store", logNamespaces.store, intoStore(opened), outOfStore(opened)),
    ...(opened.hasFilebeat
      ? [
          policy(
            filebeatName,
            logNamespaces.shipping,
            [],
            [
              { ports: tcp(apiPorts[opened.target]) },
              {
                to: [inNamespace(logNamespaces.store)],
                ports: tcp([opened.hasPipelines ? storePorts.beats : storePorts.elasticsearch]),
              },
            ],
          ),
        ]
      : []),
  ];
}

function policy(
  name: string,
  namespace: string,
  ingress: readonly ManifestValue[],
  egress: readonly ManifestValue[],
): RenderedObject {
  return {
    suffix: name,
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    name: `slipway-${name}`,
    namespace,
    fields: {
      spec: {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [{ podSelector: {} }] }, ...ingress],
        egress: [
          { to: [{ podSelector: {} }] },
          { to: [inNamespace("kube-system")], ports: [{ protocol: "UDP", port: 53 }, ...tcp([53])] },
          ...egress,
        ],
      },
    },
  };
}

function intoStore({
  hasPipelines,
  hasFilebeat,
  hasGrafana,
  hasJaeger,
  prometheusNamespace,
}: OpenedTraffic): ManifestValue[] {
  const { elasticsearch, beats, logstashApi, exporter } = storePorts;
  return [
    from(logNamespaces.operator, [elasticsearch, ...(hasPipelines ? [logstashApi] : [])]),
    from(shipperNamespaces[hasFilebeat ? "filebeat" : "fluentBit"], [hasPipelines ? beats : elasticsearch]),
    ...(hasGrafana === true ? [from(readers.grafana, [elasticsearch])] : []),
    ...(hasJaeger === true ? [from(readers.jaeger, [elasticsearch])] : []),
    ...(prometheusNamespace === undefined ? [] : [from(prometheusNamespace, [exporter])]),
  ];
}

/** To S3, and for the identity to STS. */
function outOfStore({ hasSnapshots }: OpenedTraffic): ManifestValue[] {
  return hasSnapshots ? [{ ports: tcp([443]) }] : [];
}

function from(namespace: string, ports: readonly number[]): ManifestValue {
  return { from: [inNamespace(namespace)], ports: tcp(ports) };
}

function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } } as const;
}

const tcp = (ports: readonly number[]) => ports.map((port) => ({ protocol: "TCP", port }) as const);
