import type { ManifestEntry } from "../../core";
import type { OwnChart } from "./chart";

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

/** The address of a chart. */
export function chartAddress({ chart, version, repository }: OwnChart, { charts }: Mirrors): ChartAddress {
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
