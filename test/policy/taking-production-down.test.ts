// docs/aws.md, "Production": what a person writes to take production down must pass the rules that pipelines hold it to.
import { applyRules, projectRules } from "../../policy";
import { readConfigFile, type StackConfig } from "../../stacks/config";
import { main } from "../../stacks/main";
import { expandRemoteComponents, record } from "../../testing";

async function mandatory(change: (config: StackConfig) => StackConfig): Promise<string[]> {
  const config = change(readConfigFile("prod"));
  const { resources } = await record(() => main(config), { stack: "prod" });
  return applyRules(projectRules, expandRemoteComponents(resources))
    .filter(({ level }) => level === "mandatory")
    .map(({ rule }) => rule);
}

function unprotected(config: StackConfig): StackConfig {
  if (config.cluster.target !== "eks") throw new Error("prod is on EKS");
  return { ...config, cluster: { ...config.cluster, protected: false } };
}

test("production as it is passes", async () => {
  expect(await mandatory((config) => config)).toEqual([]);
});

test("production without protection does not", async () => {
  expect(await mandatory(unprotected)).toContain("deletion-protection-in-production");
});

test("what was production, and is called staging before it is taken down, passes", async () => {
  expect(await mandatory((config) => unprotected({ ...config, stage: "staging" }))).toEqual([]);
});
