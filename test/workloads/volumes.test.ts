/** What is written for volumes, mounts and volume claims, and what is refused. That a kubelet mounts them is shown by `npm run e2e:pods`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../../components/cluster";
import { formatPath, type Problem } from "../../components/core";
import { ownContent } from "../../components/workloads/pod/content";
import { checkVolumeClaims, volumeClaimTemplates } from "../../components/workloads/pod/volume-claims";
import type { VolumeClaims, Volumes } from "../../components/workloads/pod/volume-spec";
import {
  checkMounts,
  checkPropagation,
  checkVolumes,
  hostPathVolumes,
  mainMounts,
  otherMounts,
  podVolumes,
} from "../../components/workloads/pod/volumes";

const own = ownContent(
  "orders",
  { settings: { data: { "app.yaml": "a: 1", "log.yaml": "b: 2" } } },
  { database: { data: { password: pulumi.secret("s") } } },
);

/** A volume of each source. */
const all: Volumes = {
  scratch: { mountPath: "/tmp" },
  cache: { mountPath: "/cache", sizeLimit: "64Mi" },
  memory: { mountPath: "/dev/shm", memory: true, sizeLimit: "16Mi" },
  settings: { config: "settings", mountPath: "/etc/orders", mode: "0440", optional: true },
  one: { config: "settings", mountPath: "/app/app.yaml", file: "app.yaml" },
  shared: { config: { name: "shared" }, mountPath: "/etc/shared", items: { a: "nested/a" } },
  password: { secret: "database", mountPath: "/run/secrets/database" },
  mixed: {
    mountPath: "/etc/mixed",
    projected: [
      { config: "settings", items: { "app.yaml": "app.yaml" } },
      { secret: "database", mode: "0400" },
      { config: { name: "shared" }, optional: true },
      { token: { path: "vault-token", audience: "vault", expirationSeconds: 600 } },
      { fields: { labels: "metadata.labels" } },
    ],
  },
  archive: { claim: "archive", mountPath: "/archive" },
  logs: { hostPath: "/var/log", hostPathType: "Directory", mountPath: "/host/log", propagation: "HostToContainer" },
  identity: {
    csi: { driver: "secrets-store.csi.k8s.io", attributes: { secretProviderClass: "orders" } },
    mountPath: "/mnt/identity",
  },
};

const claims: VolumeClaims = {
  data: { size: "10Gi", mountPath: "/data" },
  index: { size: "1Gi", class: "fast", accessModes: ["ReadWriteMany"], mountPath: "/index", readOnly: true },
  spare: { size: "1Gi" },
};

/** The problems as `path: message | found | fix`. */
function lines(problems: readonly Problem[]): string[] {
  return problems.map(({ path, message, found = "", fix }) => `${formatPath(path)}: ${message} | ${found} | ${fix}`);
}

function told(volumes: Volumes, stateful: VolumeClaims = {}, elsewhere: readonly string[] = []): string[] {
  return lines(checkVolumes(volumes, own, stateful, elsewhere));
}

/** The problems of one volume called `v`, of any form: a configuration file is not type-checked. */
function toldOf(volume: object): string[] {
  return told({ v: volume });
}

describe("the pod's volumes", () => {
  it("have a form for each source", () => {
    expect(podVolumes(all, own)).toEqual([
      { name: "scratch", emptyDir: {} },
      { name: "cache", emptyDir: { sizeLimit: "64Mi" } },
      { name: "memory", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
      { name: "settings", configMap: { name: "orders-settings", defaultMode: 0o440, optional: true } },
      { name: "one", configMap: { name: "orders-settings" } },
      { name: "shared", configMap: { name: "shared", items: [{ key: "a", path: "nested/a" }] } },
      { name: "password", secret: { secretName: "orders-database" } },
      {
        name: "mixed",
        projected: {
          sources: [
            { configMap: { name: "orders-settings", items: [{ key: "app.yaml", path: "app.yaml" }] } },
            { secret: { name: "orders-database", items: [{ key: "password", path: "password", mode: 0o400 }] } },
            { configMap: { name: "shared", optional: true } },
            { serviceAccountToken: { path: "vault-token", audience: "vault", expirationSeconds: 600 } },
            { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
          ],
        },
      },
      { name: "archive", persistentVolumeClaim: { claimName: "archive" } },
      { name: "logs", hostPath: { path: "/var/log", type: "Directory" } },
      {
        name: "identity",
        csi: {
          driver: "secrets-store.csi.k8s.io",
          readOnly: true,
          volumeAttributes: { secretProviderClass: "orders" },
        },
      },
    ]);
    expect(podVolumes(undefined, own)).toEqual([]);
  });

  it("tell a CSI driver that they are written to", () => {
    expect(podVolumes({ v: { csi: { driver: "d.example.com" }, readOnly: false } }, own)).toEqual([
      { name: "v", csi: { driver: "d.example.com" } },
    ]);
  });

  it("are known by whether they are of the node", () => {
    expect(hostPathVolumes(all)).toEqual(["logs"]);
    expect(hostPathVolumes()).toEqual([]);
  });
});

describe("mounts", () => {
  it("of the main container are read-only but for empty volumes and claims", () => {
    expect(mainMounts(all, claims)).toEqual([
      { name: "scratch", mountPath: "/tmp" },
      { name: "cache", mountPath: "/cache" },
      { name: "memory", mountPath: "/dev/shm" },
      { name: "settings", mountPath: "/etc/orders", readOnly: true },
      { name: "one", mountPath: "/app/app.yaml", subPath: "app.yaml", readOnly: true },
      { name: "shared", mountPath: "/etc/shared", readOnly: true },
      { name: "password", mountPath: "/run/secrets/database", readOnly: true },
      { name: "mixed", mountPath: "/etc/mixed", readOnly: true },
      { name: "archive", mountPath: "/archive" },
      { name: "logs", mountPath: "/host/log", readOnly: true, mountPropagation: "HostToContainer" },
      { name: "identity", mountPath: "/mnt/identity", readOnly: true },
      { name: "data", mountPath: "/data" },
      { name: "index", mountPath: "/index", readOnly: true },
    ]);
    expect(mainMounts({ v: { hostPath: "/run", mountPath: "/run", readOnly: false } })).toEqual([
      { name: "v", mountPath: "/run" },
    ]);
    expect(mainMounts({ v: { readOnly: true, mountPath: "/v" }, unseen: {} })).toEqual([
      { name: "v", mountPath: "/v", readOnly: true },
    ]);
  });

  it("of another container are the empty volumes, unless it says which", () => {
    const volumes: Volumes = { ...all, filled: { mountPath: "/filled", readOnly: true }, unseen: {} };
    expect(otherMounts(undefined, volumes, claims)).toEqual([
      { name: "scratch", mountPath: "/tmp" },
      { name: "cache", mountPath: "/cache" },
      { name: "memory", mountPath: "/dev/shm" },
      // What the main container only reads, this one fills.
      { name: "filled", mountPath: "/filled" },
    ]);
    expect(otherMounts({}, volumes, claims)).toEqual([]);
    expect(
      otherMounts(
        {
          settings: "/settings",
          data: { mountPath: "/data", readOnly: true },
          index: "/index",
          scratch: { mountPath: "/x", file: "y" },
        },
        volumes,
        claims,
      ),
    ).toEqual([
      { name: "settings", mountPath: "/settings", readOnly: true },
      { name: "data", mountPath: "/data", readOnly: true },
      { name: "index", mountPath: "/index" },
      { name: "scratch", mountPath: "/x", subPath: "y" },
    ]);
  });
});

it("sorts the templates by name, as another order would replace the StatefulSet, and mounts them as written", () => {
  const turned = Object.fromEntries(Object.entries(claims).reverse());
  expect(Object.keys(turned)).not.toEqual(Object.keys(claims));
  expect(JSON.stringify(volumeClaimTemplates(turned))).toBe(JSON.stringify(volumeClaimTemplates(claims)));
  const three = { b: { size: "1Gi", mountPath: "/b" }, a: { size: "1Gi", mountPath: "/a" }, B: { size: "1Gi" } };
  expect(volumeClaimTemplates(three).map(({ metadata }) => metadata)).toEqual([
    { name: "B" },
    { name: "a" },
    { name: "b" },
  ]);
  expect(mainMounts({}, three).map(({ name }) => name)).toEqual(["b", "a"]);
});

it("makes claims of each pod from templates", () => {
  expect(volumeClaimTemplates(claims)).toEqual([
    {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
    },
    {
      metadata: { name: "index" },
      spec: {
        accessModes: ["ReadWriteMany"],
        storageClassName: "fast",
        resources: { requests: { storage: "1Gi" } },
      },
    },
    {
      metadata: { name: "spare" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
  ]);
});

it("writes what the schema of Kubernetes knows", () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "orders", namespace: "team" },
    spec: {
      containers: [{ name: "orders", image: "orders:1", volumeMounts: mainMounts(all) }],
      volumes: podVolumes(all, own),
    },
  };
  const set = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "orders", namespace: "team" },
    spec: {
      serviceName: "orders",
      selector: { matchLabels: { a: "b" } },
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "orders" }] } },
      volumeClaimTemplates: volumeClaimTemplates(claims),
    },
  };
  const program = join(__dirname, "..", "stacks", "validate-objects.mjs");
  const { stdout } = spawnSync(process.execPath, [program], { input: JSON.stringify([pod, set]), encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual({ checked: 2, problems: [] });
});

describe("a volume", () => {
  it("is fine in each of its forms", () => {
    expect(told(all, claims, ["spare"])).toEqual([]);
    expect(checkVolumes(undefined, own)).toEqual([]);
  });

  it("has a name, and a path below the root that no other has", () => {
    expect(
      told({
        Tmp: { mountPath: "/tmp" },
        b: { mountPath: "/tmp/" },
        c: { mountPath: "data" },
        d: { mountPath: "/" },
        e: { mountPath: "/a/../b" },
        f: { mountPath: "/tmp/below" },
        g: { mountPath: "/a:b" },
      }),
    ).toEqual([
      "volumes.Tmp: the name of a volume must be a DNS label | Tmp | name it tmp",
      "volumes.b.mountPath: two volumes are mounted at one path | Tmp and b are both at /tmp/ | mount b somewhere else, or remove it",
      "volumes.c.mountPath: a volume is mounted at an absolute path below the root | data | write /data, or another folder",
      "volumes.d.mountPath: a volume is mounted at an absolute path below the root | / | write /app, or another folder",
      "volumes.e.mountPath: a volume is mounted at an absolute path below the root | /a/../b | write /b, or another folder",
      "volumes.g.mountPath: a volume is mounted at an absolute path below the root | /a:b | write /a-b, or another folder",
    ]);
  });

  it("is seen by a container", () => {
    expect(
      told({ a: {}, b: { config: "settings", readOnly: true }, c: { file: "x" } }, { d: { size: "1Gi" } }, ["b"]),
    ).toEqual([
      "volumes.a: no container sees this volume | a | add mountPath, name it under mounts of another container, or remove it",
      "volumes.c.file: it says how the main container sees the volume, but not where | file | add mountPath, or move it to the mounts of another container",
      "volumes.c: no container sees this volume | c | add mountPath, name it under mounts of another container, or remove it",
      "volumeClaims.d: no container sees this volume | d | add mountPath, name it under mounts of another container, or remove it",
    ]);
  });

  it("is no claim of the same name or at the same path", () => {
    expect(
      told(
        { data: { mountPath: "/a" }, other: { mountPath: "/b" } },
        { data: { size: "1Gi", mountPath: "/c" }, D: { size: "1Gi", mountPath: "/b" } },
      ),
    ).toEqual([
      "volumeClaims.data: a volume and a volume claim have one name | data | rename one of them",
      "volumeClaims.D: the name of a volume claim must be a DNS label | D | name it d",
      "volumeClaims.D.mountPath: two volumes are mounted at one path | other and D are both at /b | mount D somewhere else, or remove it",
    ]);
  });

  it("has one source", () => {
    expect(toldOf({ mountPath: "/v", config: "settings", hostPath: "/etc" })).toEqual([
      "volumes.v: a volume has one source, but this one has both config and hostPath | config, hostPath | make a volume of each, or list config maps and secrets under projected",
    ]);
    expect(toldOf({ mountPath: "/v", config: "settings", secret: "x", claim: "y" })).toEqual([
      "volumes.v: a volume has one source, but this one has config and secret and claim | config, secret, claim | make a volume of each, or list config maps and secrets under projected",
    ]);
  });

  it("has options of its source alone", () => {
    expect(toldOf({ mountPath: "/v", mode: "0400" })).toEqual([
      "volumes.v.mode: an empty volume has no such option | mode | remove it",
    ]);
    expect(toldOf({ mountPath: "/v", claim: "archive", sizeLimit: "1Gi" })).toEqual([
      "volumes.v.sizeLimit: a volume made from claim has no such option | sizeLimit | remove it",
    ]);
  });

  it("has a size that is one", () => {
    expect(toldOf({ mountPath: "/v", sizeLimit: "64MB" })).toEqual([
      "volumes.v.sizeLimit: this is no quantity | 64MB | write bytes with Ki, Mi or Gi, without 'B'",
    ]);
  });

  it("is of content that the workload has", () => {
    expect(toldOf({ mountPath: "/v", config: "setings" })).toEqual([
      "volumes.v.config: the workload has no config map of this suffix | setings | did you mean settings? One of the namespace is { name: setings }",
    ]);
    expect(toldOf({ mountPath: "/v", secret: "settings" })).toEqual([
      "volumes.v.secret: the workload has no secret of this suffix | settings | add it under secrets, or write { name: settings } for one of the namespace",
    ]);
    expect(toldOf({ mountPath: "/v", secret: { name: "A" } })).toEqual([
      "volumes.v.secret.name: this is no name of an object | A | copy the name of the object",
    ]);
  });

  it("has items that are keys, at paths below it", () => {
    expect(toldOf({ mountPath: "/v", config: "settings", items: { "ap.yaml": "/x", "app.yaml": "../y" } })).toEqual([
      "volumes.v.items.ap.yaml: the config map has no key of this name | ap.yaml | did you mean app.yaml?",
      "volumes.v.items.ap.yaml: this is no path below the volume | /x | write x",
      "volumes.v.items.app.yaml: this is no path below the volume | ../y | write the path of a file",
    ]);
    expect(toldOf({ mountPath: "/v", config: "settings", items: {} })).toEqual([
      "volumes.v.items: an empty list of keys would mean all of them | {} | name some, or leave it out for all",
    ]);
  });

  it.each(["0888", "rw", "04400", "4"])("has no permissions %s", (mode) => {
    expect(toldOf({ mountPath: "/v", config: "settings", mode })).toEqual([
      `volumes.v.mode: these are no permissions of a file | ${mode} | write such as "0440"`,
    ]);
  });

  it("has an absolute path of the node, a claim's name, a driver's name", () => {
    expect(toldOf({ mountPath: "/v", hostPath: "var/log" })).toEqual([
      "volumes.v.hostPath: a folder of the node is named by its absolute path | var/log | write the whole path",
    ]);
    expect(toldOf({ mountPath: "/v", claim: "My Claim" })).toEqual([
      "volumes.v.claim: this is no name of an object | My Claim | copy the name of the object",
    ]);
    expect(toldOf({ mountPath: "/v", csi: { driver: "" } })).toEqual([
      'volumes.v.csi.driver: this is no name of a CSI driver | "" | copy the name of the CSIDriver, such as secrets-store.csi.k8s.io',
    ]);
  });
});

describe("a single file", () => {
  it("is one of the volume", () => {
    const mountPath = "/app/app.yaml";
    expect(toldOf({ mountPath, config: "settings", file: "ap.yaml" })).toEqual([
      "volumes.v.file: the volume has no file of this name, so the container would see an empty folder | ap.yaml | did you mean app.yaml?",
    ]);
    expect(toldOf({ mountPath, config: "settings", items: { "app.yaml": "conf/a.yaml" }, file: "app.yaml" })).toEqual([
      "volumes.v.file: the volume has no file of this name, so the container would see an empty folder | app.yaml | name one of its files, or add this one",
    ]);
    expect(toldOf({ mountPath, secret: "database", file: "/password" })).toEqual([
      "volumes.v.file: this is no path below the volume | /password | write password",
    ]);
    expect(
      toldOf({ mountPath, projected: [{ secret: "database" }, { fields: { l: "metadata.labels" } }], file: "m" }),
    ).toEqual([
      "volumes.v.file: the volume has no file of this name, so the container would see an empty folder | m | did you mean l?",
    ]);
  });

  it.each<[string, object]>([
    ["a folder of items", { config: "settings", items: { "app.yaml": "conf/a.yaml" }, file: "conf" }],
    ["of a config map that is not known", { config: { name: "shared" }, file: "any" }],
    ["of a projection that is not known", { projected: [{ config: { name: "shared" } }], file: "any" }],
    ["of an empty volume", { file: "any" }],
  ])("may be %s", (_, volume) => {
    expect(toldOf({ mountPath: "/v", ...volume })).toEqual([]);
  });
});

describe("a projected volume", () => {
  const projected = (...sources: object[]) => toldOf({ mountPath: "/v", projected: sources });

  it("has sources, each file once", () => {
    expect(projected()).toEqual(["volumes.v.projected: a projected volume without a source | [] | add one"]);
    expect(projected({ config: "settings" }, { fields: { "app.yaml": "metadata.name" } })).toEqual([
      "volumes.v.projected[1]: two files of one projected volume have one path | app.yaml is also of projected[0] | give one of them another path, for a key of a config map or a secret by items",
    ]);
  });

  it("has tokens that last, for somebody", () => {
    expect(projected({ token: { path: "t", audience: "vault", expirationSeconds: 599 } })).toEqual([
      "volumes.v.projected[0].token.expirationSeconds: Kubernetes gives no token for this time | 599 | write 600 or more, or leave it out for 3600",
    ]);
    expect(projected({ token: { path: "", audience: "" } })).toEqual([
      'volumes.v.projected[0].token.path: this is no path below the volume | "" | write the path of a file',
      'volumes.v.projected[0].token.audience: a token without an audience is one for the Kubernetes API | "" | name who it is for, or set serviceAccountToken',
    ]);
  });

  it("has fields that files can have", () => {
    expect(projected({ fields: { a: "status.podIP", b: "metadata.label", c: "metadata.annotations['x']" } })).toEqual([
      "volumes.v.projected[0].fields.a: this is no field of a pod that a file can have | status.podIP | make it a variable: { fromField: … }",
      "volumes.v.projected[0].fields.b: this is no field of a pod that a file can have | metadata.label | did you mean metadata.labels?",
    ]);
  });

  it("has permissions of files that are known", () => {
    expect(projected({ secret: { name: "shared" }, mode: "0400" })).toEqual([
      "volumes.v.projected[0].mode: in a projected volume permissions are those of single files, and which there are is not known |  | name the keys under items",
    ]);
    expect(projected({ secret: { name: "shared" }, mode: "0400", items: { a: "a" } })).toEqual([]);
    expect(projected({ secret: "databse", mode: "0400" })).toEqual([
      "volumes.v.projected[0].secret: the workload has no secret of this suffix | databse | did you mean database? One of the namespace is { name: databse }",
    ]);
  });
});

describe("mounts of another container", () => {
  it("are of volumes and claims that there are, at paths of their own", () => {
    expect(checkMounts({ scratch: "/a", data: "/b" }, all, claims, own)).toEqual([]);
    expect(checkMounts(undefined, all, claims, own)).toEqual([]);
    expect(
      lines(
        checkMounts(
          { scrach: "/a", data: "/a/", cache: "b", settings: { mountPath: "/c", file: "x.yaml" } },
          all,
          claims,
          own,
        ),
      ),
    ).toEqual([
      "mounts.scrach: the pod has no volume of this name | scrach | did you mean scratch?",
      "mounts.data.mountPath: two volumes are mounted at one path | scrach and data are both at /a/ | mount data somewhere else, or remove it",
      "mounts.cache.mountPath: a volume is mounted at an absolute path below the root | b | write /b, or another folder",
      "mounts.settings.file: the volume has no file of this name, so the container would see an empty folder | x.yaml | name one of its files, or add this one",
    ]);
    expect(lines(checkMounts({ any: "/a" }))).toEqual([
      "mounts.any: the pod has no volume of this name | any | add it under volumes",
    ]);
  });

  it("do not spread to the node without privileges", () => {
    const mount = { mountPath: "/a", propagation: "Bidirectional" } as const;
    expect(
      lines(
        checkPropagation({
          volumes: { a: mount, b: { mountPath: "/b" } },
          mounts: { c: mount, d: "/d" },
        }),
      ),
    ).toEqual([
      "volumes.a.propagation: only a privileged container may mount something for the node to see | Bidirectional | use HostToContainer, or give the container the exception privileged",
      "mounts.c.propagation: only a privileged container may mount something for the node to see | Bidirectional | use HostToContainer, or give the container the exception privileged",
    ]);
  });
});

describe("a volume claim", () => {
  const capabilities: PlatformCapabilities = {
    storageClasses: {
      gp3: { expandable: true, isDefault: true },
      efs: { expandable: false, shared: true },
      local: { expandable: false },
    },
  };
  const toldIn = (where: PlatformCapabilities | undefined, claim: VolumeClaims[string]) =>
    lines(checkVolumeClaims({ data: claim }, where));

  it("is there", () => {
    const problem =
      "volumeClaims: a stateful service without a volume claim keeps nothing | no volume claim | add one, such as data: { size: 10Gi, mountPath: /data }, or make it a service (Microservice)";
    expect(lines(checkVolumeClaims({}, undefined))).toEqual([problem]);
    expect(lines(checkVolumeClaims(undefined, undefined))).toEqual([problem]);
  });

  it("is fine where the cluster can do it, or where it is not known what it can", () => {
    expect(toldIn(capabilities, { size: "10Gi" })).toEqual([]);
    expect(toldIn(capabilities, { size: "20Gi", grownFrom: "10Gi" })).toEqual([]);
    expect(toldIn(capabilities, { size: "10Gi", class: "efs", accessModes: ["ReadWriteMany"] })).toEqual([]);
    expect(toldIn(undefined, { size: "10Gi", class: "any", accessModes: ["ReadWriteMany"], grownFrom: "1Gi" })).toEqual(
      [],
    );
    expect(toldIn({}, { size: "10Gi", class: "any" })).toEqual([]);
  });

  it("has a size, which never shrinks", () => {
    expect(toldIn(undefined, { size: "10GB" })).toEqual([
      "volumeClaims.data.size: this is no quantity | 10GB | write bytes with Ki, Mi or Gi, without 'B'",
    ]);
    expect(toldIn(undefined, { size: "1Gi", grownFrom: "2048Mi" })).toEqual([
      "volumeClaims.data.size: a volume only grows, it never shrinks | 1Gi, grown from 2048Mi | write a larger size; for a smaller one make another claim and copy what it holds",
    ]);
  });

  it("grows where its class lets it", () => {
    expect(toldIn(capabilities, { size: "20Gi", grownFrom: "10Gi", class: "local" })).toEqual([
      "volumeClaims.data.size: volumes of this class cannot grow | 20Gi, grown from 10Gi, of local | leave the size at 10Gi, or make another claim of a class that can grow and copy what it holds",
    ]);
  });

  it("is of a class that there is", () => {
    expect(checkVolumeClaims({ data: { size: "1Gi", class: "gp2" } }, capabilities)).toEqual([
      {
        path: ["volumeClaims", "data", "class"],
        message: "the cluster has no class of storage of this name",
        found: "gp2",
        allowed: "gp3, efs, local",
        fix: "did you mean gp3?",
      },
    ]);
    expect(toldIn({ storageClasses: { local: { expandable: false } } }, { size: "1Gi" })).toEqual([
      "volumeClaims.data.class: the cluster has no default class of storage |  | name one of the classes, or add it to slipway:capabilities.storageClasses",
    ]);
  });

  it("is shared by a class of shared storage alone", () => {
    expect(checkVolumeClaims({ data: { size: "1Gi", accessModes: ["ReadWriteMany"] } }, capabilities)).toEqual([
      {
        path: ["volumeClaims", "data", "accessModes"],
        message: "volumes of this class are for pods of one node",
        found: "ReadWriteMany of gp3, the default",
        allowed: "the class efs",
        fix: "use a class of shared storage, or ReadWriteOnce",
      },
    ]);
  });

  it("has access modes that go together", () => {
    expect(toldIn(undefined, { size: "1Gi", accessModes: [] })).toEqual([
      "volumeClaims.data.accessModes: a volume claim without an access mode | [] | leave it out for ReadWriteOnce",
    ]);
    expect(toldIn(undefined, { size: "1Gi", accessModes: ["ReadWriteOncePod", "ReadWriteOnce"] })).toEqual([
      "volumeClaims.data.accessModes: ReadWriteOncePod goes with no other access mode | ReadWriteOncePod, ReadWriteOnce | remove it, or all others",
    ]);
  });
});
