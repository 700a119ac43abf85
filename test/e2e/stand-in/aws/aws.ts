import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fakeAwsOutputs } from "../../../../testing/aws-fakes";
import { setting } from "../settings";
import type { StandIn } from "../stand-in";
import { Account } from "./account";

/**
 * Inputs that AWS cannot change in place, by type, as the provider's documentation marks them ("forces new resource"): those that
 * tests change, or that would hide a mistake if they were changed in place.
 */
const fixedInputs: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudwatch/logGroup:LogGroup": ["name"],
  "aws:ec2/subnet:Subnet": ["vpcId", "cidrBlock", "availabilityZone"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/natGateway:NatGateway": ["subnetId", "allocationId"],
  "aws:eks/accessEntry:AccessEntry": ["clusterName", "principalArn"],
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": [
    "clusterName",
    "principalArn",
    "policyArn",
    "accessScope",
  ],
  "aws:eks/addon:Addon": ["clusterName", "addonName"],
  "aws:eks/cluster:Cluster": ["name", "roleArn", "kubernetesNetworkConfig", "encryptionConfig"],
  "aws:eks/nodeGroup:NodeGroup": [
    "clusterName",
    "instanceTypes",
    "amiType",
    "capacityType",
    "subnetIds",
    "nodeRoleArn",
  ],
  "aws:iam/role:Role": ["name"],
  "aws:kms/key:Key": [],
};

/** AWS as far as this project uses it: outputs are those of the offline preview's fakes, made unique to each creation. */
export const aws: StandIn = {
  async create({ type, urn, inputs }) {
    refuseAsTold(urn);
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const fake = fakeAwsOutputs({ type, name, urn: `${urn} ${randomUUID()}`, inputs, region: "eu-central-1" });
    if (fake === undefined)
      throw new Error(`the stand-in for aws does not know ${type}: add it to testing/aws-fakes.ts`);
    await begin(`create ${type} ${name}`);
    account().add({
      type,
      urn,
      id: fake.id,
      knownAs: [...new Set([fake.id, ...namesOf(type, fake.outputs, inputs)])],
      inputs,
    });
    note(`end create ${type} ${name}`);
    // The real provider repeats the id among the outputs, where policies look for it.
    return { id: fake.id, outputs: { ...fake.outputs, id: fake.id } };
  },

  async update({ type, urn, id, inputs }) {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    await begin(`update ${type} ${name}`);
    account().change(id, urn, inputs);
    note(`end update ${type} ${name}`);
  },

  async delete({ type, urn, id }) {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    await begin(`delete ${type} ${name}`);
    account().remove(id, urn);
    note(`end delete ${type} ${name}`);
  },

  replaceOn: (type) => fixedInputs[type] ?? [],
};

/** Its identifiers among the outputs, such as the ARN, and the security groups that come with it. */
function namesOf(
  type: string,
  outputs: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, unknown>>,
): string[] {
  const own = ["arn", "keyId", "allocationId", "defaultSecurityGroupId", "defaultRouteTableId"].map(
    (key) => outputs[key],
  );
  const ofCluster =
    type === "aws:eks/cluster:Cluster"
      ? [inputs.name, (outputs.vpcConfig as { clusterSecurityGroupId?: unknown } | undefined)?.clusterSecurityGroupId]
      : [];
  return [...own, ...ofCluster].filter((value) => typeof value === "string");
}

function account(): Account {
  const file = setting("account");
  if (file === undefined) throw new Error("the stand-in for aws was not told where its account is");
  return new Account(file);
}

function refuseAsTold(urn: string): void {
  const file = setting("failures");
  if (file === undefined || !existsSync(file)) return;
  const told = readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text !== "");
  if (told.some((text) => urn.includes(text))) throw new Error(`ServiceUnavailable: ${urn}, as the test told`);
}

/** Takes a moment, so that operations that nothing puts in an order overlap. */
async function begin(operation: string): Promise<void> {
  note(`begin ${operation}`);
  await sleep(50);
}

function note(line: string): void {
  const file = setting("log");
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}
