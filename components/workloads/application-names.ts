import type { Problem } from "../core";
import { headlessName } from "./object-name";
import { listServed, listWorkloads, type Workloads } from "./application-spec";
import type { ClaimContext } from "./claims/claim-spec";
import { claimServiceNames } from "./claims/claims";
import { credentials } from "./claims/in-cluster/in-cluster-args";
import { planPorts } from "./exposure/ports";
import { contentObjectName, environmentSuffix } from "./pod/content";
import { secretValues } from "./pod/environment";
import { environmentsOf } from "./workload-check";

interface NamedObject {
  readonly name: string;
  readonly path: Problem["path"];
  /** In words, for whom it is in the way of. */
  readonly owner: string;
}

/** Names that two workloads would share, or two Services, two objects with content or two volume claims in the namespace. */
export function checkNames(workloads: Workloads, context: ClaimContext): Problem[] {
  const listed: NamedObject[] = [
    ...listWorkloads(workloads).map(({ section, name }) => ({ name, path: [section, name], owner: section })),
    ...Object.keys(workloads.claims ?? {}).map((name) => ({ name, path: ["claims", name], owner: "claims" })),
  ];
  return [
    ...twins(listed),
    ...takenServices(servicesOf(workloads, context)),
    ...takenContents(workloads),
    ...takenVolumeClaims(workloads),
  ];
}

/** Every Service that is made, those first that have the names of their workloads. */
function servicesOf(workloads: Workloads, context: ClaimContext): NamedObject[] {
  const served = listServed(workloads);
  const claims = Object.entries(workloads.claims ?? {}).flatMap(([owner, claim]) =>
    claimServiceNames(owner, claim, context).map((name) => ({ name, path: ["claims", owner], owner })),
  );
  return [
    ...served
      .filter(({ spec }) => spec.service !== undefined || planPorts(spec.ports).length > 0)
      .map(({ section, name }) => ({ name, path: [section, name], owner: name })),
    ...claims.filter(({ name, owner }) => name === owner),
    ...served.flatMap(({ section, name, spec }) => [
      ...Object.keys(spec.additionalServices ?? {}).map((suffix) => ({
        name: `${name}-${suffix}`,
        path: [section, name, "additionalServices", suffix],
        owner: name,
      })),
      ...(section === "statefulServices" ? [{ name: headlessName(name), path: [section, name], owner: name }] : []),
    ]),
    ...claims.filter(({ name, owner }) => name !== owner),
  ];
}

function twins(listed: readonly NamedObject[]): Problem[] {
  return listed.flatMap(({ name, path }, index) => {
    const first = listed.slice(0, index).find((other) => other.name === name);
    if (first === undefined) return [];
    return [
      {
        path,
        message: `another workload of the application has this name: one of its ${first.owner}`,
        found: name,
        fix: "rename one of the two",
      },
    ];
  });
}

/** Each Service has one name in the namespace: that of its workload, with a suffix if it is an additional one. */
function takenServices(services: readonly NamedObject[]): Problem[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ name, path, owner }) => {
    const first = owners.get(name);
    owners.set(name, first ?? owner);
    // What two workloads of one name have in common follows from that.
    if (first === undefined || first === owner) return [];
    return [
      {
        path,
        message: `${first === name ? "a service of the application" : `a Service of ${first}`} has this name already`,
        found: name,
        // A headless Service has its suffix for good.
        fix: path.length === 2 ? "rename one of the two" : "use another suffix, or rename the other one",
      },
    ];
  });
}

/** Config maps and Secrets that two workloads would make: `orders` with `api-settings` and `orders-api` with `settings`. */
function takenContents(workloads: Workloads): Problem[] {
  const ofField = (field: "config" | "secrets"): NamedObject[] =>
    listWorkloads(workloads).flatMap(({ section, name, spec }) =>
      Object.keys(spec[field] ?? {}).map((suffix) => ({
        name: contentObjectName(name, suffix),
        path: [section, name, field, suffix],
        owner: name,
      })),
    );
  const ofClaims = Object.keys(workloads.claims ?? {}).map((name) => ({
    name: contentObjectName(name, credentials),
    path: ["claims", name],
    owner: name,
  }));
  const ofEnvironments = listWorkloads(workloads).flatMap(({ section, name, spec }) => {
    const secret = environmentsOf(spec).find(([, env]) => Object.keys(secretValues("", env)).length > 0);
    return secret === undefined
      ? []
      : [{ name: contentObjectName(name, environmentSuffix), path: [section, name, ...secret[0]], owner: name }];
  });
  return [
    ...taken(ofField("config"), (owner) => `a config map of ${owner} has this name already`),
    ...taken(
      [...ofClaims, ...ofField("secrets"), ...ofEnvironments],
      (owner) => `a secret of ${owner} has this name already`,
    ),
  ];
}

/** Kubernetes names them `<claim>-<workload>-<number>`, and takes one that is there: two workloads would write to one volume. */
function takenVolumeClaims({ statefulServices = {} }: Workloads): Problem[] {
  const claims = Object.entries(statefulServices).flatMap(([owner, { volumeClaims }]) =>
    Object.keys(volumeClaims).map((claim) => ({
      owner,
      claim,
      path: ["statefulServices", owner, "volumeClaims", claim],
    })),
  );
  return [
    ...taken(
      claims.map((claim) => ({ ...claim, name: `${claim.claim}-${claim.owner}` })),
      (owner) => `a volume claim of ${owner} has this name already, so both would write to one volume`,
    ),
    ...taken(
      claims.map((claim) => ({ ...claim, name: `${claim.owner}-${claim.claim}` })),
      (owner) => `in the program it would have the same name as a volume claim of ${owner}`,
    ),
  ];
}

function taken(objects: readonly NamedObject[], message: (owner: string) => string): Problem[] {
  const owners = new Map<string, string>();
  return objects.flatMap(({ name, path, owner }) => {
    const first = owners.get(name);
    owners.set(name, first ?? owner);
    // What two workloads of one name have in common follows from that.
    if (first === undefined || first === owner) return [];
    return [{ path, message: message(first), found: name, fix: "rename one of the two" }];
  });
}

/**
 * Applications whose workloads would get one name in the program: `orders` with `api-v2` and `orders-api` with `v2`.
 * Paths start with the application's name.
 */
export function checkApplicationNames(applications: Readonly<Record<string, Workloads>>): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(applications).flatMap(([application, workloads]) =>
    [
      ...listWorkloads(workloads).map(({ section, name }) => [section, name] as const),
      ...Object.keys(workloads.claims ?? {}).map((name) => ["claims", name] as const),
    ].flatMap(([section, workload]) => {
      const name = `${application}-${workload}`;
      const owner = owners.get(name);
      owners.set(name, `${application}.${workload}`);
      // Two of one application are told of there.
      if (owner === undefined || owner === `${application}.${workload}`) return [];
      return [
        {
          path: [application, section, workload],
          message: `in the program it would have the same name as ${owner}`,
          found: name,
          fix: "rename one of the two applications or services",
        },
      ];
    }),
  );
}
