import { didYouMean, parseDuration, type Problem } from "../core";

const hostName = /^(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const headerName = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** A name in DNS of at least two labels, the first of which may be `*`. */
export function checkHost(path: Problem["path"], host: string): Problem[] {
  if (host.length <= 253 && hostName.test(host)) return [];
  const bare = host
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[:/].*$/, "")
    .replace(/\.$/, "");
  return [
    {
      path,
      message: "this is no name of a host",
      found: host === "" ? '""' : host,
      allowed: "lower-case labels with dots between them, such as shop.example.com or *.example.com",
      fix: hostName.test(bare) ? `write ${bare}` : "write a domain name alone, without scheme, port and path",
    },
  ];
}

/** A list of hosts has each once. */
export function checkHostsTwice(path: Problem["path"], hosts: readonly string[]): Problem[] {
  const twice = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (twice === undefined) return [];
  return [{ path, message: "a host is written twice", found: twice, fix: "remove one of them" }];
}

/** A host that callers or workloads are told, and so no wildcard. */
export function checkOneHost(path: Problem["path"], host: string): Problem[] {
  const written = checkHost(path, host);
  if (written.length > 0 || !host.startsWith("*.")) return written;
  return [
    {
      path,
      message: "a wildcard is no host that one can be sent to",
      found: host,
      allowed: "one host, such as shop.example.com",
      fix: `write www.${host.slice(2)}, or another one`,
    },
  ];
}

export function checkHeaderName(path: Problem["path"], name: string): Problem[] {
  if (headerName.test(name)) return [];
  return [
    {
      path,
      message: "this is no name of a header",
      found: name === "" ? '""' : name,
      allowed: "letters, digits and '-'",
      fix: "write a name such as x-tenant",
    },
  ];
}

export interface DurationRange {
  /** Whether `0s` is allowed, for none at all. Default: false. */
  readonly orNone?: boolean | undefined;
}

/** What is wrong with a duration: nothing, also where it is left out. */
export function checkDuration(
  path: Problem["path"],
  duration: string | undefined,
  { orNone = false }: DurationRange = {},
): Problem[] {
  if (duration === undefined) return [];
  const seconds = parseDuration(duration);
  // The Gateway API takes whole numbers of up to five digits.
  const isWhole = /^[0-9]{1,5}(ms|s|m|h)$/.test(duration);
  if (seconds !== undefined && isWhole && (seconds > 0 || orNone)) return [];
  return [
    {
      path,
      message: "this is no duration",
      found: duration === "" ? '""' : duration,
      allowed: `a whole number ${orNone ? "" : "above 0 "}of up to five digits with one of the units ms, s, m, h`,
      fix: "write it like 300ms, 2s or 5m",
    },
  ];
}

/** A whole number within bounds: nothing is wrong where it is left out. */
export function checkWhole(path: Problem["path"], value: number | undefined, least: number, most: number): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [
    {
      path,
      message: "this number is not possible here",
      found: String(value),
      allowed: `a whole number from ${least} to ${most}`,
      fix: `write ${value > most ? most : Math.max(least, 1)}, or another of these`,
    },
  ];
}

/** TypeScript knows the choices; a configuration, or a program in JavaScript, may not. Nothing is wrong where it is left out. */
export function checkChoice(path: Problem["path"], value: string | undefined, allowed: readonly string[]): Problem[] {
  if (value === undefined || allowed.includes(value)) return [];
  const meant = didYouMean(value, allowed);
  return [
    {
      path,
      message: "there is no such choice",
      found: value,
      allowed: allowed.join(", "),
      fix: meant === undefined ? "write one of them" : `did you mean ${meant}?`,
    },
  ];
}

/** A URL by HTTPS, without credentials. */
export function checkHttpsUrl(path: Problem["path"], what: string, url: string): Problem[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "https:" && parsed.username === "" && parsed.password === "") return [];
  return [
    {
      path,
      message: `${what} must be a URL by HTTPS`,
      // A URL may carry a password.
      found: parsed === undefined ? (url === "" ? '""' : url) : `${parsed.protocol}//${parsed.host}…`,
      allowed: "https://host/path, without a user name and password",
      fix: "write it like https://login.example.com/",
    },
  ];
}

/** A list that is there must have something in it. */
export function checkFilled(path: Problem["path"], list: readonly unknown[] | undefined, otherwise: string): Problem[] {
  if (list?.length !== 0) return [];
  return [{ path, message: "the list is empty", found: "[]", fix: `add something, or remove it for ${otherwise}` }];
}
