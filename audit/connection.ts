import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ask, AuditError } from "./failure";
import type { AuditScope } from "./scope";

/** An account and a region that answers, seen with the rights of whoever asks. */
export interface Connection {
  /** Twelve digits. */
  readonly accountId: string;
  /** ARN of whoever asks. */
  readonly caller: string;
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  /** Ends every question when the time is up. */
  readonly abortSignal: AbortSignal;
}

/**
 * Connects to an environment's account, and makes sure that it is that account: of another one an audit would say that nothing is
 * left. Credentials and, for tests, `AWS_ENDPOINT_URL` are taken from the surroundings, as the SDK does.
 * @throws AuditError if there are no credentials, if the role is refused, or if it is another account
 */
export async function connect(scope: AuditScope, abortSignal: AbortSignal): Promise<Connection> {
  const settings = { region: scope.region, maxAttempts: 6, retryMode: "standard" };
  const sts = new STSClient(settings);
  const credentials = scope.role === undefined ? undefined : await assume(sts, scope.role, abortSignal);
  const assumed = credentials === undefined ? settings : { ...settings, credentials };

  const identity = await ask("sts:GetCallerIdentity", () =>
    new STSClient(assumed).send(new GetCallerIdentityCommand({}), { abortSignal }),
  );
  const { Account: accountId = "", Arn: caller = "" } = identity;
  if (scope.accountId !== undefined && scope.accountId !== accountId) {
    throw new AuditError([
      {
        message: `these credentials are for account ${accountId} (${caller}), and ${scope.environment} is in account ${scope.accountId}`,
        fix: `use credentials of account ${scope.accountId}: AWS_PROFILE, or --role with a role in it`,
      },
    ]);
  }
  return {
    accountId,
    caller,
    ec2: new EC2Client(assumed),
    eks: new EKSClient(assumed),
    // IAM allows few requests a second, and there is one for each role.
    iam: new IAMClient({ ...assumed, maxAttempts: 10, retryMode: "adaptive" }),
    kms: new KMSClient(assumed),
    logs: new CloudWatchLogsClient(assumed),
    tagging: new ResourceGroupsTaggingAPIClient(assumed),
    abortSignal,
  };
}

async function assume(sts: STSClient, role: string, abortSignal: AbortSignal) {
  const command = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "slipway-audit", DurationSeconds: 900 });
  const { Credentials: given } = await ask("sts:AssumeRole", () => sts.send(command, { abortSignal }));
  return {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    ...(given?.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
  };
}
