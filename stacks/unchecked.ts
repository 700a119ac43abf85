/** Parts of an application whose shape is wrong, which was told already. */
export interface UncheckedApplication {
  /** Workloads and claims that exist but are not looked at. */
  readonly names: readonly string[];
  /** Fields that were taken out of a workload, by its name. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Whether that is so of its namespace. */
  readonly namespace: boolean;
}

/** Parts of the choice of add-ons whose shape is wrong. */
export interface UncheckedAddOns {
  /** Ids of add-ons that are there, but whose options are not known. */
  readonly ids: readonly string[];
  /** Whether the preset is not known, and so not what else there is. */
  readonly preset: boolean;
}

/** What cannot be checked in full. */
export interface Unchecked {
  /** Sections of which something is wrong. */
  readonly sections: readonly string[];
  /** Applications by name. */
  readonly applications: Readonly<Record<string, UncheckedApplication>>;
  readonly addOns: UncheckedAddOns;
}

/** Nothing is in doubt. */
export const allChecked: Unchecked = { sections: [], applications: {}, addOns: { ids: [], preset: false } };

/** A field of a container that keeps running, be it the main one or a sidecar. */
const isOfContainer = (path: Path, ...fields: string[]) =>
  fields.includes(String(path[0])) || (path[0] === "sidecars" && fields.includes(String(path[2])));

type Path = readonly (string | number)[];

const content = ["config", "secrets"];
const storage = ["volumes", "volumeClaims"];
const containers = ["initContainers", "sidecars"];
const privileges = ["security", "exceptions", "podExceptions", "linuxCapabilities"];
const job = [
  "parallelism",
  "completions",
  "indexed",
  "backoffLimit",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
  "deadlineSeconds",
  "success",
  "podFailure",
  "onFailure",
];

/** Fields that are judged by others: what is said of the second would repeat what is wrong with the first. */
const dependents: readonly (readonly [fields: readonly string[], isJudgedByThem: (path: Path) => boolean])[] = [
  [
    ["ports"],
    (path) =>
      isOfContainer(path, "probes", "metrics") ||
      ["service", "additionalServices", "ingress", "shutdown", "podExceptions"].includes(String(path[0])),
  ],
  [["additionalServices", "service"], ([field]) => field === "ports" || field === "podExceptions"],
  [["replicas"], ([field, inner]) => field === "rollout" && inner === "partition"],
  [
    ["resources"],
    ([field, inner]) => field === "replicas" || (containers.includes(String(field)) && inner !== undefined),
  ],
  [
    [...content, "envFrom"],
    (path) =>
      path.some((key) => ["fromConfig", "fromSecret", "envFrom"].includes(String(key))) ||
      storage.includes(String(path[0])) ||
      content.includes(String(path[0])) ||
      path[0] === "env",
  ],
  [
    [...storage, ...containers],
    (path) => path.includes("mounts") || storage.includes(String(path[0])) || privileges.includes(String(path[0])),
  ],
  [["sidecars"], ([field, , inner]) => field === "ports" && inner === "container"],
  [
    [...privileges, "ports", ...containers],
    (path) =>
      privileges.includes(String(path[0])) ||
      (containers.includes(String(path[0])) && privileges.includes(String(path[2]))) ||
      path.includes("hostPort") ||
      path.includes("hostPath") ||
      path.includes("propagation"),
  ],
  [job, ([field]) => job.includes(String(field))],
  // Who counts requests to it follows from these.
  [["metrics", "route", "mesh", "traces", "ports", "sidecars"], ([field]) => field === "slo" || field === "alerts"],
];

/**
 * Whether a problem of a workload says again that one of its fields has a wrong shape.
 * @param path of the problem, below the workload
 * @param fields that were taken out of it
 */
export function isEcho(path: Path, fields: readonly string[]): boolean {
  return dependents.some(([broken, isJudged]) => broken.some((field) => fields.includes(field)) && isJudged(path));
}
