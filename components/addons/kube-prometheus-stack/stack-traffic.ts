import type { Surroundings } from "../frame/add-on";
import type { Traffic } from "../frame/traffic";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import { ports } from "./stack-place";

/** Add-ons that ask Prometheus from namespaces of their own. */
const askers: readonly string[] = ["argoRollouts", "keda", "openCost"];

/** Who may talk to whom. */
export function stackTraffic(options: KubePrometheusStackSpec, { planned, capabilities }: Surroundings): Traffic[] {
  const { grafana = {}, dataSources = [] } = options;
  const asking = askers.flatMap((id) => planned.get(id)?.namespace ?? []);
  return [
    // Of all: the API server calls the webhook of the operator, and nothing else listens at its port.
    { fromApiServer: [ports.operator], metrics: [ports.kubeStateMetrics], to: "apis" },
    // Of Prometheus and Alertmanager: what is looked at, and who is told, may be anywhere and at any port.
    {
      name: "prometheus",
      pods: { "app.kubernetes.io/managed-by": "prometheus-operator" },
      metrics: [ports.prometheus, ports.alertmanager, ports.configReloader],
      ...(asking.length === 0
        ? {}
        : { fromNamespaces: Object.fromEntries(asking.map((namespace) => [namespace, [ports.prometheus]])) }),
      to: "anywhere",
    },
    ...(grafana === false
      ? []
      : [
          {
            name: "grafana",
            pods: { "app.kubernetes.io/name": "grafana" },
            metrics: [ports.grafana],
            ...(grafana.url === undefined ? {} : grafanaCallers(capabilities)),
            ...destinationsOf(dataSources.flatMap(({ url }) => url ?? [])),
          },
        ]),
  ];
}

/** Whoever brings people to Grafana: the pods of the gateway, or a load balancer, of which only addresses would be known. Grafana lets nobody in without log-in. */
function grafanaCallers(capabilities: Surroundings["capabilities"]): Pick<Traffic, "fromApiServer" | "fromNamespaces"> {
  const callers = capabilities?.gateway?.callers;
  return callers !== undefined && "namespace" in callers
    ? { fromNamespaces: { [callers.namespace]: [ports.grafana] } }
    : { fromApiServer: [ports.grafana] };
}

/** Namespaces of data sources within the cluster; those outside of it are reached by HTTPS. */
function destinationsOf(urls: readonly string[]): Pick<Traffic, "to" | "toNamespaces"> {
  const places = urls.map((url) => ({ url: new URL(url), namespace: namespaceOf(new URL(url).hostname) }));
  const isFar = places.some(
    ({ url, namespace }) => namespace === undefined && !(url.protocol === "https:" && url.port === ""),
  );
  if (isFar) return { to: "anywhere" };
  const namespaces = [...new Set(places.flatMap(({ namespace }) => namespace ?? []))].sort();
  return { to: "apis", ...(namespaces.length === 0 ? {} : { toNamespaces: namespaces }) };
}

/** Namespace of a Service by its host: `name.namespace`, or with `.svc` and the domain of the cluster behind it. */
function namespaceOf(host: string): string | undefined {
  return /^[a-z0-9-]+\.([a-z0-9-]+)(?:\.svc(?:\..+)?)?$/.exec(host)?.[1];
}
