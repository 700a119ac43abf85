import type { ClusterHandle } from "../../components/cluster";
import {
  Application,
  linkTo,
  type ApiPermissions,
  type EgressRule,
  type NodeAgentSpec,
  type PortProtocol,
  type PortSpec,
} from "../../components/workloads";
import type { ShopFiles, ShopSecrets } from "./inputs";
import { collectorName, namespaces, otlpPorts } from "./telemetry";

export interface CollectorArgs {
  readonly cluster: ClusterHandle;
  readonly secrets: ShopSecrets;
  readonly files: ShopFiles;
  /** CIDR of the nodes' addresses, whose kubelets it asks. */
  readonly nodeNetwork: string;
}

/**
 * OpenTelemetry's collector on each node, in a namespace of its own: what it needs of the node, `restricted` forbids, and the shop is to
 * be restricted.
 */
export function createCollector({ cluster, ...args }: CollectorArgs): Application {
  return new Application(namespaces.collector, {
    cluster,
    namespace: { name: namespaces.collector, podSecurity: "privileged" },
    nodeAgents: { [collectorName]: collector(args) },
  });
}

function collector({ secrets, files, nodeNetwork }: Omit<CollectorArgs, "cluster">): NodeAgentSpec<string> {
  const health = { http: { path: "/", port: 13133 } };
  return {
    image: "otel/opentelemetry-collector-contrib:0.156.0",
    args: ["--config=/conf/relay.yaml", "--feature-gates=service.profilesSupport"],
    // Those who send to it run on no tainted node either.
    everyNode: false,
    ports: {
      "jaeger-compact": alsoOnNode(6831, "udp"),
      "jaeger-grpc": alsoOnNode(14250, "grpc"),
      "jaeger-thrift": alsoOnNode(14268, "http"),
      metrics: { port: 8888, protocol: "http" },
      otlp: alsoOnNode(otlpPorts.grpc, "grpc"),
      "otlp-http": alsoOnNode(otlpPorts.http, "http"),
      zipkin: alsoOnNode(9411, "http"),
    },
    podExceptions: {
      hostPorts: "programs on the node send to it too, which know no Service",
      hostPath: "reads how full and how busy the node is",
    },
    env: {
      MY_POD_IP: { fromField: "status.podIP" },
      OTEL_K8S_NODE_NAME: { fromField: "spec.nodeName" },
      OTEL_K8S_NODE_IP: { fromField: "status.hostIP" },
      OTEL_K8S_NAMESPACE: { fromField: "metadata.namespace" },
      OTEL_K8S_POD_NAME: { fromField: "metadata.name" },
      OTEL_K8S_POD_IP: { fromField: "status.podIP" },
      K8S_NODE_NAME: { fromField: "spec.nodeName" },
      K8S_NODE_IP: { fromField: "status.hostIP" },
      GOMEMLIMIT: "320MiB",
      // In place of an annotation of the database's pods, which everybody may read who may look at pods.
      MONITORING_PASSWORD: { secret: secrets.monitoringPassword },
    },
    config: { config: { data: { relay: files.collector } } },
    volumes: {
      config: { config: "config", items: { relay: "relay.yaml" }, mountPath: "/conf" },
      hostfs: { hostPath: "/", mountPath: "/hostfs", propagation: "HostToContainer" },
    },
    resources: { requests: { cpu: "100m", memory: "400Mi" }, limits: { memory: "400Mi" } },
    probes: { readiness: health, liveness: health },
    apiPermissions,
    ingress: [{ namespace: namespaces.shop, ports: ["otlp", "otlp-http"] }],
    // Its own telemetry goes the way of everybody's.
    links: [linkTo(collectorName, { port: "otlp-http" })],
    egress: [
      ...shopPorts(),
      { cidr: nodeNetwork, ports: [10250] },
      { namespace: namespaces.platform, pods: { "app.kubernetes.io/name": "jaeger" }, ports: [4317] },
      { namespace: namespaces.platform, pods: { "app.kubernetes.io/name": "prometheus" }, ports: [9090] },
      { namespace: namespaces.platform, pods: { "app.kubernetes.io/name": "opensearch" }, ports: [9200] },
    ],
  };
}

function alsoOnNode(port: number, protocol: PortProtocol): PortSpec {
  return { port, hostPort: port, protocol };
}

/** What it asks in the shop. Each of them lets it in by `fromCollector`. */
function shopPorts(): EgressRule[] {
  const asked = {
    ad: 9465,
    "astronomy-db": 5432,
    "frontend-proxy": 8080,
    "image-provider": 8081,
    kafka: 9092,
    "opamp-server": 4320,
    "valkey-cart": 6379,
  };
  return Object.entries(asked).map(([name, port]) => ({
    namespace: namespaces.shop,
    pods: { "app.kubernetes.io/name": name },
    ports: [port],
  }));
}

const look = ["get", "list", "watch"];
const core = ["events", "namespaces", "namespaces/status", "nodes", "nodes/spec", "nodes/stats", "pods", "pods/status"];
const counted = ["replicationcontrollers", "replicationcontrollers/status", "resourcequotas", "services"];

const apiPermissions: ApiPermissions = {
  // The names of pods, and the cluster's own metrics.
  cluster: [
    { resources: [...core, ...counted], verbs: look },
    { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "replicasets", "statefulsets"], verbs: look },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: look },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: look },
  ],
  // One of the agents asks for what is of the whole cluster: they elect it by a lease.
  namespace: [
    {
      apiGroups: ["coordination.k8s.io"],
      resources: ["leases"],
      verbs: [...look, "create", "update", "patch", "delete"],
    },
  ],
};
