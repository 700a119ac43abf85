import { under, type Problem } from "../../core";
import { checkNamespace, type NamespaceSpec } from "./namespace-spec";
import { checkPriorityClasses, defaultClasses, secondDefault, type PriorityClassSpec } from "./priority-classes";
import { checkGroups } from "./roles";

/** People who share namespaces: the namespaces, who may do what in them, and which of their pods come first. */
export interface TeamSpec {
  /** By name: a DNS label that no other team has. */
  readonly namespaces: Readonly<Record<string, NamespaceSpec>>;
  /** Groups that are bound in each of the namespaces, besides those that a namespace names itself. */
  readonly groups?: TeamGroups | undefined;
  /** Priority classes by name. They are of the whole cluster: every pod may name one, whichever team made it. */
  readonly priorityClasses?: Readonly<Record<string, PriorityClassSpec>> | undefined;
}

/** Groups by what they may do. On EKS `access.groups` of the cluster says which IAM roles they are. */
export interface TeamGroups {
  /** May look at everything but secrets (`view`). */
  readonly viewers?: readonly string[] | undefined;
  /** May change workloads (`edit`). */
  readonly developers?: readonly string[] | undefined;
  /** May also give others access (`admin`). */
  readonly admins?: readonly string[] | undefined;
}

/** What is wrong with a team, besides its name. */
export function checkTeam(spec: TeamSpec): Problem[] {
  const { namespaces, groups = {} } = spec;
  return [
    ...(Object.keys(namespaces).length > 0
      ? []
      : [{ path: ["namespaces"], message: "the team has no namespace", fix: "add one by its name" }]),
    ...Object.entries(namespaces).flatMap(([name, namespace]) =>
      under(["namespaces", name], checkNamespace(name, namespace)),
    ),
    ...(["viewers", "developers", "admins"] as const).flatMap((field) => checkGroups(["groups", field], groups[field])),
    ...under(["priorityClasses"], checkPriorityClasses(spec.priorityClasses)),
  ];
}

/** Teams of one cluster that would make one object twice. Paths start with the team's name. */
export function checkTeams(teams: Readonly<Record<string, TeamSpec>>): Problem[] {
  const defaults = Object.entries(teams).flatMap(([team, spec]) =>
    // A second one within the same team is told by checkTeam.
    defaultClasses(spec.priorityClasses)
      .slice(0, 1)
      .map((name) => ({ team, name })),
  );
  const first = defaults[0]?.name ?? "";
  return [
    ...takenTwice(teams, "namespaces", "a namespace belongs to one team"),
    ...takenTwice(teams, "priorityClasses", "priority classes are of the whole cluster, and this name is taken"),
    ...defaults
      .slice(1)
      .map(({ team, name }) => secondDefault([team, "priorityClasses", name, "isDefault"], name, first)),
  ];
}

function takenTwice(
  teams: Readonly<Record<string, TeamSpec>>,
  field: "namespaces" | "priorityClasses",
  message: string,
): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(teams).flatMap(([team, spec]) =>
    Object.keys(spec[field] ?? {}).flatMap((name) => {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, team);
      if (owner === undefined) return [];
      return [
        {
          path: [team, field, name],
          message,
          found: `${name}, which ${owner} has`,
          fix: `rename it, or leave it to ${owner}`,
        },
      ];
    }),
  );
}
