// Where charts and images are taken from, as addresses. That an engine can fetch charts from such addresses is shown on the sandbox.
import fc from "fast-check";
import { checkMirrors } from "../../components/addons/frame/check-mirrors";
import { chartAddress, manifestAddresses, mirroredImage, splitImage } from "../../components/addons/frame/mirrors";
import type { Mirrors } from "../../components/addons";
import { charts, manifests, type ChartEntry, type ManifestEntry } from "../../components/core";

const entries: readonly [string, ChartEntry][] = Object.entries(charts);

describe.each(entries)("the chart %s", (_, entry) => {
  const { chart, version, repository } = entry;
  const own = repository.startsWith("oci://")
    ? { chart: `${repository}/${chart}`, version }
    : { chart, version, repositoryOpts: { repo: repository } };

  test.each([
    [undefined, own],
    ["https://charts.example.com", { chart, version, repositoryOpts: { repo: "https://charts.example.com" } }],
    ["http://127.0.0.1:8080/a/b//", { chart, version, repositoryOpts: { repo: "http://127.0.0.1:8080/a/b" } }],
    ["oci://registry.example.com:5000/charts", { chart: `oci://registry.example.com:5000/charts/${chart}`, version }],
    ["oci://registry.example.com/", { chart: `oci://registry.example.com/${chart}`, version }],
  ])("comes from %s", (mirror, address) => {
    expect(chartAddress(entry, { charts: mirror })).toEqual(address);
  });
});

describe("an image", () => {
  test.each([
    ["quay.io/jetstack/cert-manager-webhook", "quay.io", "jetstack/cert-manager-webhook"],
    ["registry.example.com:5000/a/b:1.0@sha256:0a", "registry.example.com:5000", "a/b:1.0@sha256:0a"],
    ["localhost/a", "localhost", "a"],
    ["velero/velero", "docker.io", "velero/velero"],
    ["busybox:1.38", "docker.io", "library/busybox:1.38"],
  ])("%s is of a host and a path", (image, host, path) => {
    expect(splitImage(image)).toEqual({ host, path });
  });

  test("is at the mirror by its path", () => {
    expect(mirroredImage("quay.io/a/b:1", { images: "registry.example.com/mirror/" })).toBe(
      "registry.example.com/mirror/a/b:1",
    );
    expect(mirroredImage("busybox", { images: "registry.example.com" })).toBe("registry.example.com/library/busybox");
  });

  test("may have a mirror by its host, and stays where there is none", () => {
    const images = { "quay.io": "registry.example.com/quay", "docker.io": "registry.example.com/docker" };
    expect(mirroredImage("quay.io/a/b", { images })).toBe("registry.example.com/quay/a/b");
    expect(mirroredImage("a/b", { images })).toBe("registry.example.com/docker/a/b");
    expect(mirroredImage("ghcr.io/a/b", { images })).toBe("ghcr.io/a/b");
    expect(mirroredImage("ghcr.io/a/b", {})).toBe("ghcr.io/a/b");
  });

  test("has its path at every mirror", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), part, (path, host) => {
        const image = `${host}.io/${path.join("/")}`;
        const mirrored = mirroredImage(image, { images: "registry.example.com/mirror" });
        expect(mirrored).toBe(`registry.example.com/mirror/${splitImage(image).path}`);
        expect(splitImage(mirrored).host).toBe("registry.example.com");
      }),
    );
  });
});

describe("mirrors that are none", () => {
  test.each(["charts.example.com", "ftp://charts.example.com", "https://", "oci://", "https://c.example.com?x", ""])(
    "of charts: %p",
    (mirror) => {
      expect(checkMirrors({ charts: mirror }, { hosts: [] })).toEqual([
        {
          path: ["charts"],
          message: "this is no address of a repository of charts",
          found: mirror === "" ? '""' : mirror,
          allowed: "https://…, http://… or oci://… with a host, and no user, query or fragment",
          fix: "write an address such as https://charts.example.com, or oci://registry.example.com/charts",
        },
      ]);
    },
  );

  test.each([
    "https://registry.example.com",
    "registry",
    "registry/mirror.example",
    "Registry.example.com",
    "a.example.com/Mirror",
    "",
    "a.example.com/x:1",
  ])("of images: %p", (mirror) => {
    const refusal = {
      message: "this is no registry of images",
      found: mirror === "" ? '""' : mirror,
      allowed: "a host and a path in lower case, such as registry.example.com/mirror, without https://",
      fix: "write host and path alone",
    };
    expect(checkMirrors({ images: mirror }, { hosts: ["quay.io"] })).toEqual([{ path: ["images"], ...refusal }]);
    expect(checkMirrors({ images: { "quay.io": mirror } }, { hosts: ["quay.io"] })).toEqual([
      { path: ["images", "quay.io"], ...refusal },
    ]);
  });

  test("are shown without the user and password in them", () => {
    const found = (mirrors: Mirrors) => checkMirrors(mirrors, { hosts: ["quay.io"] }).map((problem) => problem.found);
    const hidden = "(user and password)@registry.example.com";
    expect(found({ charts: "oci://ada:geheim@registry.example.com/charts" })).toEqual([`oci://${hidden}/charts`]);
    expect(found({ manifests: "https://geheim@registry.example.com" })).toEqual([`https://${hidden}`]);
    expect(found({ images: "ada:geheim@registry.example.com/mirror" })).toEqual([`${hidden}/mirror`]);
    const images = { "https://ada:geheim@registry.example.com": "https://ada:geheim@registry.example.com" };
    expect(JSON.stringify(checkMirrors({ images }, { hosts: ["quay.io"] }))).not.toMatch(/ada|geheim/);
  });

  test("of images: a map without any host", () => {
    expect(checkMirrors({ images: {} }, { hosts: ["quay.io"] })).toEqual([
      {
        path: ["images"],
        message: "images of add-ons come from quay.io, and there is no mirror of it",
        found: "a map without any host",
        fix: "add quay.io: …",
      },
    ]);
    expect(checkMirrors({ images: {} }, { hosts: [] })).toEqual([]);
  });

  test.each([
    ["https://public.ecr.aws", "public.ecr.aws"],
    ["public.ecr.aws/", "public.ecr.aws"],
    ["public.ecr.aws/karpenter", "public.ecr.aws"],
    ["Public.ECR.aws", "public.ecr.aws"],
    ["", "quay.io"],
  ])("of images: %p is no host", (key, host) => {
    expect(
      checkMirrors({ images: { [key]: "registry.example.com" } }, { hosts: [host].filter(() => key !== "") }),
    ).toEqual([
      {
        path: ["images", key],
        message: "mirrors of images go by the host of the images alone",
        found: key === "" ? '""' : key,
        allowed: "a host in lower case, such as quay.io, without https:// and without a path",
        fix: `write ${host}: …`,
      },
    ]);
  });

  test("of hosts: one that images come from has none", () => {
    expect(
      checkMirrors({ images: { "quay.io": "registry.example.com/quay" } }, { hosts: ["ghcr.io", "quay.io"] }),
    ).toEqual([
      {
        path: ["images"],
        message: "images of add-ons come from ghcr.io, and there is no mirror of it",
        found: "quay.io",
        fix: "add ghcr.io: …",
      },
    ]);
  });
});

test.each(["https://charts.example.com", "http://127.0.0.1:8080/a", "oci://registry.example.com:5000/charts"])(
  "the mirror of charts %s is one",
  (mirror) => {
    expect(checkMirrors({ charts: mirror }, { hosts: ["quay.io"] })).toEqual([]);
  },
);

test.each([
  "registry.example.com",
  "registry.example.com:5000/a_b/c-d",
  "localhost",
  "localhost:5000/x",
  "127.0.0.1:5000",
  "111122223333.dkr.ecr.eu-central-1.amazonaws.com/quay/",
])("the mirror of images %s is one", (mirror) => {
  expect(checkMirrors({ images: mirror }, { hosts: ["quay.io"] })).toEqual([]);
  expect(checkMirrors({ images: { "quay.io": mirror } }, { hosts: ["quay.io"] })).toEqual([]);
});

describe.each(Object.entries<ManifestEntry>(manifests))("the manifest %s", (_, entry) => {
  const below = (base: string) => entry.files.map((file) => `${base}/${entry.version}/${file}`);

  test("is at its makers, or at the mirror by its path", () => {
    expect(manifestAddresses(entry, {})).toEqual(below(entry.address));
    const mirrored = `https://files.example.com/m${new URL(entry.address).pathname}`;
    for (const manifests of ["https://files.example.com/m", "https://files.example.com/m/"]) {
      expect(manifestAddresses(entry, { manifests })).toEqual(below(mirrored));
    }
  });
});

test.each(["files.example.com", "oci://files.example.com"])("the mirror of manifests %s is none", (manifests) => {
  expect(checkMirrors({ manifests }, { hosts: [] })).toEqual([
    {
      path: ["manifests"],
      message: "this is no address of a server of files",
      found: manifests,
      allowed: "https://… or http://… with a host, and no user, query or fragment",
      fix: "write an address such as https://files.example.com",
    },
  ]);
});

describe("an address in plain text", () => {
  const both = { charts: "http://charts.example.com/a", manifests: "http://files.example.com" };

  test("is no mirror in production, as what is on its way could be changed", () => {
    expect(checkMirrors(both, { hosts: [], isProduction: true })).toEqual([
      {
        path: ["charts"],
        message: "in production nothing comes in plain text: charts could be changed on their way",
        found: "http://charts.example.com/a",
        allowed: "https://… or oci://…",
        fix: "write https://charts.example.com/a, and serve it there",
      },
      {
        path: ["manifests"],
        message: "in production nothing comes in plain text: manifests could be changed on their way",
        found: "http://files.example.com",
        allowed: "https://…",
        fix: "write https://files.example.com, and serve it there",
      },
    ]);
  });

  test("is one elsewhere, and in production with encryption", () => {
    expect(checkMirrors(both, { hosts: [] })).toEqual([]);
    const encrypted = { charts: "oci://charts.example.com/a", manifests: "https://files.example.com" };
    expect(checkMirrors(encrypted, { hosts: [], isProduction: true })).toEqual([]);
    expect(checkMirrors({ charts: "https://charts.example.com/a" }, { hosts: [], isProduction: true })).toEqual([]);
  });
});

test("a chart of one's own is at its address, or at the mirror", () => {
  const own = { chart: "shop", version: "1.0.0", repository: "https://charts.example.com" };
  expect(chartAddress(own, {})).toEqual({
    chart: "shop",
    version: "1.0.0",
    repositoryOpts: { repo: "https://charts.example.com" },
  });
  expect(chartAddress(own, { charts: "oci://registry.example.com/charts" })).toEqual({
    chart: "oci://registry.example.com/charts/shop",
    version: "1.0.0",
  });
});
