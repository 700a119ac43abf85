import { setMaxListeners } from "node:events";
import { parseArn } from "./arn";
import { connect, type Connection } from "./connection";
import { describeEc2, isListedByEc2 } from "./ec2";
import { all } from "./failure";
import { pick, type Findings } from "./findings";
import { describeIam, isListedByIam } from "./iam";
import type { Described } from "./ownership";
import { describeCluster, describeKey, describeLogGroups, findTagged, type Tagged } from "./services";
import type { AuditScope } from "./scope";

/** An audit that came to its end. */
export interface Audit extends Findings {
  readonly accountId: string;
}

/**
 * Finds what is in an AWS account of an environment. It only reads.
 * @param seconds time limit of the whole
 * @throws AuditError if anything could not be asked: an audit in part would say that too little is left
 */
export async function audit(scope: AuditScope, seconds: number): Promise<Audit> {
  const timeUp = AbortSignal.timeout(seconds * 1000);
  // Each question that is under way listens to it.
  setMaxListeners(0, timeUp);
  const connection = await connect(scope, timeUp);
  const cluster = scope.clusterName;
  const [tagged, ...listed] = await all([
    findTagged(connection, scope),
    describeEc2(connection, cluster),
    describeIam(connection),
    describeCluster(connection, cluster, true),
    // EKS writes its last lines after the stack's log group is gone, and makes one of its own for them.
    describeLogGroups(connection, `/aws/eks/${cluster}/`, true),
    describeLogGroups(connection, `/aws/containerinsights/${cluster}/`, true),
  ]);
  const lookedUp = await lookUp(connection, scope, tagged);
  const described = withTheirTags([...listed.flat(), ...lookedUp], tagged);
  return {
    accountId: connection.accountId,
    ...pick(
      scope,
      described,
      tagged.filter((one) => !isSettled(one, described)),
    ),
  };
}

/** Asks the services about what the tagging API found, where that is cheap and where it is known to be behind. */
async function lookUp(connection: Connection, scope: AuditScope, tagged: readonly Tagged[]): Promise<Described[]> {
  const parsed = tagged.map(({ arn }) => ({ arn, ...parseArn(arn) }));
  const clusters = parsed.filter(({ service }) => service === "eks").map(({ id }) => clusterOf(id));
  const found = await all([
    ...[...new Set(clusters)]
      .filter((name) => name !== scope.clusterName)
      .map((name) => describeCluster(connection, name, false)),
    ...parsed
      .filter(({ service, type }) => service === "logs" && type === "log-group")
      .map(async ({ id }) => (await describeLogGroups(connection, id, false)).filter((group) => group.id === id)),
    ...parsed
      .filter(({ service, type }) => service === "kms" && type === "key")
      .map(({ arn }) => describeKey(connection, arn)),
  ]);
  return found.flat();
}

/** Whether the services themselves have said that a resource is there, or that it is gone. */
function isSettled({ arn }: Tagged, described: readonly Described[]): boolean {
  const { service, type, id } = parseArn(arn);
  switch (service) {
    case "ec2":
      return isListedByEc2(id);
    case "iam":
      return isListedByIam(type);
    case "eks":
      // Node groups, add-ons and the like go before their cluster.
      return type === "cluster" || !described.some((one) => one.type === "cluster" && one.id === clusterOf(id));
    case "logs":
      return type === "log-group";
    case "kms":
      return type === "key";
    default:
      return false;
  }
}

/** The cluster that `cluster/NAME`, `nodegroup/NAME/GROUP/UUID` and the others are of; `id` is what follows the type. */
function clusterOf(id: string): string {
  return id.split("/", 1)[0] ?? id;
}

/** Some services list their resources without tags. */
function withTheirTags(described: readonly Described[], tagged: readonly Tagged[]): Described[] {
  const byArn = new Map(tagged.map(({ arn, tags }) => [withoutEnding(arn), tags]));
  return described.map((one) => ({ ...one, tags: { ...byArn.get(one.arn ?? ""), ...one.tags } }));
}

function withoutEnding(arn: string): string {
  return arn.replace(/:\*$/, "");
}
