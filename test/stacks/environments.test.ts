/**
 * Every environment, recorded whole. This shows what the program registers and how it hangs together; that the engine and
 * an API server accept it is shown by `npm run e2e`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environments, readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { isComponent, record, type RecordedResource } from "../../testing";

const recordEnvironment = async (environment: string, preview = true): Promise<readonly RecordedResource[]> => {
  const config = readConfigFile(environment);
  return (await record(() => main(config), { stack: environment, preview })).resources;
};

it("knows the environments local and dev", () => {
  expect(environments()).toEqual(["dev", "local"]);
});

describe.each(environments())("the environment %s", (environment) => {
  let resources: readonly RecordedResource[] = [];
  beforeAll(async () => {
    resources = await recordEnvironment(environment);
  });

  /**
   * Names, types and parents are API: a change of any of them replaces what users run. Where that is meant, give the
   * resource an alias, and write the list anew with UPDATE_IDENTITY=1 npm test.
   */
  it("registers the same types, names and parents as ever", () => {
    const file = path.join(__dirname, "identity", `${environment}.txt`);
    const identity = `${resources.map(({ path: where, type }) => `${where}  ${type}`).join("\n")}\n`;
    if (process.env.UPDATE_IDENTITY === "1") writeFileSync(file, identity);
    expect(identity).toBe(readFileSync(file, "utf8"));
  });

  it("registers the same when it is previewed and when it is applied", async () => {
    expect(await recordEnvironment(environment, false)).toEqual(resources);
  });

  it("knows every input before anything is made", () => {
    expect(JSON.stringify(resources)).not.toContain('{"unknown":true}');
  });

  it("gives every Kubernetes object the provider of its cluster", () => {
    const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(objects.length).toBeGreaterThan(50);
    expect(objects.filter(({ provider }) => provider !== "ExistingCluster:cluster/kubernetes:cluster")).toEqual([]);
  });

  it("has outputs for every component", () => {
    const components = resources.filter(isComponent);
    expect(components).toHaveLength(15);
    expect(components.filter(({ outputs }) => Object.keys(outputs).length === 0)).toEqual([]);
  });

  it("stays within the budget of 300 resources", () => {
    expect(resources.filter((resource) => !isComponent(resource)).length).toBeLessThanOrEqual(300);
  });

  it("makes the network policy of a workload before its pods, and the default one before everything", () => {
    const deployments = resources.filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(deployments).toHaveLength(12);
    for (const { parent, name, dependsOn } of deployments) {
      expect(dependsOn).toContain(`${parent ?? ""}/NetworkPolicy:${name}`);
      expect(dependsOn).toContain("Shop:shop/Namespace:shop-namespace/NetworkPolicy:shop-namespace-default-deny");
    }
  });

  it("writes objects that the schemas of Kubernetes 1.36 accept", () => {
    const objects = resources.filter(({ inputs }) => typeof inputs.kind === "string").map(({ inputs }) => inputs);
    const output = execFileSync(process.execPath, [path.join(__dirname, "validate-objects.mjs")], {
      input: JSON.stringify(objects),
    });
    expect(JSON.parse(output.toString())).toEqual({ checked: objects.length, problems: [] });
  });
});
