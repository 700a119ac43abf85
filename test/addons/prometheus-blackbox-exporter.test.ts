// What the release of the blackbox exporter is given. Whether the chart takes it is what `npm run charts` shows, and the table of its values' keys says.
import { prometheusBlackboxExporter } from "../../components/addons/prometheus-blackbox-exporter/prometheus-blackbox-exporter";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = {
  "app.kubernetes.io/name": "prometheus-blackbox-exporter",
  "app.kubernetes.io/instance": "prometheus-blackbox-exporter",
};

test("in production there are two, apart, of which one stays; they call as they are told", async () => {
  const modules = { page: { statuses: [200], contains: "<title>", timeoutSeconds: 5, tls: true } };
  const recorded = await addOnsInExistingCluster({ prometheusBlackboxExporter: { modules } });
  const { values, ...release } = recorded.inputs("Release/prometheus-blackbox-exporter");
  expect(release).toMatchObject({
    chart: "prometheus-blackbox-exporter",
    version: "11.17.2",
    repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
    name: "prometheus-blackbox-exporter",
    namespace: "monitoring",
  });
  expect(values).toEqual({
    replicas: 2,
    resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "64Mi" } },
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
    podDisruptionBudget: { maxUnavailable: 1 },
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    config: {
      modules: {
        page: {
          prober: "http",
          timeout: "5s",
          http: {
            preferred_ip_protocol: "ip4",
            ip_protocol_fallback: true,
            valid_status_codes: [200],
            fail_if_body_not_matches_regexp: ["<title>"],
            fail_if_not_ssl: true,
          },
        },
      },
    },
    serviceMonitor: { selfMonitor: { enabled: false } },
  });
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ prometheusBlackboxExporter: true, highlyAvailable: false });
  expect(recorded.inputs("Release/prometheus-blackbox-exporter").values).toMatchObject({
    replicas: 1,
    podDisruptionBudget: {},
    topologySpreadConstraints: [],
    config: { modules: { http: { prober: "http", timeout: "10s" } } },
  });
});

test("modules that the exporter would not take are refused", () => {
  const modules = { Page: { statuses: [], contains: "(", timeoutSeconds: 0.5 } };
  expect(
    prometheusBlackboxExporter.check?.({ modules }, {} as never).map(({ path, message }) => [path, message]),
  ).toEqual([
    [["modules", "Page"], "the name of a module must be a DNS label"],
    [["modules", "Page", "statuses"], "no answer would be fine"],
    [["modules", "Page", "contains"], expect.stringContaining("does not compile")],
    [["modules", "Page", "timeoutSeconds"], "this is no time to wait"],
  ]);
});
