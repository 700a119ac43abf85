// What the release of the operator is given. Whether the chart takes it is what `npm run charts` shows, and the table of its values' keys says.
import { checkPlatformAddOns } from "../../components/addons";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = {
  "app.kubernetes.io/name": "opentelemetry-operator",
  "app.kubernetes.io/component": "controller-manager",
};
const needed = { certManager: true, openTelemetryOperator: true } as const;

test("in production there are two, apart, of which one stays; cert-manager signs, and definitions stay", async () => {
  const recorded = await addOnsInExistingCluster({ ...needed, prometheusOperatorCrds: true });
  expect(recorded.inputs("Release/opentelemetry-operator")).toMatchObject({
    chart: "opentelemetry-operator",
    version: "0.122.0",
    namespace: "opentelemetry-operator-system",
    values: {
      replicaCount: 2,
      pdb: { create: true, minAvailable: 1 },
      manager: {
        resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "256Mi" } },
        serviceMonitor: { enabled: true },
      },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      admissionWebhooks: { certManager: { enabled: true } },
      crds: { create: true, annotations: { "helm.sh/resource-policy": "keep" } },
    },
  });
  expect(recorded.inputs("Namespace/opentelemetry-operator-system").metadata).toMatchObject({
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
  });
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ ...needed, highlyAvailable: false });
  expect(recorded.inputs("Release/opentelemetry-operator").values).toMatchObject({
    replicaCount: 1,
    pdb: { create: false },
    topologySpreadConstraints: [],
    manager: { serviceMonitor: { enabled: false } },
  });
});

test("without cert-manager it is refused", () => {
  const problems = checkPlatformAddOns({ openTelemetryOperator: true, certManager: false }, {
    target: "existing",
    isProduction: false,
    highlyAvailable: false,
    ipFamily: "ipv4",
    autoMode: false,
  } as never);
  expect(problems).toMatchObject([
    {
      path: ["certManager"],
      message: expect.stringContaining("it signs the certificate of its webhook") as string,
    },
  ]);
});
