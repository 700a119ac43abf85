// What the release of Argo CD, its policies, Secrets and root Application are given. Whether the chart takes the values is what rendering it
// shows; nobody logs in here, and nothing is synchronised.
import * as pulumi from "@pulumi/pulumi";
import { checkPlatformAddOns, PlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { ArgoCdSpec } from "../../components/addons/argo-cd/argo-cd-spec";
import { secretMark } from "../../testing";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const around: AddOnSurroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

const tolerations = [{ key: "CriticalAddonsOnly", operator: "Exists" }];
const oidc = { issuer: "https://id.example.com", clientId: "argo" };
const metricsOn = { enabled: true, serviceMonitor: { enabled: true } };
const metricsOff = { enabled: true, serviceMonitor: { enabled: false } };

const resources = (cpu: number, memory: number) => ({
  requests: { cpu: `${cpu}m`, memory: `${memory}Mi` },
  limits: { memory: `${memory}Mi` },
});
const spread = (labels: Record<string, string>) =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  }));
const doubled = (name: string, cpu: number, memory: number) => ({
  replicas: 2,
  resources: resources(cpu, memory),
  topologySpreadConstraints: spread({ "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "argo-cd" }),
  pdb: { enabled: true, minAvailable: 1 },
  metrics: metricsOn,
});
const single = (cpu: number, memory: number, metrics: object) => ({
  replicas: 1,
  resources: resources(cpu, memory),
  topologySpreadConstraints: [],
  pdb: { enabled: false },
  metrics,
});

describe("in production", () => {
  const seen: Record<string, Record<string, string>> = {};
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      argoCd: {
        domain: "argocd.example.com",
        gateway: { namespace: "gateways" },
        oidc: { ...oidc, clientSecret: { fromSecret: { name: "argocd-sso", key: "secret" } }, name: "Example" },
        admins: ["platform", 'quoted "group", with a comma'],
        viewers: ["everybody"],
        root: { url: "https://github.com/team/apps.git", path: "apps/prod", revision: "main" },
        transform: {
          repository: ({ stringData = {} }, _, name) => {
            seen[name.replace("add-ons-argo-cd-repository-", "")] = Object.fromEntries(
              Object.entries(stringData).map(([key, value]) => [key, typeof value === "string" ? value : "secret"]),
            );
          },
        },
        repositories: {
          apps: { url: "git@github.com:team/apps.git", sshPrivateKey: "a key" },
          charts: {
            url: "registry.example.com/charts",
            type: "helm",
            username: "x",
            password: pulumi.secret("a password"),
          },
          open: { url: "https://github.com/team/open.git" },
        },
      },
      prometheusOperatorCrds: true,
      isProduction: true,
      mirrors: { images: "registry.example.com/mirror" },
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
    });
  });

  test("there are several of what can be there several times, apart, of which one stays, all from the mirror", () => {
    expect(recorded.inputs("Release:add-ons-argo-cd")).toMatchObject({
      chart: "argo-cd",
      version: "10.1.1",
      repositoryOpts: { repo: "https://argoproj.github.io/argo-helm" },
      name: "argo-cd",
      namespace: "argocd",
      atomic: true,
      timeout: 600,
    });
    expect(recorded.inputs("Release:add-ons-argo-cd").values).toEqual({
      fullnameOverride: "argocd",
      crds: { install: true, keep: true },
      global: {
        image: { repository: "registry.example.com/mirror/argoproj/argocd" },
        tolerations,
        networkPolicy: { create: false },
        domain: "argocd.example.com",
      },
      configs: {
        cm: {
          "admin.enabled": false,
          "oidc.config":
            '{"name":"Example","issuer":"https://id.example.com","clientID":"argo","clientSecret":"$argocd-sso:secret","requestedScopes":["openid","profile","email","groups"]}',
        },
        params: { "server.insecure": true },
        rbac: {
          "policy.default": "",
          "policy.csv": [
            'g, "platform", role:admin',
            'g, "quoted ""group"", with a comma", role:admin',
            'g, "everybody", role:readonly',
          ].join("\n"),
        },
      },
      controller: single(250, 1024, metricsOn),
      server: doubled("argocd-server", 50, 256),
      repoServer: { ...doubled("argocd-repo-server", 100, 512), automountServiceAccountToken: false },
      applicationSet: doubled("argocd-applicationset-controller", 50, 256),
      dex: { enabled: false, image: { repository: "registry.example.com/mirror/dexidp/dex" } },
      notifications: { enabled: false },
      redisSecretInit: { enabled: false },
      redis: { image: { repository: "registry.example.com/mirror/docker/library/redis" } },
      "redis-ha": {
        enabled: true,
        image: { repository: "registry.example.com/mirror/docker/library/redis" },
        replicas: 3,
        hardAntiAffinity: false,
        topologySpreadConstraints: {
          enabled: true,
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "ScheduleAnyway",
        },
        tolerations,
        podDisruptionBudget: { maxUnavailable: 1 },
        redis: { resources: resources(50, 128) },
        sentinel: { resources: resources(20, 32) },
        splitBrainDetection: { resources: resources(10, 32) },
        init: { resources: resources(50, 128) },
        haproxy: {
          image: { repository: "registry.example.com/mirror/docker/library/haproxy" },
          replicas: 2,
          hardAntiAffinity: false,
          podDisruptionBudget: { maxUnavailable: 1 },
          resources: resources(20, 64),
          init: { resources: resources(20, 64) },
        },
      },
    });
  });

  test("the password of Redis is random, a secret, and there before the release", () => {
    expect(recorded.inputs("RandomPassword:add-ons-argo-cd-redis-password")).toEqual({ length: 32, special: false });
    expect(recorded.inputs("Secret:add-ons-argo-cd-redis")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "argocd-redis", namespace: "argocd", labels: { "app.kubernetes.io/part-of": "argocd" } },
      type: "Opaque",
      stringData: secretMark,
    });
    expect(recorded.prerequisites("Secret:add-ons-argo-cd-redis")).toContain("Namespace:add-ons-argo-cd");
    expect(recorded.prerequisites("Release:add-ons-argo-cd")).toContain("Secret:add-ons-argo-cd-redis");
  });

  test("repositories are Secrets that Argo CD finds by their label; what opens them is a secret", () => {
    const labels = { "argocd.argoproj.io/secret-type": "repository" };
    expect(recorded.inputs("Secret:add-ons-argo-cd-repository-apps")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "repository-apps", namespace: "argocd", labels },
      type: "Opaque",
      stringData: secretMark,
    });
    // As transforms see them, without which nothing shows what is secret.
    expect(seen).toEqual({
      apps: { name: "apps", url: "git@github.com:team/apps.git", type: "git", sshPrivateKey: "secret" },
      charts: {
        name: "charts",
        url: "registry.example.com/charts",
        type: "helm",
        enableOCI: "true",
        username: "x",
        password: "secret",
      },
      open: { name: "open", url: "https://github.com/team/open.git", type: "git" },
    });
  });

  test("the root Application comes after Argo CD, which is there until everything of it is gone", () => {
    expect(recorded.inputs("Application:add-ons-argo-cd-root")).toEqual({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: {
        name: "root",
        namespace: "argocd",
        finalizers: ["resources-finalizer.argocd.argoproj.io/foreground"],
      },
      spec: {
        project: "default",
        source: { repoURL: "https://github.com/team/apps.git", path: "apps/prod", targetRevision: "main" },
        destination: { server: "https://kubernetes.default.svc", namespace: "argocd" },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    });
    expect(recorded.prerequisites("Application:add-ons-argo-cd-root")).toContain("Release:add-ons-argo-cd");
    for (const name of ["Application:add-ons-argo-cd-root", "Release:add-ons-argo-cd"]) {
      expect(recorded.get(name).deletedWith).toBeNull();
    }
    // Other Applications in it may wait for a controller that is gone.
    expect(recorded.get("Namespace:add-ons-argo-cd").deletedWith).toBe(recorded.get("Cluster:cluster").path);
  });

  test("users and webhooks come through the gateway, metrics are read by Prometheus, and Redis is for the others alone", () => {
    const within = { from: [{ podSelector: {} }] };
    const from = (namespace: string, port: number) => ({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }],
      ports: [{ protocol: "TCP", port }],
    });
    const policy = (suffix: string) => recorded.inputs(`NetworkPolicy:add-ons-argo-cd${suffix}`).spec as object;
    expect(recorded.named("NetworkPolicy").filter((name) => name.startsWith("add-ons-argo-cd"))).toEqual([
      "add-ons-argo-cd",
      "add-ons-argo-cd-applicationset",
      "add-ons-argo-cd-controller",
      "add-ons-argo-cd-repo-server",
      "add-ons-argo-cd-server",
    ]);
    const of = (name: string) => ({ matchLabels: { "app.kubernetes.io/name": name } });
    expect(policy("-server")).toMatchObject({
      podSelector: of("argocd-server"),
      ingress: [within, from("gateways", 8080), from("monitoring", 8083)],
    });
    expect(policy("-applicationset")).toMatchObject({
      podSelector: of("argocd-applicationset-controller"),
      ingress: [within, from("gateways", 7000), from("monitoring", 8080)],
    });
    expect(policy("-controller")).toMatchObject({
      podSelector: of("argocd-application-controller"),
      ingress: [within, from("monitoring", 8082)],
    });
    expect(policy("-repo-server")).toMatchObject({
      podSelector: of("argocd-repo-server"),
      ingress: [within, from("monitoring", 8084)],
      egress: [{}],
    });
    expect(policy("")).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [within],
      egress: [
        { to: [{ podSelector: {} }] },
        {
          to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });
});

describe("in development", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await addOnsInExistingCluster({
      argoCd: { values: { dex: { enabled: true }, notifications: { enabled: true } } },
      highlyAvailable: false,
    });
  });

  test("there is one of each, which no budget keeps on its node, and whoever may forward a port logs in as admin", () => {
    expect(recorded.inputs("Release/argo-cd").values).toEqual({
      fullnameOverride: "argocd",
      crds: { install: true, keep: true },
      global: { tolerations, networkPolicy: { create: false } },
      configs: {
        cm: { "admin.enabled": true, url: "" },
        params: { "server.insecure": false },
        rbac: { "policy.default": "", "policy.csv": "" },
      },
      controller: single(250, 1024, metricsOff),
      server: single(50, 256, metricsOff),
      repoServer: { ...single(100, 512, metricsOff), automountServiceAccountToken: false },
      applicationSet: single(50, 256, metricsOff),
      dex: { enabled: true },
      notifications: { enabled: true },
      redisSecretInit: { enabled: false },
      redis: { resources: resources(50, 128), automountServiceAccountToken: false },
    });
  });

  test("what only values switch on may reach what it has to", () => {
    expect(recorded.objects.filter((name) => name.startsWith("NetworkPolicy/"))).toEqual([
      "NetworkPolicy/argo-cd",
      "NetworkPolicy/argo-cd-applicationset",
      "NetworkPolicy/argo-cd-controller",
      "NetworkPolicy/argo-cd-dex",
      "NetworkPolicy/argo-cd-notifications",
      "NetworkPolicy/argo-cd-repo-server",
      "NetworkPolicy/argo-cd-server",
    ]);
  });

  test("nobody comes in from another namespace", () => {
    expect(recorded.spec("NetworkPolicy/argo-cd-server").ingress).toEqual([{ from: [{ podSelector: {} }] }]);
  });
});

test("a public client proves itself by PKCE", async () => {
  const recorded = await addOnsInExistingCluster({
    argoCd: { domain: "argocd.example.com", oidc, adminUser: true },
  });
  expect(recorded.inputs("Release/argo-cd").values).toMatchObject({
    configs: {
      cm: {
        "admin.enabled": true,
        "oidc.config":
          '{"name":"SSO","issuer":"https://id.example.com","clientID":"argo","enablePKCEAuthentication":true,"requestedScopes":["openid","profile","email","groups"]}',
      },
    },
  });
});

test("in a cluster of IPv6 Redis is there once: its makers have no other form", async () => {
  const recorded = await addOnsInExistingCluster({ argoCd: true });
  expect(Object.keys(recorded.inputs("Release/argo-cd").values as object)).toContain("redis-ha");
  const inIpv6 = await RecordedWorkloads.of((cluster) => new PlatformAddOns("add-ons", { cluster, argoCd: true }), {
    ipFamily: "ipv6",
  });
  const values = inIpv6.inputs("Release/argo-cd").values as Record<string, unknown>;
  expect(values["redis-ha"]).toBeUndefined();
  expect(values.redis).toEqual({ resources: resources(50, 128), automountServiceAccountToken: false });
  expect(values.server).toMatchObject({ replicas: 2 });
});

test("it comes after everything that its Applications may need while they are taken away", async () => {
  const recorded = await addOnsInExistingCluster({ argoCd: true, argoRollouts: true, certManager: true });
  const before = recorded.dependencies("Release/argo-cd");
  expect(before).toContain("Release/argo-rollouts");
  expect(before).toContain("Release/cert-manager");
});

test("a transform reaches each child", async () => {
  const labels = { owner: "jane" };
  const recorded = await addOnsInExistingCluster({
    argoCd: {
      root: { url: "https://github.com/team/apps.git", path: "." },
      repositories: { apps: { url: "https://github.com/team/apps.git" } },
      transform: {
        release: { timeout: 900 },
        redisPassword: { length: 48 },
        redisSecret: { metadata: { labels } },
        repository: { metadata: { labels } },
        root: { spec: { project: "platform" } },
      },
    },
  });
  expect(recorded.inputs("Release/argo-cd").timeout).toBe(900);
  expect(recorded.inputs("RandomPassword:add-ons-argo-cd-redis-password").length).toBe(48);
  expect(recorded.inputs("Secret/argocd-redis").metadata).toMatchObject({ labels });
  expect(recorded.inputs("Secret/repository-apps").metadata).toMatchObject({ labels });
  expect(recorded.spec("Application/root")).toMatchObject({ project: "platform" });
});

describe("it is refused", () => {
  const problems = (argoCd: ArgoCdSpec) => checkPlatformAddOns({ argoCd }, around);
  const apps = "https://github.com/team/apps.git";

  test("with single sign-on and no address to come back to", () => {
    expect(problems({ oidc, admins: ["platform"] })).toEqual([
      {
        path: ["argoCd", "domain"],
        message: "whoever has proved who they are is sent back to it, and there is no address",
        found: "no domain",
        fix: "add domain: argocd.example.com, or remove oidc",
      },
    ]);
  });

  test.each(["https://argocd.example.com", "argocd.example.com:443", "argocd", "Argocd.example.com"])(
    "with the domain %s",
    (domain) => {
      expect(problems({ domain })).toEqual([
        {
          path: ["argoCd", "domain"],
          message: "this is no name of a host",
          found: domain,
          allowed: "a name in lower case, without https://, port or path",
          fix: "write a name such as argocd.example.com",
        },
      ]);
    },
  );

  test("where nobody could log in, or change anything", () => {
    expect(problems({ adminUser: false })).toEqual([
      {
        path: ["argoCd", "adminUser"],
        message: "nobody could log in: there is no single sign-on either",
        found: "false",
        fix: "remove it, or add oidc",
      },
    ]);
    expect(problems({ domain: "argocd.example.com", oidc, viewers: ["everybody"] })).toEqual([
      {
        path: ["argoCd", "admins"],
        message: "nobody could change anything: no group may, and there is no user admin",
        found: "no admins",
        fix: "add admins with a group of the single sign-on, or adminUser: true",
      },
    ]);
  });

  test("with an issuer that is no URL", () => {
    expect(
      problems({ domain: "argocd.example.com", oidc: { ...oidc, issuer: "id.example.com" }, adminUser: true }),
    ).toEqual([
      {
        path: ["argoCd", "oidc", "issuer"],
        message: "this is no address of a provider",
        found: "id.example.com",
        allowed: "https://… with a host, without user and password",
        fix: "write the issuer as the provider's /.well-known/openid-configuration has it",
      },
    ]);
  });

  test("with groups of nobody, or that are none", () => {
    expect(problems({ admins: ["platform", "core"], viewers: [] })).toEqual([
      {
        path: ["argoCd", "admins"],
        message: "groups are those of the single sign-on, and there is none",
        found: "platform, core",
        fix: "add oidc, or remove admins",
      },
    ]);
    expect(
      problems({ domain: "argocd.example.com", oidc, admins: ["platform"], viewers: ["a\ng, evil, role:admin", " "] }),
    ).toEqual(
      ['"a\\ng, evil, role:admin"', '" "'].map((found, index) => ({
        path: ["argoCd", "viewers", index],
        message: "this is no name of a group",
        found,
        fix: "write the group's name as the single sign-on gives it, in one line",
      })),
    );
  });

  test("with a repository whose name or URL is none", () => {
    expect(problems({ repositories: { Our_apps: { url: apps } } })).toMatchObject([
      { path: ["argoCd", "repositories", "Our_apps"], message: "the name must be a DNS label", fix: "write our-apps" },
    ]);
    const refused = ["github.com", "ftp://example.com/apps", "https://jane:geheim@github.com/team/apps.git", "apps"];
    expect(refused.flatMap((url) => problems({ repositories: { apps: { url } } }))).toEqual(
      refused.map((url) => ({
        path: ["argoCd", "repositories", "apps", "url"],
        message: "this is no URL of a repository",
        // A password is not shown.
        found: url.replace("jane:geheim", "(user and password)"),
        allowed: "https://…, ssh://…, git@host:path or oci://…, without a password",
        fix: "write the URL alone, such as https://github.com/team/apps.git",
      })),
    );
    const taken = [apps, "ssh://git@github.com/team/apps", "git@github.com:team/apps.git", "oci://r.example.com/apps"];
    expect(taken.flatMap((url) => problems({ repositories: { apps: { url } } }))).toEqual([]);
    expect(problems({ repositories: { charts: { url: "r.example.com:5000/charts", type: "helm" } } })).toEqual([]);
  });

  test("with what does not open the repository", () => {
    const path = ["argoCd", "repositories", "apps"];
    expect(problems({ repositories: { apps: { url: apps, sshPrivateKey: "a key" } } })).toEqual([
      {
        path: [...path, "sshPrivateKey"],
        message: "no key opens this URL",
        found: apps,
        fix: "write a URL of ssh, such as git@github.com:team/apps.git; or username and password",
      },
    ]);
    const url = "git@github.com:team/apps.git";
    expect(problems({ repositories: { apps: { url, username: "x", password: "y" } } })).toEqual([
      {
        path: [...path, "password"],
        message: "no password opens a URL of ssh",
        found: url,
        fix: "write sshPrivateKey, or a URL of https",
      },
    ]);
    const together = {
      message: "user and password are only used together",
      fix: "add the other; for a token most providers take any username",
    };
    expect(problems({ repositories: { apps: { url: apps, username: "x" } } })).toEqual([
      { path: [...path, "password"], found: "no password", ...together },
    ]);
    expect(problems({ repositories: { apps: { url: apps, password: "y" } } })).toEqual([
      { path: [...path, "username"], found: "no username", ...together },
    ]);
  });

  test.each(["", "/apps", "apps/../../etc"])("with the root %p", (path) => {
    expect(problems({ root: { url: apps, path } })).toEqual([
      {
        path: ["argoCd", "root", "path"],
        message: "this is no folder within the repository",
        found: path === "" ? "an empty text" : path,
        allowed: "a path from the top of the repository, such as apps/prod; the top itself is .",
        fix: "write the path without a slash at its start, and without ..",
      },
    ]);
  });

  test("with values that options or the platform decide", () => {
    const values = {
      global: { networkPolicy: { create: true }, domain: "x.example.com" },
      configs: { params: { "server.insecure": true }, repositories: { apps: { password: "geheim" } } },
      "redis-ha": null,
    };
    expect(problems({ values })).toEqual(
      [
        [["redis-ha"], "null", "the number follows from the stage: highly available or not"],
        [["configs", "params", "server.insecure"], "true", "write gateway"],
        [["configs", "repositories"], "a map of apps", "write repositories"],
        [["global", "domain"], '"x.example.com"', "write domain"],
        [["global", "networkPolicy", "create"], "true", "the namespace has policies already"],
      ].map(([path, found, fix]) => ({
        path: ["argoCd", "values", ...(path ?? [])],
        message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
        found,
        fix: `remove it here; ${String(fix)}`,
      })),
    );
  });
});
