/**
 * One mistake is one message: each value of two configurations that are right is broken in turn, its shape or its key, and nothing else
 * is complained of because of it; and what is wrong in another section is told all the same. This does not show that the one message is a
 * good one: the fixtures in bad/ do.
 */
import { formatPath } from "../../../components/core";
import {
  change,
  isFixedKey,
  isToldAtOnce,
  placesOf,
  problemsOf,
  told,
  withMisspeltKey,
  withWrongType,
  type Config,
  type Path,
} from "./mistakes";

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

const newNetwork: Config = {
  "slipway:stage": "production",
  "slipway:aws": {
    region: "eu-central-1",
    accountId: "111122223333",
    role: role("deploy"),
    tags: { CostCenter: "shop" },
  },
  "slipway:network": {
    cidr: "10.20.0.0/24",
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    tiers: { public: false, private: { prefix: 26 }, isolated: false },
    nat: "none",
    gatewayEndpoints: ["s3"],
    interfaceEndpoints: ["private", "kms"],
    flowLogs: { retentionDays: 30, traffic: "ALL" },
    podCidr: "100.64.0.0/16",
  },
  "slipway:cluster": {
    target: "eks",
    name: "shop",
    version: "1.33",
    supportType: "EXTENDED",
    access: {
      admin: [role("admin")],
      deployer: [role("deploy-shop")],
      developer: [role("developer"), { principal: role("guest"), namespaces: ["shop-*"] }],
      viewer: [role("viewer")],
      groups: { "shop-developers": [role("shop")], "shop-viewers": [role("support"), role("sales")] },
      breakGlass: role("break-glass"),
    },
    publicAccessCidrs: ["203.0.113.0/24"],
    logRetentionDays: 30,
    protected: true,
    ipFamily: "ipv4",
    autoMode: false,
    irsa: true,
    cni: { networkPolicy: true, prefixDelegation: true, customNetworking: true },
    nodeGroups: {
      main: {
        purpose: "gpu",
        size: { min: 1, max: 3, desired: 2 },
        instanceTypes: ["inf2.xlarge"],
        capacity: "onDemand",
        amiType: "AL2023_x86_64_NEURON",
        releaseVersion: "1.33.2-20261015",
        diskGiB: 100,
        labels: { team: "shop" },
        taints: [{ key: "dedicated", value: "inference", effect: "PreferNoSchedule" }],
        zones: ["eu-central-1a", "eu-central-1c"],
        maxUnavailablePercent: 50,
        repair: false,
      },
    },
  },
  "slipway:addOns": {
    blockStorage: {
      reclaimPolicy: "Retain",
      kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000",
    },
    sharedStorage: true,
    versions: { coredns: "v1.13.2-eksbuild.24" },
  },
};

const existingNetwork: Config = {
  "slipway:stage": "staging",
  "slipway:aws": { region: "eu-west-1" },
  "slipway:network": {
    vpcId: "vpc-0123456789abcdef0",
    subnets: {
      private: { "eu-west-1a": "subnet-0123456789abcdef0", "eu-west-1b": "subnet-0123456789abcdef1" },
      public: { "eu-west-1a": "subnet-0123456789abcdef2" },
      pods: { "eu-west-1a": "subnet-0123456789abcdef3", "eu-west-1b": "subnet-0123456789abcdef4" },
    },
    cidrs: { public: ["10.1.32.0/20", "2001:db8:1::/64"], private: ["10.1.0.0/19"] },
    ipv6: true,
  },
  "slipway:cluster": {
    target: "eks",
    version: "1.36",
    access: { admin: [role("admin")] },
    ipFamily: "ipv6",
    cni: { prefixDelegation: true },
    nodeGroups: {
      system: { purpose: "system", size: { min: 2, max: 3 } },
      arm: { purpose: "arm64", size: { min: 2, max: 3 }, amiType: "BOTTLEROCKET_ARM_64" },
    },
  },
};

const addOns: Config = {
  "slipway:stage": "production",
  "slipway:cluster": { target: "existing" },
  "slipway:addOns": {
    preset: "minimal",
    certManager: {
      anyKubernetes: false,
      issuers: {
        letsencrypt: { acme: { email: "platform@example.com", server: "staging", http01: { ingressClass: "alb" } } },
        private: { privateCa: { commonName: "Shop", durationDays: 365, renewBeforeDays: 30 } },
      },
    },
    keda: { values: {} },
    metricsServer: false,
    openCost: { prometheusUrl: "http://prometheus.monitoring:9090", ui: true },
    reloader: true,
  },
  "slipway:charts": { mirror: "oci://registry.example.com/charts" },
  "slipway:images": {
    mirror: { "quay.io": "registry.example.com/quay", "ghcr.io": "registry.example.com/github" },
  },
};

const autoMode: Config = {
  "slipway:stage": "development",
  "slipway:aws": { region: "eu-central-1" },
  "slipway:network": { cidr: "10.20.0.0/16", zones: ["eu-central-1a", "eu-central-1b"] },
  "slipway:cluster": { target: "eks", autoMode: true, access: { admin: [role("admin")] } },
};

describe.each([
  ["a new network", newNetwork],
  ["an existing network", existingNetwork],
  ["Auto Mode", autoMode],
  ["add-ons", addOns],
])("a configuration with %s", (_, config) => {
  const places = placesOf(config, []);

  test("is right", () => {
    expect(told(config)).toEqual([]);
  });

  test("with one value of a wrong type gets one message, at that value", () => {
    const others = places.filter((place) => !isToldAtOnce(place, problemsOf(withWrongType(config, place))));
    expect(others.map((place) => [formatPath(place), told(withWrongType(config, place))])).toEqual([]);
  });

  test("with one misspelt key gets one message, at that key", () => {
    const keys = places.filter((place) => place.length > 1 && isFixedKey(place));
    expect(keys.length).toBeGreaterThan(5);
    const others = keys.filter((place) => !isToldAtOnce(place, problemsOf(withMisspeltKey(config, place))));
    expect(others.map((place) => [formatPath(place), told(withMisspeltKey(config, place))])).toEqual([]);
  });
});

test("a broken value keeps no other section from being checked", () => {
  const mistakes: Readonly<Record<string, [Path, unknown]>> = {
    "slipway:aws": [["slipway:aws", "role"], "arn:aws:iam::444455556666:role/deploy"],
    "slipway:network": [["slipway:network", "podCidr"], "10.20.0.0/24"],
    "slipway:cluster": [["slipway:cluster", "nodeGroups", "main", "instanceTypes", 0], "inf2.large"],
  };
  const wrong = Object.values(mistakes).reduce<Config>(
    (config, [place, value]) =>
      change(config, place, (around, key) => {
        around[key] = value;
      }),
    newNetwork,
  );
  const silenced = placesOf(wrong, []).flatMap((place) => {
    const paths = problemsOf(withWrongType(wrong, place)).map(({ path }) => formatPath(path));
    return Object.entries(mistakes)
      .filter(([section, [expected]]) => section !== place[0] && !paths.includes(formatPath(expected)))
      .map(([section]) => `${section}, by ${formatPath(place)}`);
  });
  expect(silenced).toEqual([]);
});
