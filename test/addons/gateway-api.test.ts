// What is made of the makers' files of the Gateway API. What they hold is what installing them shows; here none is read.
import { manifests } from "../../components/core";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const group = "ConfigGroup:add-ons-gateway-api-crds";
const files = [
  "backendtlspolicies",
  "gatewayclasses",
  "gateways",
  "grpcroutes",
  "httproutes",
  "listenersets",
  "referencegrants",
  "tcproutes",
  "tlsroutes",
  "udproutes",
  "vap_safeupgrades",
].map((name) => `kubernetes-sigs/gateway-api/v1.6.1/config/crd/standard/gateway.networking.k8s.io_${name}.yaml`);

test("the standard channel is installed, with the policy that keeps it, and by no release of Helm", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true });
  expect(recorded.inputs(group).files).toEqual(files.map((file) => `https://raw.githubusercontent.com/${file}`));
  expect(recorded.objects).toEqual([]);
  expect(manifests.gatewayApi.version).toBe("v1.6.1");
});

test("on EKS they stay when the add-on goes, and come from the mirror", async () => {
  const seen: unknown[] = [];
  const recorded = await addOnsOnEks({
    gatewayApi: {
      transform: {
        crds: (_, opts, name) => void seen.push([name, opts.retainOnDelete, opts.provider !== undefined]),
      },
    },
    protected: true,
    mirrors: { manifests: "https://files.example.com/m" },
  });
  expect(seen).toEqual([["add-ons-gateway-api-crds", true, true]]);
  expect(recorded.inputs(group).files).toEqual(files.map((file) => `https://files.example.com/m/${file}`));
});

test.each([true, false])(
  "on other clusters they go with it, unless the platform is protected: %s",
  async (isProtected) => {
    const seen: unknown[] = [];
    await addOnsInExistingCluster({
      gatewayApi: { transform: { crds: (_, opts) => void seen.push([opts.retainOnDelete, opts.protect]) } },
      protected: isProtected,
    });
    expect(seen).toEqual([[undefined, isProtected]]);
  },
);
