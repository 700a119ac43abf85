// What the release of trust-manager is given. Whether the chart takes it is what `npm run charts` shows; no certificate is put anywhere here.
import { PlatformAddOns } from "../../components/addons";
import { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = { app: "trust-manager" };
const spread = (topologyKey: string) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: labels },
});

test("in production there are two, apart, of which one stays, and which have no authorities but those of the cluster", async () => {
  const recorded = await addOnsInExistingCluster({
    trustManager: true,
    certManager: true,
    prometheusOperatorCrds: true,
  });
  expect(recorded.inputs("Release/trust-manager").values).toEqual({
    replicaCount: 2,
    resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "128Mi" } },
    topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    crds: { enabled: true, keep: true },
    defaultPackage: { enabled: false },
    app: {
      trust: { namespace: "cert-manager" },
      metrics: { service: { servicemonitor: { enabled: true } } },
    },
  });
  expect(recorded.dependencies("Release/trust-manager")).toContain("Release/cert-manager");
  expect(recorded.inputs("NetworkPolicy/trust-manager")).toMatchObject({
    metadata: { namespace: "cert-manager" },
    spec: {
      podSelector: { matchLabels: labels },
      ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 6443 }] }],
    },
  });
});

test("where pods have addresses of IPv6 it listens there", async () => {
  const recorded = await RecordedWorkloads.of(
    (cluster) => new PlatformAddOns("add-ons", { cluster, trustManager: true, certManager: true }),
    { ipFamily: "ipv6" },
  );
  expect(recorded.inputs("Release/trust-manager").values).toMatchObject({ app: { webhook: { host: "::" } } });
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ trustManager: true, certManager: true, highlyAvailable: false });
  expect(recorded.inputs("Release/trust-manager").values).toMatchObject({
    replicaCount: 1,
    topologySpreadConstraints: [],
    podDisruptionBudget: { enabled: false },
    app: { metrics: { service: { servicemonitor: { enabled: false } } } },
  });
});

test("it does not come without cert-manager, nor with a certificate of Helm's", async () => {
  await expect(addOnsInExistingCluster({ trustManager: true })).rejects.toThrow(
    "trust-manager needs cert-manager: it signs the certificate of its webhook",
  );
  await expect(
    addOnsInExistingCluster({
      certManager: true,
      trustManager: { values: { app: { webhook: { tls: { helmCert: { enabled: true } } } } } },
    }),
  ).rejects.toThrow("such a certificate would be another at each update; cert-manager signs it");
});
