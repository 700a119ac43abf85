// The JSON of policies, and which statements are refused. Whether AWS knows an action is not looked up.
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { checkStatements, policyDocument, trustPolicy, type PolicyStatement } from "../../components/core";
import { record } from "../../testing";

const read: PolicyStatement = { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] };

/** The text that an output resolves to. */
async function textOf(output: () => pulumi.Output<string>): Promise<unknown> {
  const { outputs } = await record(() => ({ text: output() }));
  return outputs.text;
}

test("a policy has its keys in a fixed order", async () => {
  const statement = {
    conditions: { StringEquals: { "aws:ResourceTag/team": "shop" } },
    resources: [pulumi.output("arn:aws:s3:::pictures/*"), "arn:aws:s3:::sounds/*"],
    actions: ["s3:GetObject", "s3:ListBucket"],
    effect: "Deny",
  } as const;
  expect(await textOf(() => policyDocument([read, statement]))).toBe(
    '{"Version":"2012-10-17","Statement":[' +
      '{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::pictures/*"]},' +
      '{"Effect":"Deny","Action":["s3:GetObject","s3:ListBucket"],' +
      '"Resource":["arn:aws:s3:::pictures/*","arn:aws:s3:::sounds/*"],' +
      '"Condition":{"StringEquals":{"aws:ResourceTag/team":"shop"}}}]}',
  );
});

test("a trust policy says who, and under which conditions", async () => {
  const trust = { principal: { Service: "ec2.amazonaws.com" }, actions: ["sts:AssumeRole"] } as const;
  expect(await textOf(() => trustPolicy(trust))).toBe(
    '{"Version":"2012-10-17","Statement":[' +
      '{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole"]}]}',
  );
  const conditions = { Bool: { "aws:SecureTransport": "true" } };
  expect(await textOf(() => trustPolicy(pulumi.output({ ...trust, conditions })))).toBe(
    '{"Version":"2012-10-17","Statement":[' +
      '{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole"],' +
      '"Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}',
  );
});

test("no statement, and empty lists, are refused", () => {
  expect(checkStatements([])).toEqual([
    { path: [], message: "there is no statement", fix: "say which actions on which resources are needed" },
  ]);
  expect(checkStatements([read, { effect: "Allow", actions: [], resources: [] }])).toEqual([
    { path: [1, "actions"], message: "actions is empty", fix: "name at least one" },
    { path: [1, "resources"], message: "resources is empty", fix: "name at least one" },
  ]);
});

test("what is no action is refused", () => {
  const actions = ["s3:GetObject", "s3:Get Object", "S3:GetObject", "*:*"] as PolicyStatement["actions"];
  expect(checkStatements([{ ...read, actions }])).toEqual(
    [1, 2, 3].map((at) => ({
      path: [0, "actions", at],
      message: "this is no action of AWS",
      found: actions[at],
      allowed: "a service and an action, such as s3:GetObject",
      fix: "write service:Action",
    })),
  );
});

test("everything on everything is refused", () => {
  const statement = { ...read, actions: ["s3:GetObject", "s3:*"], resources: ["arn:aws:s3:::pictures", "*"] } as const;
  expect(checkStatements([statement])).toEqual([
    {
      path: [0, "actions", 1],
      message: "it may do everything that the service can do, to everything",
      found: "s3:* on *",
      allowed: "named actions on *, or any action on named resources",
      fix: "name the actions, or the ARNs of the resources",
    },
  ]);
});

const wholeServices = ["*", "s3:*", "s3:**", "s3:?*", "s3:*?"] as PolicyStatement["actions"];
const allResources = ["*", "**", "arn:aws:s3:::*", "arn:aws:*:*:*:*", "arn:*:*:*:*:*", "arn:aws:dynamodb:*:*:*/*"];
const namedActions = ["ec2:DescribeInstances", "s3:Get*", "kms:ReEncrypt*"] as const;
const namedResources = [
  "arn:aws:s3:::pictures/*",
  "arn:aws:iam::111122223333:*",
  "arn:aws:ec2:*:*:network-interface/*",
];

test("whichever way it is written, and whatever stands beside it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...wholeServices),
      fc.constantFrom(...allResources),
      fc.subarray([...namedActions]),
      fc.subarray(namedResources),
      (action, resource, otherActions, otherResources) => {
        const actions = [...otherActions, action];
        const found = checkStatements([{ effect: "Allow", actions, resources: [...otherResources, resource] }]);
        expect(found.map(({ path }) => path)).toEqual([[0, "actions", actions.length - 1]]);
      },
    ),
  );
});

test("a denial of everything, named actions and named resources are accepted", () => {
  fc.assert(
    fc.property(
      fc.subarray([...namedActions], { minLength: 1 }),
      fc.constantFrom(...wholeServices),
      fc.constantFrom(...allResources),
      fc.subarray(namedResources, { minLength: 1 }),
      (actions, wholeService, everything, resources) => {
        expect(
          checkStatements([
            { effect: "Allow", actions, resources: [everything] },
            { effect: "Allow", actions: [wholeService], resources },
            { effect: "Deny", actions: [wholeService], resources: [everything] },
          ]),
        ).toEqual([]);
      },
    ),
  );
});
