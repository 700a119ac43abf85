import { checkDnsLabel, under, type Problem } from "../../core";
import type { AnyAddOn, PodSecurity } from "./add-on";
import type { ChosenAddOn } from "./planner";

/**
 * What is wrong with ids, names and namespaces, by which add-ons, and what they make, are told apart.
 * @param known all add-ons that there are
 * @param unchecked ids of those whose options are not known
 */
export function checkIdentities(
  chosen: readonly ChosenAddOn[],
  known: readonly AnyAddOn[],
  unchecked: readonly string[],
): Problem[] {
  return [
    ...checkOnce(chosen),
    ...chosen.flatMap(({ addOn }) => [...checkOthers(addOn, known), ...checkLabels(addOn)]),
    ...checkNamespaces(chosen.filter(({ addOn }) => !unchecked.includes(addOn.id))),
  ];
}

/** The same add-on cannot be there twice, whatever its options. */
function checkOnce(chosen: readonly ChosenAddOn[]): Problem[] {
  const isAgain = ({ addOn }: ChosenAddOn, index: number) => chosen.findIndex((other) => other.addOn === addOn) < index;
  const twice = new Set(chosen.filter(isAgain).map(({ addOn }) => addOn.id));
  return [...twice].map((id) => ({
    path: [id],
    message: "it is there more than once, with options that could not hold all",
    found: `${chosen.filter(({ addOn }) => addOn.id === id).length} of ${id}`,
    allowed: "each add-on once",
    fix: `leave one ${id}, in others or outside of them`,
  }));
}

/** Of an add-on of one's own: resources are named by it. */
function checkOthers(addOn: AnyAddOn, known: readonly AnyAddOn[]): Problem[] {
  const same = known.filter((other) => other !== addOn && (other.id === addOn.id || other.name === addOn.name));
  return same.slice(0, 1).map((other) => ({
    path: [addOn.id],
    message: "there is another add-on of this id or name, from which it could not be told apart",
    found: `${addOn.id}, ${addOn.name}`,
    allowed: `an id that is not ${other.id}, and a name that is not ${other.name}`,
    fix: "give your own add-on another id and another name",
  }));
}

function checkLabels({ id, name, namespace }: AnyAddOn): Problem[] {
  return under(
    [id],
    [
      ...checkDnsLabel("an add-on", name, ["name"]),
      ...checkDnsLabel("a namespace", namespace.name, ["namespace", "name"]),
    ],
  );
}

/** Whoever is first makes the namespace, and so would decide for all in it. */
function checkNamespaces(chosen: readonly ChosenAddOn[]): Problem[] {
  const first = new Map<string, ChosenAddOn>();
  return chosen.flatMap((one) => {
    const { name } = one.addOn.namespace;
    const other = first.get(name) ?? one;
    first.set(name, other);
    const [level, otherLevel] = [levelOf(one), levelOf(other)].map((known) => known ?? "as it is");
    if (level === otherLevel) return [];
    return [
      {
        path: [one.addOn.id],
        message: `it shares the namespace ${name} with ${other.addOn.id}, which says another level of Pod Security`,
        found: `${level}, and ${otherLevel} of ${other.addOn.id}`,
        fix: "give both the same level, or your own add-on another namespace",
      },
    ];
  });
}

function levelOf({ addOn, options }: ChosenAddOn): PodSecurity | undefined {
  return addOn.podSecurityOf?.(options as never) ?? addOn.namespace.podSecurity;
}

/** What an add-on says of others it says by their ids; what is said by a name would be passed over. */
export function checkNamedIds(addOn: AnyAddOn, known: readonly AnyAddOn[]): Problem[] {
  const named: readonly (readonly [key: string, id: string])[] = [
    ...(addOn.requires ?? []).map((one) => ["requires", one.addOn] as const),
    ...(addOn.conflictsWith ?? []).map((one) => ["conflictsWith", one.addOn] as const),
    ...(addOn.after ?? []).map((id) => ["after", id] as const),
  ];
  return named
    .filter(([, id]) => isNameOfAnother(id, known))
    .map(([key, id]) => ({
      path: [addOn.id, key],
      message: "this is the name of an add-on, and not its id",
      found: id,
      fix: `did you mean ${known.find(({ name }) => name === id)?.id ?? ""}?`,
    }));
}

/** Whether what stands in the place of an id is the name of an add-on. */
export function isNameOfAnother(id: string, known: readonly AnyAddOn[]): boolean {
  return known.every((other) => other.id !== id) && known.some((other) => other.name === id);
}
