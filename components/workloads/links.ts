import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../core";
import { didYouMean } from "../core";
import type { PlannedPort } from "./ports";

/** What a link can lead to: a workload with a name in DNS and ports. `Microservice` is one. */
export interface LinkTarget {
  /** The Service's name. */
  readonly objectName: string;
  readonly ports: readonly PlannedPort[];
  /** Its namespace, where it is known; a link leads to the same one. */
  readonly namespace?: pulumi.Input<string> | undefined;
}

/** Where a linked port answers. */
export interface Address {
  /** The Service's name in DNS, as seen from the same namespace. */
  readonly host: string;
  /** The Service's port. */
  readonly port: number;
  /** `http`, `https`, `grpc`, `tcp` or `udp`. */
  readonly protocol: string;
}

export const addressFormats = ["host:port", "host", "port", "url"] as const;

/** The form in which the consumer wants an address: `url` is `<protocol>://host:port`; a function may write any other. */
export type AddressFormat = (typeof addressFormats)[number] | ((address: Address) => string);

/**
 * A use of one workload by another. As a value in `env` it becomes the address; in either place it opens the network
 * policy of both sides for this port, and is an edge of the graph.
 * `Target` is a `LinkTarget`, or within an `Application` the name of another of its services.
 */
export interface Link<Target = LinkTarget> {
  readonly linkTo: Target;
  /** Name of the target's port. Default: its only port. */
  readonly port?: string | undefined;
  /** Default: `host:port`. */
  readonly as?: AddressFormat | undefined;
}

/** A link to a workload: `env: { PAYMENTS_ADDR: linkTo(payments) }`. */
export function linkTo<Target>(target: Target, options: Omit<Link<Target>, "linkTo"> = {}): Link<Target> {
  return { linkTo: target, ...options };
}

/** Whether a value in `env` is a link. */
export function isLink<Target>(value: unknown): value is Link<Target> {
  return typeof value === "object" && value !== null && "linkTo" in value;
}

/** A link with its port found. */
export interface ResolvedLink {
  readonly target: LinkTarget;
  readonly port: PlannedPort;
}

/** Finds the port that a link leads to. Call `checkLink` first. */
export function resolveLink(link: Link): ResolvedLink {
  const port = findPort(link);
  if (port === undefined) throw new Error(`a link to ${link.linkTo.objectName} was resolved before it was checked`);
  return { target: link.linkTo, port };
}

/** The address in the form that the consumer wants. */
export function formatAddress(link: Link): string {
  const { target, port } = resolveLink(link);
  const address: Address = { host: target.objectName, port: port.port, protocol: port.protocol };
  const format = link.as ?? "host:port";
  if (typeof format === "function") return format(address);
  switch (format) {
    case "host":
      return address.host;
    case "port":
      return String(address.port);
    case "url":
      return `${address.protocol}://${address.host}:${address.port}`;
    case "host:port":
      return `${address.host}:${address.port}`;
  }
}

/** What is wrong with a link whose target is known; `path` is the link's own. */
export function checkLink(path: readonly (string | number)[], link: Link): Problem[] {
  if (findPort(link) !== undefined) return [];
  const { objectName, ports } = link.linkTo;
  const names = ports.map((port) => port.name);
  if (names.length === 0) {
    return [
      {
        path,
        message: "the linked service has no port",
        found: objectName,
        fix: `give ${objectName} a port, or remove the link`,
      },
    ];
  }
  if (link.port === undefined) {
    return [
      {
        path,
        message: `${objectName} has several ports, and the link does not say which`,
        allowed: names.join(", "),
        fix: `add port: ${names[0] ?? ""}, or another of them`,
      },
    ];
  }
  const meant = didYouMean(link.port, names);
  return [
    {
      path: [...path, "port"],
      message: `${objectName} has no port of this name`,
      found: link.port,
      allowed: names.join(", "),
      fix: meant === undefined ? "name one of its ports" : `did you mean ${meant}?`,
    },
  ];
}

/** A link from one namespace to another would give an address that is not found there, and a policy that never matches. */
export function checkLinkNamespace(path: Problem["path"], link: Link, namespace: pulumi.Input<string>): Problem[] {
  const { objectName, namespace: other } = link.linkTo;
  if (typeof namespace !== "string" || typeof other !== "string" || namespace === other) return [];
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
 * The label that a pod carries for each port that it links to. The target's network policy admits the pods that carry
 * it, so neither side has to know the other when it is made, and a cycle of links is no problem.
 */
export function linkLabel({ target, port }: ResolvedLink): string {
  return `links.slipway/${target.objectName}.${port.name}`;
}

function findPort(link: Link): PlannedPort | undefined {
  const { ports } = link.linkTo;
  if (link.port !== undefined) return ports.find((port) => port.name === link.port);
  return ports.length === 1 ? ports[0] : undefined;
}
