// What the release of Reloader is given. Whether the chart takes it is what `npm run charts` shows, and the table of its values' keys says.
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = { app: "reloader-reloader", release: "reloader" };

test("in production there are two, apart, of which one stays", async () => {
  const recorded = await addOnsInExistingCluster({ reloader: true });
  expect(recorded.inputs("Release/reloader")).toEqual({
    chart: "reloader",
    version: "2.2.16",
    repositoryOpts: { repo: "https://stakater.github.io/stakater-charts" },
    name: "reloader",
    namespace: "reloader",
    createNamespace: false,
    atomic: true,
    resetValues: true,
    timeout: 300,
    skipCrds: false,
    compat: "true", // by the SDK itself
    values: {
      reloader: {
        reloadStrategy: "annotations",
        enableHA: true,
        readOnlyRootFileSystem: true,
        deployment: {
          replicas: 2,
          resources: { requests: { cpu: "20m", memory: "256Mi" }, limits: { memory: "256Mi" } },
          topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: labels },
          })),
          tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
          containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        podMonitor: { enabled: false },
      },
    },
  });
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ reloader: {}, highlyAvailable: false });
  expect(recorded.inputs("Release/reloader").values).toMatchObject({
    reloader: {
      enableHA: false,
      deployment: { replicas: 1, topologySpreadConstraints: [] },
      podDisruptionBudget: { enabled: false },
    },
  });
});
