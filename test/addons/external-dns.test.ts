// What ExternalDNS's release and cloud identity are given. No record is written here.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { ExternalDnsSpec } from "../../components/addons/external-dns/external-dns-spec";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { addOnsOnEks } from "./recorded-add-ons";

const zoneIds = ["Z0123456789ABCDEFGHIJ", "Z0123456789ABCDEFGHIK"];

const policyOf = (recorded: RecordedCluster) =>
  recorded
    .named("RolePolicy")
    .filter((name) => name.includes("external-dns"))
    .map((name) => recorded.json(`RolePolicy:${name}`, "policy"));

describe("in production", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      externalDns: { domains: ["shop.example.com"], zoneIds, zoneType: "public", interval: "5m", owner: "shop-prod" },
      gatewayApi: true,
      prometheusOperatorCrds: true,
      isProduction: true,
      mirrors: { images: "registry.example.com/mirror" },
    });
  });

  it("is one pod that writes records of its domains, and deletes none", () => {
    expect(recorded.inputs("Release:add-ons-external-dns")).toMatchObject({
      chart: "external-dns",
      version: "1.21.1",
      repositoryOpts: { repo: "https://kubernetes-sigs.github.io/external-dns" },
      namespace: "external-dns",
      skipCrds: true,
    });
    expect(recorded.inputs("Release:add-ons-external-dns").values).toEqual({
      image: { repository: "registry.example.com/mirror/external-dns/external-dns" },
      provider: { name: "aws" },
      registry: "txt",
      txtOwnerId: "shop-prod",
      txtPrefix: "%{record_type}-owner.",
      policy: "upsert-only",
      sources: ["service", "ingress", "gateway-httproute", "gateway-grpcroute"],
      domainFilters: ["shop.example.com"],
      interval: "5m",
      triggerLoopOnEvent: true,
      extraArgs: { "aws-zone-type": "public", "zone-id-filter": zoneIds },
      env: [{ name: "AWS_REGION", value: "eu-central-1" }],
      resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "128Mi" } },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      serviceMonitor: { enabled: true },
    });
  });

  it("may change records of its domains in its zones, and list the zones", () => {
    const zones = zoneIds.map((id) => `arn:aws:route53:::hostedzone/${id}`);
    expect(policyOf(recorded)).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["route53:ChangeResourceRecordSets"],
            Resource: zones,
            Condition: {
              "ForAllValues:StringLike": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["shop.example.com", "*.shop.example.com"],
              },
            },
          },
          {
            Effect: "Allow",
            Action: ["route53:ListResourceRecordSets", "route53:ListTagsForResources"],
            Resource: zones,
          },
          { Effect: "Allow", Action: ["route53:ListHostedZones"], Resource: ["*"] },
        ],
      },
    ]);
  });

  it("has its identity before its pods, comes after the routes that it reads, and is taken away by itself", () => {
    const before = [...recorded.prerequisites("Release:add-ons-external-dns")];
    expect(before).toContain("ConfigGroup:add-ons-gateway-api-crds");
    expect(before.join()).toContain("PodIdentityAssociation:");
    expect(recorded.get("Release:add-ons-external-dns").deletedWith).toBeNull();
    expect(recorded.get("ConfigGroup:add-ons-gateway-api-crds").deletedWith).not.toBeNull();
  });

  it("lets in nobody else, and asks APIs alone", () => {
    const { ingress, egress } = recorded.inputs("NetworkPolicy:add-ons-external-dns").spec as Record<string, object[]>;
    expect(ingress).toEqual([{ from: [{ podSelector: {} }] }]);
    expect(egress).toHaveLength(4);
  });
});

test("in development it deletes its records too, where it is said which may be its own", async () => {
  const recorded = await addOnsOnEks({ externalDns: { zoneIds: ["Z0123456789ABCDEFGHIJ"] }, highlyAvailable: false });
  expect(recorded.inputs("Release:add-ons-external-dns").values).toMatchObject({ policy: "sync" });
});

test("in all zones it writes only, unless domains are stated", async () => {
  const recorded = await addOnsOnEks({ externalDns: true, highlyAvailable: false });
  expect(recorded.inputs("Release:add-ons-external-dns").values).toMatchObject({
    txtOwnerId: "shop-dev",
    // The mark stays below the name, so in its zone, and within what it may write.
    txtPrefix: "%{record_type}-owner.",
    policy: "upsert-only",
    sources: ["service", "ingress"],
    domainFilters: [],
    interval: "1m",
    serviceMonitor: { enabled: false },
  });
  expect(recorded.inputs("Release:add-ons-external-dns").values).not.toHaveProperty("extraArgs");
  expect(policyOf(recorded)).toMatchObject([
    {
      Statement: [
        { Action: ["route53:ChangeResourceRecordSets"], Resource: ["arn:aws:route53:::hostedzone/*"] },
        { Resource: ["arn:aws:route53:::hostedzone/*"] },
        { Action: ["route53:ListHostedZones"] },
      ],
    },
  ]);
  expect(JSON.stringify(policyOf(recorded))).not.toContain("Condition");
});

describe("problems", () => {
  const around: AddOnSurroundings = {
    target: "eks",
    isProduction: false,
    highlyAvailable: true,
    kubernetesVersion: "1.36",
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: undefined,
    capabilities: undefined,
  };
  const told = (externalDns: ExternalDnsSpec, changes: Partial<AddOnSurroundings> = {}) =>
    checkPlatformAddOns({ externalDns }, { ...around, ...changes }).map(({ path, message, found, fix }) => ({
      path: path.join("."),
      message,
      found,
      fix,
    }));

  it("are none where all is well", () => {
    expect(told({ policy: "upsert-only", sources: ["service"], zoneType: "private" })).toEqual([]);
    expect(told({ policy: "sync", domains: ["example.com"] })).toEqual([]);
    expect(told({ domains: ["example.com", "xn--bcher-kva.example"] }, { isProduction: true })).toEqual([]);
  });

  it("records that are deleted in every zone", () => {
    expect(told({ policy: "sync" })).toEqual([
      {
        path: "externalDns.policy",
        message:
          "it would delete records in every zone of the account, those of other clusters that took the same name among them",
        found: "sync, without domains or zoneIds",
        fix: "add domains: [shop.example.com], or zoneIds: […], or write policy: upsert-only",
      },
    ]);
  });

  it("no domains in production", () => {
    const problem = {
      path: "externalDns.domains",
      message: "in production it must not write into every zone of the account",
      found: "no domains",
      fix: "add domains: [shop.example.com], with those below which it may write records, or write externalDns: false",
    };
    expect(told({}, { isProduction: true })).toEqual([problem]);
    expect(told({ domains: [] }, { isProduction: true })).toEqual([problem]);
  });

  it("domains and zones that are none", () => {
    expect(told({ domains: ["https://example.com"], zoneIds: ["example.com"] })).toEqual([
      {
        path: "externalDns.domains.0",
        message: "this is no name of a domain",
        found: "https://example.com",
        fix: "write the domain alone",
      },
      {
        path: "externalDns.zoneIds.0",
        message: "this is no ID of a hosted zone of Route 53",
        found: "example.com",
        fix: "write the ID that Route 53 shows beside the zone",
      },
    ]);
    expect(told({ domains: ["*.example.com", "example.com.", "com", "Example.com", ""] })).toHaveLength(5);
  });

  it("lists that would leave nothing to do", () => {
    expect(told({ zoneIds: [], sources: [] })).toEqual([
      {
        path: "externalDns.zoneIds",
        message: "with none, it could write into no zone",
        found: "[]",
        fix: "name at least one, or remove zoneIds",
      },
      {
        path: "externalDns.sources",
        message: "with none, it would make no records",
        found: "[]",
        fix: "name at least one, or remove sources",
      },
    ]);
  });

  it("an owner and a time that are none", () => {
    expect(told({ owner: "shop,prod", interval: "5 min" })).toEqual([
      {
        path: "externalDns.owner",
        message: "its records cannot be marked with this",
        found: "shop,prod",
        fix: "write a name such as that of the cluster",
      },
      { path: "externalDns.interval", message: "this is no time", found: "5 min", fix: "write a number and its unit" },
    ]);
    expect(told({ interval: "0s" })).toHaveLength(1);
  });

  it("routes without the Gateway API", () => {
    expect(told({ sources: ["gateway-httproute"] })).toEqual([
      {
        path: "externalDns",
        message: "external-dns needs gateway-api: its sources are routes of the Gateway API",
        found: "no gatewayApi",
        fix: "add gatewayApi: true, or write externalDns: false",
      },
    ]);
  });

  it("a cluster without a cloud identity", () => {
    expect(told({}, { target: "existing" })).toEqual([
      {
        path: "externalDns",
        message:
          "a cluster with target: existing cannot have it: it has no cloud identity, by which records of Route 53 could be written",
        found: "externalDns",
        fix: "remove it, or write externalDns: false where a preset has it",
      },
    ]);
  });

  it("values that options decide, and arguments as a list", () => {
    const values = {
      policy: "sync",
      txtOwnerId: "x",
      extraArgs: ["--dry-run"],
      deploymentStrategy: { type: "RollingUpdate" },
    };
    expect(told({ values: { extraArgs: { "dry-run": true } } })).toEqual([]);
    expect(told({ values }).map(({ path, fix }) => [path, fix])).toEqual([
      ["externalDns.values.policy", "remove it here; write policy: … of the add-on"],
      ["externalDns.values.txtOwnerId", "remove it here; write owner: … of the add-on"],
      ["externalDns.values.extraArgs", "remove it here; write zoneType: … of the add-on, and other arguments as a map"],
      [
        "externalDns.values.deploymentStrategy.type",
        "remove it here; the old one always goes before the new one comes, as two would undo each other's changes",
      ],
    ]);
  });
});
