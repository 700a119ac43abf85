import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { setting } from "../settings";

// Answers as `aws eks get-token` does, but with the administrator's certificate of the API server of the tests instead of a token.
// It refuses any other call: what a kubeconfig calls is thereby seen to be in the form of the AWS command line.

const { values, positionals } = parseArgs({
  options: {
    region: { type: "string" },
    "cluster-name": { type: "string" },
    output: { type: "string" },
    "role-arn": { type: "string" },
  },
  allowPositionals: true,
});
if (positionals.join(" ") !== "eks get-token") throw new Error(`not known: aws ${positionals.join(" ")}`);
if (values.region === undefined || values["cluster-name"] === undefined || values.output !== "json") {
  throw new Error("aws eks get-token needs --region, --cluster-name and --output json");
}
const file = setting("kubeconfig");
if (file === undefined) throw new Error("the stand-in for the AWS command line was not told where the API server is");
const { users } = parse(readFileSync(file, "utf8")) as { users: { user: Record<string, string> }[] };
const read = (key: string): string => readFileSync(users[0]?.user[key] ?? "", "utf8");
process.stdout.write(
  JSON.stringify({
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1beta1",
    spec: {},
    status: {
      expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString(),
      clientCertificateData: read("client-certificate"),
      clientKeyData: read("client-key"),
    },
  }),
);
