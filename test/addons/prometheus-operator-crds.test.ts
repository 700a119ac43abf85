// What the release of the Prometheus operator's definitions is given. That they stay when it goes is Helm's to do.
import { checkPlatformAddOns } from "../../components/addons";
import { addOnsInExistingCluster } from "./recorded-add-ons";

test("definitions are installed before everything that has metrics, and stay", async () => {
  const recorded = await addOnsInExistingCluster({ prometheusOperatorCrds: true, reloader: true });
  expect(recorded.inputs("Release/prometheus-operator-crds")).toMatchObject({
    chart: "prometheus-operator-crds",
    version: "31.0.1",
    repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
    namespace: "kube-system",
    values: { crds: { annotations: { "helm.sh/resource-policy": "keep" } } },
  });
  expect(recorded.dependencies("Release/reloader")).toContain("Release/prometheus-operator-crds");
  expect(recorded.inputs("Release/reloader").values).toMatchObject({ reloader: { podMonitor: { enabled: true } } });
  expect(recorded.objects).not.toContain("NetworkPolicy/prometheus-operator-crds");
});

test("that they stay cannot be changed by values", () => {
  const problems = checkPlatformAddOns(
    { prometheusOperatorCrds: { values: { crds: { annotations: { "helm.sh/resource-policy": "delete" } } } } },
    {
      target: "existing",
      isProduction: false,
      highlyAvailable: true,
      kubernetesVersion: undefined,
      autoMode: false,
      ipFamily: "ipv4",
      nodeGroups: undefined,
      capabilities: undefined,
    },
  );
  expect(problems).toEqual([
    {
      path: ["prometheusOperatorCrds", "values", "crds", "annotations", "helm.sh/resource-policy"],
      message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
      found: '"delete"',
      fix: "remove it here; definitions always stay, with what is made by them",
    },
  ]);
});
