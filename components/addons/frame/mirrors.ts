import type { ChartEntry, ManifestEntry, Problem } from "../../core";

/** Where charts and images are taken from in place of their makers' addresses, for clusters behind a firewall. */
export interface Mirrors {
  /** Repository of charts, `https://…` or `oci://…`, that has every chart by its name. Default: that of its makers. */
  readonly charts?: string | undefined;
  /**
   * Registry of images, such as `registry.example.com/mirror`, that has every image by its path, the host left out; or a registry for each
   * host, such as `{ "quay.io": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/quay" }`. Default: that of its makers.
   */
  readonly images?: string | Readonly<Record<string, string>> | undefined;
  /** Server that has every manifest by its path, the host left out: `https://…`. Default: that of its makers. */
  readonly manifests?: string | undefined;
}

/** Where a chart is, in the form that a release takes it. */
export interface ChartAddress {
  readonly chart: string;
  readonly version: string;
  readonly repositoryOpts?: { readonly repo: string };
}

const ociScheme = "oci://";

/** The address of a chart of the catalogue. */
export function chartAddress({ chart, version, repository }: ChartEntry, { charts }: Mirrors): ChartAddress {
  const repo = (charts ?? repository).replace(/\/+$/, "");
  return repo.startsWith(ociScheme)
    ? { chart: `${repo}/${chart}`, version }
    : { chart, version, repositoryOpts: { repo } };
}

/** Where the files of a manifest are: `https://raw.example.com/a/b` becomes `<mirror>/a/b`. */
export function manifestAddresses({ address, version, files }: ManifestEntry, { manifests }: Mirrors): string[] {
  const base = manifests === undefined ? address : `${manifests.replace(/\/+$/, "")}${new URL(address).pathname}`;
  return files.map((file) => `${base}/${version}/${file}`);
}

/** An image at its mirror: `quay.io/jetstack/x` becomes `<mirror>/jetstack/x`. A tag or digest stays. */
export function mirroredImage(image: string, { images }: Mirrors): string {
  const { host, path } = splitImage(image);
  const mirror = typeof images === "string" ? images : images?.[host];
  return mirror === undefined ? image : `${mirror.replace(/\/+$/, "")}/${path}`;
}

/** `docker.io` and `library/busybox` of `busybox`. */
export function splitImage(image: string): { readonly host: string; readonly path: string } {
  const [first = "", ...rest] = image.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (isHost) return { host: first, path: rest.join("/") };
  return { host: "docker.io", path: rest.length > 0 ? image : `library/${image}` };
}

/**
 * What is wrong with mirrors.
 * @param hosts those that images are taken from
 * @param withManifests names of add-ons that have more than a chart
 */
export function checkMirrors(
  { charts, images, manifests }: Mirrors,
  hosts: readonly string[],
  withManifests: readonly string[] = [],
): Problem[] {
  return [
    ...(charts !== undefined && manifests === undefined ? withManifests.map(withoutMirror) : []),
    ...(charts === undefined ? [] : checkChartMirror(charts)),
    ...(manifests === undefined ? [] : checkManifestMirror(manifests)),
    ...(typeof images === "string" ? checkImageMirror(images, ["images"]) : []),
    ...(typeof images === "object"
      ? [
          ...Object.entries(images).flatMap(([host, mirror]) => checkImageMirror(mirror, ["images", host])),
          ...hosts
            .filter((host) => images[host] === undefined)
            .map((host) => ({
              path: ["images"],
              message: `images of add-ons come from ${host}, and there is no mirror of it`,
              found: Object.keys(images).join(", "),
              fix: `add ${host}: …`,
            })),
        ]
      : []),
  ];
}

function checkChartMirror(charts: string): Problem[] {
  if (isRepository(charts)) return [];
  return [
    {
      path: ["charts"],
      message: "this is no address of a repository of charts",
      found: charts,
      allowed: "https://…, http://… or oci://… with a host, and no user, query or fragment",
      fix: "write an address such as https://charts.example.com, or oci://registry.example.com/charts",
    },
  ];
}

/** Who mirrors charts cannot reach what is beside them either. */
function withoutMirror(name: string): Problem {
  return {
    path: ["manifests"],
    message: `charts have a mirror, but the definitions of ${name} are no chart, and have none`,
    fix: "add mirror: https://… with a server that has the files by their paths; npm run versions names them",
  };
}

function checkManifestMirror(manifests: string): Problem[] {
  if (isRepository(manifests) && !manifests.startsWith("oci:")) return [];
  return [
    {
      path: ["manifests"],
      message: "this is no address of a server of files",
      found: manifests,
      allowed: "https://… or http://… with a host, and no user, query or fragment",
      fix: "write an address such as https://files.example.com",
    },
  ];
}

function isRepository(address: string): boolean {
  const asHttp = address.replace(/^oci:/, "https:");
  if (!/^(https?|oci):\/\//.test(address) || !URL.canParse(asHttp)) return false;
  const { hostname, username, password, search, hash } = new URL(asHttp);
  return hostname !== "" && `${username}${password}${search}${hash}` === "";
}

function checkImageMirror(mirror: string, path: readonly string[]): Problem[] {
  if (
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/.test(mirror) &&
    /^([^/]*[.:]|localhost(\/|$))/.test(mirror)
  )
    return [];
  return [
    {
      path,
      message: "this is no registry of images",
      found: mirror,
      allowed: "a host and a path in lower case, such as registry.example.com/mirror, without https://",
      fix: "write host and path alone",
    },
  ];
}
