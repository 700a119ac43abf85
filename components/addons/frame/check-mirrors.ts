import { withoutCredentials, type Problem } from "../../core";
import type { Mirrors } from "./mirrors";

/** What mirrors are checked against. */
export interface MirrorNeeds {
  /** Hosts that images are taken from. */
  readonly hosts: readonly string[];
  /** Names of add-ons that have more than a chart. Default: none. */
  readonly withManifests?: readonly string[];
  /** Whether much depends on the cluster: then nothing comes in plain text. Default: false. */
  readonly isProduction?: boolean;
}

/** What is wrong with mirrors. */
export function checkMirrors(
  { charts, images, manifests }: Mirrors,
  { hosts, withManifests = [], isProduction = false }: MirrorNeeds,
): Problem[] {
  return [
    ...(charts !== undefined && manifests === undefined ? withManifests.map(withoutMirror) : []),
    ...(charts === undefined ? [] : checkChartMirror(charts, isProduction)),
    ...(manifests === undefined ? [] : checkManifestMirror(manifests, isProduction)),
    ...(typeof images === "string" ? checkImageMirror(images, ["images"]) : []),
    ...(typeof images === "object" ? checkImageMirrors(images, hosts) : []),
  ];
}

function checkChartMirror(charts: string, isProduction: boolean): Problem[] {
  if (isRepository(charts)) return isProduction ? checkEncrypted(charts, "charts") : [];
  return [
    {
      path: ["charts"],
      message: "this is no address of a repository of charts",
      found: shown(charts),
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

function checkManifestMirror(manifests: string, isProduction: boolean): Problem[] {
  if (isRepository(manifests) && !manifests.startsWith("oci:"))
    return isProduction ? checkEncrypted(manifests, "manifests") : [];
  return [
    {
      path: ["manifests"],
      message: "this is no address of a server of files",
      found: shown(manifests),
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

function checkEncrypted(address: string, what: "charts" | "manifests"): Problem[] {
  if (!address.startsWith("http://")) return [];
  return [
    {
      path: [what],
      message: `in production nothing comes in plain text: ${what} could be changed on their way`,
      found: address,
      allowed: what === "charts" ? "https://… or oci://…" : "https://…",
      fix: `write ${address.replace(/^http:/, "https:")}, and serve it there`,
    },
  ];
}

function checkImageMirrors(images: Readonly<Record<string, string>>, hosts: readonly string[]): Problem[] {
  const stated = Object.keys(images);
  // What is meant by a key that is more than a host is told at the key alone.
  const meant = new Set(stated.map(hostIn));
  return [
    ...Object.entries(images).flatMap(([host, mirror]) => [
      ...checkHost(host),
      ...checkImageMirror(mirror, ["images", withoutCredentials(host)]),
    ]),
    ...hosts
      .filter((host) => !meant.has(host))
      .map((host) => ({
        path: ["images"],
        message: `images of add-ons come from ${host}, and there is no mirror of it`,
        found: stated.length === 0 ? "a map without any host" : stated.map(withoutCredentials).join(", "),
        fix: `add ${host}: …`,
      })),
  ];
}

function checkHost(host: string): Problem[] {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/.test(host)) return [];
  return [
    {
      path: ["images", withoutCredentials(host)],
      message: "mirrors of images go by the host of the images alone",
      found: shown(host),
      allowed: "a host in lower case, such as quay.io, without https:// and without a path",
      fix: `write ${hostIn(host) || "quay.io"}: …`,
    },
  ];
}

function hostIn(key: string): string {
  return key
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/^.*@/, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
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
      found: shown(mirror),
      allowed: "a host and a path in lower case, such as registry.example.com/mirror, without https://",
      fix: "write host and path alone",
    },
  ];
}

function shown(address: string): string {
  return address === "" ? '""' : withoutCredentials(address);
}
