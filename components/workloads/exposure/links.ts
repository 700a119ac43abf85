import { didYouMean, type Problem } from "../../core";
import { checkTemplate, fillTemplate, hasBraces } from "./address-template";
import type { PlannedPort } from "./ports";

/** What a link can lead to: a workload with a name in DNS and ports. `Microservice` is one. */
export interface LinkTarget {
  /** The Service's name. */
  readonly objectName: string;
  readonly ports: readonly PlannedPort[];
  /** Name of its namespace, where it is known before anything is made; a link leads to the same one. */
  readonly namespaceName?: string | undefined;
  /** Whether its pods have the network of their node, where no network policy knows them. Default: no. */
  readonly isOnNodeNetwork?: boolean | undefined;
  /** Whether the mesh looks at requests to it. Default: no. */
  readonly looksAtRequests?: boolean | undefined;
  /** Whether it takes calls of the mesh alone. Default: no. */
  readonly takesMeshAlone?: boolean | undefined;
  /** Ports of others that the mesh sends a share of its requests to. Default: none. */
  readonly splitsTo?: readonly ResolvedLink[] | undefined;
}

/** Where a linked port answers. */
export interface Address {
  /** The Service's name in DNS, as seen from the same namespace. */
  readonly host: string;
  /** The Service's port. */
  readonly port: number;
  /** `http`, `https`, `grpc`, `tcp` or `udp`. */
  readonly protocol: string;
  /** The port's name. */
  readonly name: string;
}

export const addressFormats = ["host:port", "host", "port", "url"] as const;
type NamedFormat = (typeof addressFormats)[number];

/**
 * The form in which the consumer wants an address. `url` is `<protocol>://host:port`. A text with braces is filled in:
 * `{host}`, `{port}` and `{protocol}`, of one of several ports `{port:grpc}` and `{protocol:grpc}`; `{{` and `}}` stand for braces.
 * A function is given the first linked port, and all of them, and may write anything.
 */
export type AddressFormat = string | ((address: Address, all: readonly Address[]) => string);

/**
 * A use of one workload by another. As a value in `env` it becomes the address; in either place it opens the network
 * policy of both sides for its ports, and is an edge of the graph.
 * `Target` is a `LinkTarget`, or within an `Application` the name of another of its services.
 */
export interface Link<Target = LinkTarget> {
  readonly linkTo: Target;
  /** Name of the target's port. Default: its only port. */
  readonly port?: string | undefined;
  /** Names of several of its ports, in place of `port`. */
  readonly ports?: readonly string[] | undefined;
  /** Default: `host:port`. */
  readonly as?: AddressFormat | undefined;
  /** Whether the target may be missing. Then the variable is left out, or is what `otherwise` says. Default: no. */
  readonly optional?: boolean | undefined;
  /** Value of the variable if the target is missing. Needs `optional`. */
  readonly otherwise?: string | undefined;
}

/** A link to a workload: `env: { PAYMENTS_ADDR: linkTo(payments) }`. */
export function linkTo<Target>(target: Target, options: Omit<Link<Target>, "linkTo"> = {}): Link<Target> {
  return { linkTo: target, ...options };
}

/** Whether a value in `env` is a link. */
export function isLink<Target>(value: unknown): value is Link<Target> {
  return typeof value === "object" && value !== null && "linkTo" in value;
}

/** A link with one of its ports found. */
export interface ResolvedLink {
  readonly target: LinkTarget;
  readonly port: PlannedPort;
}

/** Finds the ports that links lead to. Call `checkLink` first. */
export function resolveLinks(links: readonly Link[]): ResolvedLink[] {
  return links.flatMap((link) => findPorts(link).map((port) => ({ target: link.linkTo, port })));
}

/** The address in the form that the consumer wants. Call `checkLink` first. */
export function formatAddress(link: Link): string {
  const all = findPorts(link).map(({ name, port, protocol }): Address => ({
    host: link.linkTo.objectName,
    port,
    protocol,
    name,
  }));
  const [first] = all;
  if (first === undefined) throw new Error(`a link to ${link.linkTo.objectName} was written before it was checked`);
  const format = link.as ?? "host:port";
  if (typeof format === "function") return format(first, all);
  return isNamedFormat(format) ? formatAs(format, first) : fillTemplate(format, all);
}

/**
 * What is wrong with a link whose target is known; `path` is the link's own. The form of the address is only looked at where it
 * is written: in an environment, where the path ends with the variable's name and not with a place in a list.
 */
export function checkLink(path: readonly (string | number)[], link: Link): Problem[] {
  const malformed = checkLinkOptions(path, link);
  if (malformed.length > 0) return malformed;
  if (link.linkTo.isOnNodeNetwork === true) return [unreachableTarget(path, link.linkTo)];
  const unknown = checkLinkedPorts(path, link);
  return unknown.length > 0 || typeof path.at(-1) === "number" ? unknown : checkFormat(path, link);
}

/** What is wrong with a link whatever it leads to, and so also if its target is missing. */
export function checkLinkOptions(path: readonly (string | number)[], link: Link<unknown>): Problem[] {
  const { port, ports, optional, otherwise } = link;
  return [
    ...(ports?.length === 0
      ? [
          {
            path: [...path, "ports"],
            message: "the link leads to no port",
            found: "[]",
            fix: "name some, or remove ports",
          },
        ]
      : []),
    ...(port === undefined || ports === undefined
      ? []
      : [
          {
            path: [...path, "ports"],
            message: "the link has both port and ports",
            found: `port ${port}, ports ${ports.join(", ")}`,
            fix: "write all of them under ports, and remove port",
          },
        ]),
    ...(otherwise === undefined || optional === true
      ? []
      : [
          {
            path: [...path, "otherwise"],
            message: "there is a value for a missing target, but the link is not optional",
            found: otherwise,
            fix: "add optional: true, or remove otherwise",
          },
        ]),
  ];
}

/** A link from one namespace to another would give an address that is not found there, and a policy that never matches. */
export function checkLinkNamespace(path: Problem["path"], link: Link, namespace: string | undefined): Problem[] {
  const { objectName, namespaceName: other } = link.linkTo;
  if (namespace === undefined || other === undefined || namespace === other) return [];
  return [
    {
      path,
      message: "a link leads to a service of the same namespace",
      found: `from ${namespace} to ${objectName} in ${other}`,
      fix: `put both into one namespace, or write the address ${objectName}.${other} as a text`,
    },
  ];
}

/**
 * What is wrong with links of a workload whose own pods have the network of their node: their calls come from the node's address, which
 * no policy of a target lets in.
 * @param links paths of its links
 */
export function checkNodeNetworkLinks(links: readonly Problem["path"][], isOnNodeNetwork: boolean): Problem[] {
  if (!isOnNodeNetwork) return [];
  return links.map((path) => ({
    path,
    message: unreachable,
    found: "a link, and the exception hostNetwork",
    fix: "write the address as a text, and let the nodes in at the target: ingress with their cidr",
  }));
}

/**
 * The label that a pod carries for each port that it links to. The target's network policy admits the pods that carry
 * it, so neither side has to know the other when it is made, and a cycle of links is no problem.
 */
export function linkLabel({ target, port }: ResolvedLink): string {
  return `links.slipway/${target.objectName}.${port.name}`;
}

const unreachable = "network policies do not reach pods in the node's network";

function unreachableTarget(path: Problem["path"], { objectName }: LinkTarget): Problem {
  return {
    path,
    message: unreachable,
    found: `${objectName} has the exception hostNetwork`,
    fix: "write the address as a text, and egress with a cidr: that of the nodes",
  };
}

/** The linked ports that exist: those that are named, in that order, or the only one. */
function findPorts({ linkTo: { ports }, ...link }: Link): PlannedPort[] {
  const names = namesOf(link);
  if (names === undefined) return ports.length === 1 ? [...ports] : [];
  return [...new Set(names)].flatMap((name) => ports.filter((port) => port.name === name));
}

function namesOf({ port, ports }: Pick<Link<unknown>, "port" | "ports">): readonly string[] | undefined {
  return ports ?? (port === undefined ? undefined : [port]);
}

function checkLinkedPorts(path: readonly (string | number)[], link: Link): Problem[] {
  const { objectName, ports } = link.linkTo;
  const known = ports.map((port) => port.name);
  if (known.length === 0) {
    return [
      {
        path,
        message: "the linked service has no port",
        found: objectName,
        fix: `give ${objectName} a port, or remove the link`,
      },
    ];
  }
  const names = namesOf(link);
  if (names === undefined) {
    if (known.length === 1) return [];
    return [
      {
        path,
        message: `${objectName} has several ports, and the link does not say which`,
        allowed: known.join(", "),
        fix: `add port: ${known[0] ?? ""}, or another of them`,
      },
    ];
  }
  return names.flatMap((name, index) => {
    if (known.includes(name)) return [];
    const meant = didYouMean(name, known);
    return [
      {
        path: link.ports === undefined ? [...path, "port"] : [...path, "ports", index],
        message: `${objectName} has no port of this name`,
        found: name,
        allowed: known.join(", "),
        fix: meant === undefined ? "name one of its ports" : `did you mean ${meant}?`,
      },
    ];
  });
}

function checkFormat(path: readonly (string | number)[], link: Link): Problem[] {
  const format = link.as ?? "host:port";
  if (typeof format === "function") return [];
  const names = findPorts(link).map((port) => port.name);
  if (!isNamedFormat(format)) {
    return hasBraces(format) ? checkTemplate([...path, "as"], format, names) : [unknownFormat([...path, "as"], format)];
  }
  if (names.length === 1 || format === "host") return [];
  return [
    {
      path: [...path, "as"],
      message: "the link leads to several ports, and this form of the address has room for one",
      found: link.as === undefined ? "host:port, the default" : format,
      allowed: "host, or a text such as {host}:{port:http}",
      fix: `write a text such as "{host}:{port:${names[0] ?? ""}}", or one variable for each port`,
    },
  ];
}

function unknownFormat(path: Problem["path"], format: string): Problem {
  const meant = didYouMean(format, addressFormats);
  return {
    path,
    message: "this is no form of an address",
    found: format,
    allowed: `${addressFormats.join(", ")}, or a text with {host}, {port} or {protocol}`,
    fix: meant === undefined ? "write one of them" : `did you mean ${meant}?`,
  };
}

function isNamedFormat(format: string): format is NamedFormat {
  return addressFormats.some((known) => known === format);
}

function formatAs(format: NamedFormat, { host, port, protocol }: Address): string {
  switch (format) {
    case "host":
      return host;
    case "port":
      return String(port);
    case "url":
      return `${protocol}://${host}:${port}`;
    case "host:port":
      return `${host}:${port}`;
  }
}
