// What registries of services give to who claims them, and what is wrong with them. Neither Eureka nor Consul nor Cloud Map is asked anything
// here: no public image of Eureka is kept up to date, and the others are programs of others.
import {
  checkRegisteredServices,
  checkRegistries,
  registryClasses,
  type RegistriesSpec,
} from "../../components/discovery";
import { Application, type ApplicationArgs, type ClaimContext, type ClaimSpec } from "../../components/workloads";
import { checkWorkloads } from "../../components/workloads/application-check";
import { checkClaim } from "../../components/workloads/claims/claims";
import { RecordedWorkloads } from "../workloads/recorded-workloads";

const image = "registry.example/eureka:4.3.0";
const consul = { address: "consul-server.consul:8501", namespace: "consul", tls: true };
const claim: ClaimSpec = { kind: "registry" };

const problemsOf = (spec: RegistriesSpec, wanted: ClaimSpec = claim, context: ClaimContext = {}) =>
  checkClaim("registry", wanted, { claimClasses: registryClasses(spec), ...context });

const recordedWith = (
  spec: RegistriesSpec,
  values: Readonly<Record<string, string>>,
  capabilities: ApplicationArgs["capabilities"] = {},
) =>
  RecordedWorkloads.of(
    (cluster) =>
      new Application("shop", {
        cluster,
        capabilities,
        claimClasses: registryClasses(spec),
        services: {
          orders: {
            image: "registry.example/orders:1.0.0",
            env: Object.fromEntries(
              Object.entries(values).map(([name, value]) => [name, { fromClaim: "registry", value }]),
            ),
          },
        },
        claims: { registry: claim },
      }),
  );

describe("Eureka", () => {
  const url = (index: number) => `http://registry-${index}.registry-headless:8761/eureka/`;

  it("is two servers that know each other by name", async () => {
    const recorded = await recordedWith({ default: "eureka", eureka: { image } }, { A: "address" });
    expect(recorded.spec("StatefulSet/registry")).toMatchObject({ replicas: 2, podManagementPolicy: "Parallel" });
    const [container] = recorded.pods("StatefulSet/registry").spec.containers;
    expect(container).toMatchObject({
      image,
      env: [
        { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "SERVER_PORT", value: "8761" },
        { name: "EUREKA_INSTANCE_HOSTNAME", value: "$(POD_NAME).registry-headless" },
        { name: "EUREKA_INSTANCE_PREFERIPADDRESS", value: "false" },
        { name: "EUREKA_CLIENT_REGISTERWITHEUREKA", value: "true" },
        { name: "EUREKA_CLIENT_FETCHREGISTRY", value: "true" },
        { name: "EUREKA_CLIENT_SERVICEURL_DEFAULTZONE", value: `${url(0)},${url(1)}` },
        { name: "EUREKA_SERVER_ENABLESELFPRESERVATION", value: "true" },
        { name: "MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED", value: "true" },
      ],
      startupProbe: { httpGet: { path: "/actuator/health/liveness" } },
      readinessProbe: { httpGet: { path: "/actuator/health/readiness" } },
      livenessProbe: { httpGet: { path: "/actuator/health/liveness" } },
    });
    expect(recorded.pods("StatefulSet/registry").metadata.labels).toMatchObject({
      "links.slipway/registry.http": "true",
    });
    expect(recorded.spec("PodDisruptionBudget/registry")).toMatchObject({ maxUnavailable: 1 });
  });

  it("tells clients where its servers are and how to register", async () => {
    const recorded = await recordedWith(
      { default: "eureka", eureka: { image, leaseRenewalSeconds: 10, leaseExpirationSeconds: 30 } },
      {
        EUREKA_CLIENT_SERVICEURL_DEFAULTZONE: "defaultZone",
        EUREKA_INSTANCE_PREFERIPADDRESS: "preferIpAddress",
        EUREKA_INSTANCE_LEASERENEWALINTERVALINSECONDS: "leaseRenewalSeconds",
        EUREKA_INSTANCE_LEASEEXPIRATIONDURATIONINSECONDS: "leaseExpirationSeconds",
        URL: "url",
      },
    );
    const [container] = recorded.pods("Deployment/orders").spec.containers;
    expect(container?.env).toEqual([
      { name: "EUREKA_CLIENT_SERVICEURL_DEFAULTZONE", value: `${url(0)},${url(1)}` },
      { name: "EUREKA_INSTANCE_PREFERIPADDRESS", value: "true" },
      { name: "EUREKA_INSTANCE_LEASERENEWALINTERVALINSECONDS", value: "10" },
      { name: "EUREKA_INSTANCE_LEASEEXPIRATIONDURATIONINSECONDS", value: "30" },
      { name: "URL", value: "http://registry:8761/eureka/" },
    ]);
    expect(recorded.pods("Deployment/orders").metadata.labels).toMatchObject({ "links.slipway/registry.http": "true" });
  });

  it("is alone with one server, which is for development", async () => {
    const spec = { default: "eureka", eureka: { image, replicas: 1, user: 1000 } } as const;
    const recorded = await recordedWith(spec, { A: "address" });
    const [container] = recorded.pods("StatefulSet/registry").spec.containers;
    expect(container?.env).toEqual(
      expect.arrayContaining([
        { name: "EUREKA_CLIENT_REGISTERWITHEUREKA", value: "false" },
        { name: "EUREKA_CLIENT_FETCHREGISTRY", value: "false" },
      ]),
    );
    expect(problemsOf(spec, { kind: "registry", class: "eureka" }, { isProduction: true })).toEqual([]);
    expect(problemsOf(spec, claim, { isProduction: true })).toMatchObject([
      { path: ["class"], message: expect.stringContaining("a registry of one server") as string },
    ]);
  });
});

describe("Consul", () => {
  it("is the one of the platform, to whose pods users are let out", async () => {
    const spec: RegistriesSpec = {
      default: "consul",
      consul: { tokenSecret: { name: "consul", key: "token" }, caSecret: { name: "consul", key: "ca.crt" } },
    };
    const recorded = await recordedWith(
      spec,
      { CONSUL_HTTP_ADDR: "url", CONSUL_HTTP_TOKEN: "token", CONSUL_CACERT_PEM: "caCertificate", HOST: "host" },
      { consul },
    );
    const [container] = recorded.pods("Deployment/orders").spec.containers;
    expect(container?.env).toEqual([
      { name: "CONSUL_HTTP_ADDR", value: "https://consul-server.consul:8501" },
      { name: "CONSUL_HTTP_TOKEN", valueFrom: { secretKeyRef: { name: "consul", key: "token" } } },
      { name: "CONSUL_CACERT_PEM", valueFrom: { secretKeyRef: { name: "consul", key: "ca.crt" } } },
      { name: "HOST", value: "consul-server.consul" },
    ]);
    const { egress } = recorded.spec("NetworkPolicy/orders") as { egress: object[] };
    expect(egress[1]).toEqual({
      to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "consul" } } }],
      ports: [{ port: 8501, protocol: "TCP" }],
    });
    expect(recorded.objects.filter((name) => name.endsWith("/registry"))).toEqual([]);
  });

  it("must be there, and have a port", () => {
    expect(problemsOf({ default: "consul" })).toEqual([
      {
        path: ["class"],
        message: "the registry of this class is Consul, and the cluster has none",
        found: "consul",
        fix: "add the add-on consul under slipway:addOns, or say under slipway:capabilities.consul where yours is",
      },
    ]);
    const capabilities = { consul: { ...consul, address: "consul.example.com" } };
    expect(problemsOf({ default: "consul" }, claim, { capabilities })).toMatchObject([
      { message: "the address of Consul has no port", found: "consul.example.com" },
    ]);
  });
});

test("Cloud Map is the namespace of the add-on, which users may ask", () => {
  const [first] = registryClasses({ default: "cloudMap" });
  const args = { capabilities: { cloudMap: { namespace: "shop.internal" } }, claim } as never;
  expect(first?.provision("shop-registry", args, {})).toEqual({
    kind: "registry",
    values: { namespace: "shop.internal" },
    target: undefined,
    egress: [],
    grants: [
      {
        effect: "Allow",
        actions: ["servicediscovery:DiscoverInstances", "servicediscovery:DiscoverInstancesRevision"],
        resources: ["*"],
        conditions: { StringEquals: { "servicediscovery:NamespaceName": "shop.internal" } },
      },
    ],
    dependsOn: [],
  });
  expect(problemsOf({ default: "cloudMap" })).toMatchObject([
    {
      path: ["class"],
      message: "the registry of this class is AWS Cloud Map, and nothing here registers services with it",
    },
  ]);
});

describe("a claim", () => {
  const capabilities = { certManager: { issuers: [] } };

  it("is met by etcd unless it, or the environment, says otherwise", () => {
    expect(registryClasses().map(({ name }) => name)).toEqual(["etcd", "consul", "cloudMap"]);
    expect(registryClasses({ default: "eureka", eureka: { image } }).map(({ name }) => name)).toEqual([
      ...["eureka", "etcd", "consul", "cloudMap"],
    ]);
    expect(problemsOf({}, claim, { capabilities })).toEqual([]);
  });

  it("of etcd needs cert-manager, and in production a word about snapshots", () => {
    expect(problemsOf({}, claim, { isProduction: true })).toEqual([
      {
        path: ["class"],
        message: "the certificates of etcd are issued by cert-manager, and the cluster has none",
        found: "etcd",
        fix: "add certManager: true under slipway:addOns, or say under slipway:capabilities that it is there",
      },
      {
        path: ["class"],
        message: "in production it must be said where the snapshots of etcd go",
        found: "no backup",
        fix: "add backup: { bucket: … } under slipway:registries.etcd, or backup: false if its data may be lost",
      },
    ]);
    expect(problemsOf({ etcd: { backup: false } }, claim, { isProduction: true, capabilities })).toEqual([]);
  });

  it("of etcd needs room, and a class of storage that there is", () => {
    expect(problemsOf({}, { kind: "registry", size: "512Mi" }, { capabilities })).toMatchObject([
      { path: ["size"], message: "the log of etcd alone fills half of this", allowed: "at least 1Gi" },
    ]);
    const storageClasses = { gp3: { expandable: true } };
    expect(problemsOf({}, claim, { capabilities: { ...capabilities, storageClasses } })).toMatchObject([
      { path: [], found: "no default class of storage", allowed: "gp3" },
    ]);
    const named = { etcd: { storageClass: "io2" } };
    expect(problemsOf(named, claim, { capabilities: { ...capabilities, storageClasses } })).toMatchObject([
      { path: [], found: "io2", allowed: "gp3" },
    ]);
  });

  it("of one member is met without a word in development, and in production by its name", () => {
    const spec = { etcd: { members: 1, backup: false } } as const;
    expect(problemsOf(spec, claim, { capabilities })).toEqual([]);
    expect(problemsOf(spec, { kind: "registry", class: "etcd" }, { capabilities, isProduction: true })).toEqual([]);
    expect(problemsOf(spec, claim, { capabilities, isProduction: true })).toEqual([
      {
        path: ["class"],
        message: "in production a registry of one member, which is away when its node is, is only had by its name",
        found: "no class",
        fix: "write class: etcd if it may be away, or give it more under slipway:registries.etcd",
      },
    ]);
  });

  it("cannot say of a registry without data how large it is", () => {
    const sized = { kind: "registry", class: "eureka", size: "2Gi", protected: true } as const;
    expect(problemsOf({ eureka: { image } }, sized)).toMatchObject([
      { path: ["size"], message: "a registry of the class eureka keeps no data that this could be of", found: "2Gi" },
      { path: ["protected"], found: "true" },
    ]);
  });

  it("has the values of its class, and no others", () => {
    const workloads = {
      services: {
        orders: { image: "registry.example/orders:1.0.0", env: { A: { fromClaim: "registry", value: "defaultZone" } } },
      },
      claims: { registry: claim },
    };
    expect(checkWorkloads(workloads, { claimClasses: registryClasses(), capabilities })).toEqual([
      {
        path: ["services", "orders", "env", "A", "value"],
        message: "a registry has no value of this name",
        found: "defaultZone",
        allowed: "host, port, address, url, endpoints, caCertificate, certificate, privateKey, tlsSecret",
        fix: "name one of these",
      },
    ]);
    expect(
      checkWorkloads(workloads, { claimClasses: registryClasses({ default: "eureka", eureka: { image } }) }),
    ).toEqual([]);
  });
});

describe("the registries of an environment", () => {
  it.each([2, 4, 0, 7, -1])("have no etcd of %d members", (members) => {
    expect(checkRegistries({ etcd: { members } })).toMatchObject([
      { path: ["etcd", "members"], found: String(members), allowed: "1, 3, 5" },
    ]);
  });

  it("say what is wrong with all of them at once", () => {
    const problems = checkRegistries(
      {
        default: "eureka",
        etcd: {
          members: 4,
          backup: { bucket: "s3://Backups", prefix: "/etcd", schedule: "@often", kmsKeyArn: "alias/etcd" },
        },
        consul: { tokenSecret: { name: "Consul", key: "to ken" } },
      },
      "existing",
    );
    expect(problems.map(({ path, fix }) => `${path.join(".")}: ${fix}`)).toEqual([
      "default: add eureka: { image: … }, with an image of your own",
      "etcd.members: write 5",
      "etcd.backup.bucket: write the name alone",
      "etcd.backup.prefix: write a path such as backups/etcd",
      expect.stringMatching(/^etcd\.backup\.schedule: /),
      "etcd.backup.kmsKeyArn: write the ARN of the key itself, not of an alias",
      "etcd.backup: write backup: false, and have its volumes backed up in another way",
      expect.stringMatching(/^consul\.tokenSecret\.name: /),
      "consul.tokenSecret.key: write the key that the Secret has, such as token",
    ]);
    expect(() => registryClasses({ etcd: { members: 4 } })).toThrow("the registries: 1 problem");
  });

  it("have an Eureka of numbers that make sense", () => {
    const eureka = { image: " ", replicas: 6, user: 0, leaseRenewalSeconds: 20, leaseExpirationSeconds: 30 };
    expect(checkRegistries({ eureka })).toMatchObject([
      { path: ["eureka", "image"], found: "an empty text" },
      { path: ["eureka", "replicas"], allowed: "a whole number from 1 to 5", fix: "write 5 or less" },
      { path: ["eureka", "user"], fix: "write 1 or more" },
      {
        path: ["eureka", "leaseExpirationSeconds"],
        allowed: "a whole number from 40 to 3600",
        fix: "write 40 or more",
      },
    ]);
  });
});

describe("Services that are to be registered with Cloud Map", () => {
  const capabilities = { cloudMap: { namespace: "shop.internal" } };
  const named = (name: string, service: object = { headless: true }) => ({
    services: {
      orders: {
        image: "registry.example/orders:1.0.0",
        ports: { http: 8080 },
        service: { ...service, annotations: { "cloud-map.slipway/hostname": name } },
      },
    },
  });

  it("are headless or load balancers, with a name one label below its namespace", () => {
    expect(checkRegisteredServices(named("orders.shop.internal"), capabilities)).toEqual([]);
    expect(checkRegisteredServices(named("orders.shop.internal", { type: "LoadBalancer" }), capabilities)).toEqual([]);
    expect(checkRegisteredServices(named("eu.orders.example.com", {}), capabilities)).toEqual([
      {
        path: ["services", "orders", "service", "annotations", "cloud-map.slipway/hostname"],
        message: "a name in Cloud Map is one label below its namespace",
        found: "eu.orders.example.com",
        allowed: "<label>.shop.internal",
        fix: "write eu.shop.internal",
      },
      {
        path: ["services", "orders", "service", "annotations", "cloud-map.slipway/hostname"],
        message: "nobody outside of the cluster can reach the address of this Service, so it is not registered",
        found: "ClusterIP",
        allowed: "a headless Service, whose pods are registered, or one of the type LoadBalancer",
        fix: "add headless: true, or ask for it at an additional Service",
      },
    ]);
  });

  it("need the add-on", () => {
    const additional = { ...named("orders.shop.internal").services.orders, service: {} };
    const outside = {
      type: "LoadBalancer",
      annotations: { "cloud-map.slipway/hostname": "orders.shop.internal" },
    } as const;
    expect(
      checkRegisteredServices({ services: { orders: { ...additional, additionalServices: { outside } } } }, undefined),
    ).toMatchObject([
      {
        path: ["services", "orders", "additionalServices", "outside", "annotations", "cloud-map.slipway/hostname"],
        message: "nothing here registers Services with AWS Cloud Map",
      },
    ]);
  });
});
