// What the release of the Gateway API's definitions is given. Which definitions the chart then has is what rendering it shows.
import { checkPlatformAddOns } from "../../components/addons";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

test("the standard channel is installed, by one release that has no namespace of its own", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true });
  expect(recorded.inputs("Release/gateway-api")).toMatchObject({
    chart: "oci://docker.io/envoyproxy/gateway-crds-helm",
    version: "v1.9.0",
    name: "gateway-api",
    namespace: "kube-system",
    values: { crds: { gatewayAPI: { enabled: true, channel: "standard" }, envoyGateway: { enabled: false } } },
  });
  expect(recorded.objects).toEqual(["Release/gateway-api"]);
  expect(recorded.get("Release/gateway-api").protect).toBe(false);
});

test("where the platform is protected, Pulumi refuses to delete what every route goes with", async () => {
  const recorded = await addOnsOnEks({
    gatewayApi: { transform: { release: { timeout: 60 } } },
    protected: true,
    mirrors: { charts: "oci://registry.example.com/charts" },
  });
  expect(recorded.get("Release:add-ons-gateway-api").protect).toBe(true);
  expect(recorded.inputs("Release:add-ons-gateway-api")).toMatchObject({
    chart: "oci://registry.example.com/charts/gateway-crds-helm",
    timeout: 60,
  });
});

test("what is installed cannot be changed by values", () => {
  const values = { crds: { gatewayAPI: { enabled: false, channel: "experimental" }, envoyGateway: { enabled: true } } };
  const problems = checkPlatformAddOns(
    { gatewayApi: { values } },
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
  expect(problems.map(({ path, fix }) => [path.join("."), fix])).toEqual([
    ["gatewayApi.values.crds.gatewayAPI.enabled", "remove it here; it is what the add-on is for"],
    [
      "gatewayApi.values.crds.gatewayAPI.channel",
      "remove it here; it is always the standard channel, over which the experimental one is refused",
    ],
    [
      "gatewayApi.values.crds.envoyGateway.enabled",
      "remove it here; definitions of Envoy Gateway come with Envoy Gateway",
    ],
  ]);
});
