// What the release, the identity and the namespace of Cloud Map are given. Nothing is registered here.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import { addOnsOnEks } from "./recorded-add-ons";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";

const around: AddOnSurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

describe("on EKS", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      cloudMap: { namespace: "shop.internal" },
      prometheusOperatorCrds: true,
      mirrors: { images: "registry.example.com/mirror" },
    });
  });

  it("has a namespace in the VPC of the cluster", () => {
    expect(recorded.inputs("PrivateDnsNamespace:add-ons-cloud-map-namespace")).toMatchObject({
      name: "shop.internal",
      vpc: "vpc-0a1b2c3d4e5f60718",
    });
  });

  it("is an ExternalDNS of its own that reads annotations of its own, and takes out what is gone", () => {
    expect(recorded.inputs("Release:add-ons-cloud-map")).toMatchObject({
      name: "cloud-map",
      chart: "external-dns",
      version: "1.21.1",
      namespace: "cloud-map",
      skipCrds: true,
    });
    expect(recorded.inputs("Release:add-ons-cloud-map").values).toEqual({
      image: { repository: "registry.example.com/mirror/external-dns/external-dns" },
      fullnameOverride: "cloud-map",
      provider: { name: "aws-sd" },
      registry: "aws-sd",
      txtOwnerId: "shop-dev",
      policy: "sync",
      sources: ["service"],
      annotationPrefix: "cloud-map.slipway/",
      domainFilters: ["shop.internal"],
      interval: "15s",
      triggerLoopOnEvent: true,
      extraArgs: {
        "aws-zone-type": "private",
        "aws-sd-service-cleanup": true,
        "aws-sd-create-tag": ["slipway/cloud-map=shop-dev"],
      },
      env: [{ name: "AWS_REGION", value: "eu-central-1" }],
      resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "128Mi" } },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      serviceMonitor: { enabled: true },
    });
  });

  it("may change services of its own in its namespace, and no others", () => {
    const services = "arn:aws:servicediscovery:eu-central-1:*:service/*";
    const policies = recorded
      .named("RolePolicy")
      .filter((name) => name.includes("cloud-map"))
      .map((name) => recorded.json(`RolePolicy:${name}`, "policy"));
    expect(policies).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["servicediscovery:ListNamespaces", "servicediscovery:ListServices"],
            Resource: ["*"],
          },
          {
            Effect: "Allow",
            Action: ["servicediscovery:DiscoverInstances"],
            Resource: ["*"],
            Condition: { StringEquals: { "servicediscovery:NamespaceName": "shop.internal" } },
          },
          {
            Effect: "Allow",
            Action: ["servicediscovery:CreateService", "servicediscovery:TagResource"],
            Resource: ["<arn of PrivateDnsNamespace:add-ons-cloud-map-namespace>", services],
            Condition: { StringEquals: { "aws:RequestTag/slipway/cloud-map": "shop-dev" } },
          },
          {
            Effect: "Allow",
            Action: [
              "servicediscovery:RegisterInstance",
              "servicediscovery:DeregisterInstance",
              "servicediscovery:UpdateService",
              "servicediscovery:DeleteService",
            ],
            Resource: [services],
            Condition: { StringEquals: { "aws:ResourceTag/slipway/cloud-map": "shop-dev" } },
          },
          {
            Effect: "Allow",
            Action: ["route53:GetHostedZone", "route53:ChangeResourceRecordSets"],
            Resource: [expect.stringMatching(/^arn:aws:route53:::hostedzone\/Z[A-Z0-9]{19}$/)],
          },
        ],
      },
    ]);
  });

  it("comes after its namespace and its identity, and is taken away before them", () => {
    const before = [...recorded.prerequisites("Release:add-ons-cloud-map")];
    expect(before).toContain("PrivateDnsNamespace:add-ons-cloud-map-namespace");
    expect(before.join()).toContain("PodIdentityAssociation:");
    expect(recorded.get("Release:add-ons-cloud-map").deletedWith).toBeNull();
  });
});

test("what is wrong with it is told before anything is made", () => {
  expect(checkPlatformAddOns({ cloudMap: true }, around)).toEqual([
    {
      path: ["cloudMap", "namespace"],
      message: "the namespace of Cloud Map must have a name",
      found: "no namespace",
      allowed: "a domain of at least two labels that nobody else has in the VPC",
      fix: "add namespace: shop.internal, or another",
    },
  ]);
  const wrong = { namespace: "internal", owner: "the shop", interval: "often", values: { policy: "upsert-only" } };
  expect(checkPlatformAddOns({ cloudMap: wrong }, around).map(({ path }) => path.join("."))).toEqual([
    ...["cloudMap.namespace", "cloudMap.owner", "cloudMap.interval", "cloudMap.values.policy"],
  ]);
  expect(
    checkPlatformAddOns({ cloudMap: { namespace: "shop.internal" } }, { ...around, target: "existing" }),
  ).toMatchObject([{ path: ["cloudMap"] }]);
});
