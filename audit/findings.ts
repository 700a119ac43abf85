import { parseArn } from "./arn";
import { monthly } from "./cost-hints";
import { isNobodysVolume, whyOwned, type Described, type Tags } from "./ownership";
import type { AuditScope } from "./scope";

/** Something of an environment that is in the account. */
export interface Finding {
  /** As in an ARN, such as `ec2`. */
  readonly service: string;
  /** Such as `nat-gateway`. */
  readonly type: string;
  readonly id: string;
  readonly arn?: string;
  readonly name?: string;
  /** In the service's own word; `not verified` for what the tagging API alone knows, which may be some hours behind. */
  readonly state?: string;
  /** Day, `YYYY-MM-DD`. */
  readonly created?: string;
  /** What it costs at least, as far as that is plainly known: list price of us-east-1. */
  readonly usdPerMonth?: number;
  /** Why it is taken for the environment's. */
  readonly because: string;
}

/** What an audit came to. */
export interface Findings {
  /** Sorted by service, type and id. */
  readonly left: readonly Finding[];
  /** What a person may want to know, and is not counted. */
  readonly notes: readonly string[];
}

/** What the tagging API knows of a resource that was not looked up. */
export interface Unverified {
  readonly arn: string;
  readonly tags: Tags;
}

export const notVerified = "not verified";

/**
 * Picks what is the environment's out of everything that was seen.
 * @param described what the services list, whoever it belongs to
 * @param unverified what only the tagging API tells
 */
export function pick(scope: AuditScope, described: readonly Described[], unverified: readonly Unverified[]): Findings {
  const owned = new Map<Described, string>();
  for (const one of described) {
    const because = one.isNamedAfterCluster === true ? "name of the cluster" : whyOwned(one.tags, scope);
    if (because !== undefined) owned.set(one, because);
  }
  const owners = new Set([...owned.keys()].map(({ id }) => id));
  for (const one of described) {
    if (owned.has(one) || one.isDefault === true || one.within === undefined || !owners.has(one.within)) continue;
    owned.set(one, `belongs to ${one.within}`);
  }
  const ids = new Set([...owned.keys()].map(({ id }) => id));
  const whole = [...owned].filter(([{ partOf }]) => partOf === undefined || !ids.has(partOf));
  const waiting = whole.filter(([{ ends }]) => ends !== undefined);

  const told = unverified.flatMap((one) => {
    const because = whyOwned(one.tags, scope);
    return because === undefined ? [] : [unverifiedFinding(one, because)];
  });
  const left = [...whole.filter(([{ ends }]) => ends === undefined).map(([one, why]) => finding(one, why)), ...told];
  return {
    left: unique(left).sort(byKind),
    notes: [
      ...waiting.map(
        ([{ type, id, ends }]) => `${type} ${id} goes by itself on ${day(ends)}, and costs nothing until then`,
      ),
      ...described
        .filter((one) => isNobodysVolume(one) && !owned.has(one))
        .map(
          ({ id }) => `volume ${id} is unused, and was made by the EBS driver of a cluster that its tags do not name`,
        ),
    ],
  };
}

function finding(one: Described, because: string): Finding {
  const { service, type, id, arn, name, state, created, usdPerMonth } = one;
  return {
    service,
    type,
    id,
    ...(arn === undefined ? {} : { arn }),
    ...(name === undefined || name === "" ? {} : { name }),
    ...(state === undefined ? {} : { state }),
    ...(created === undefined ? {} : { created: day(created) }),
    ...(usdPerMonth === undefined ? {} : { usdPerMonth: Math.round(usdPerMonth * 100) / 100 }),
    because,
  };
}

/** What is plainly known of services that are not asked. */
const unverifiedCosts: Readonly<Record<string, number>> = {
  "elasticloadbalancing/loadbalancer": monthly.loadBalancer,
  "secretsmanager/secret": monthly.secret,
};

function unverifiedFinding({ arn, tags }: Unverified, because: string): Finding {
  const { service, type, id } = parseArn(arn);
  const usdPerMonth = unverifiedCosts[`${service}/${type}`];
  return {
    ...finding({ service, type, id, arn, tags, name: tags.Name, usdPerMonth, state: notVerified }, because),
  };
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.service} ${one.type} ${one.id}`, one])).values()];
}

function byKind(one: Finding, other: Finding): number {
  const [mine, its] = [one, other].map(({ service, type, id }) => [service, type, id].join("\0"));
  return (mine ?? "") < (its ?? "") ? -1 : 1;
}

function day(date: Date | undefined): string {
  return date === undefined ? "an unknown day" : date.toISOString().slice(0, 10);
}
