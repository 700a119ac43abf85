// What a stack tells of its backups, from its configuration. That backups are in that bucket is not shown.
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { record, type Recording } from "../../testing";

async function recordEnvironment(environment: string): Promise<Recording> {
  const config = readConfigFile(environment);
  return record(() => main(config), { stack: environment });
}

test("the output backups names the bucket, for whoever has lost the cluster", async () => {
  const { resources, outputs } = await recordEnvironment("prod");
  const bucket = resources.find(
    ({ name, type }) => name === "add-ons-velero-backups" && type === "aws:s3/bucket:Bucket",
  );
  expect(bucket?.inputs.bucketPrefix).toBe("slipway-prod-backups-");
  expect(outputs.backups).toBe(bucket?.outputs.bucket);
});

test("there is no such output without backups", async () => {
  const { outputs } = await recordEnvironment("local");
  expect(outputs).not.toHaveProperty("backups");
});
