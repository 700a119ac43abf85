import { applyRules, workloadRules, type Rule } from "../policy";
import { readConfigFile } from "../stacks/config";
import { main } from "../stacks/main";
import { record, type RecordedResource } from "../testing";
import { manifestFiles, type PreviewFile } from "./manifests";
import { summarize, type Summary } from "./summary";

/** What an environment would be. */
export interface Preview {
  readonly resources: readonly RecordedResource[];
  readonly summary: Summary;
  /** What is written to the environment's folder. */
  readonly files: readonly PreviewFile[];
}

/**
 * Evaluates the whole program for one environment, without an engine, a cluster or a network.
 * @param folder where `Pulumi.<environment>.yaml` is; default: the project's folder
 * @param rules the policy; default: that of the project
 * @throws SlipwayError if the configuration is wrong
 */
export async function previewEnvironment(
  environment: string,
  folder?: string,
  rules: readonly Rule[] = workloadRules,
): Promise<Preview> {
  const config = readConfigFile(environment, folder);
  const { resources } = await record(() => main(config), { stack: environment });
  return describePreview(environment, resources, rules);
}

/** What is told of the resources that a program registered for an environment. */
export function describePreview(
  environment: string,
  resources: readonly RecordedResource[],
  rules: readonly Rule[] = workloadRules,
): Preview {
  const summary = summarize(environment, resources, applyRules(rules, resources));
  const manifests = manifestFiles(resources);
  const files = ["resources.json", "summary.json", ...manifests.map(({ path }) => path)];
  return {
    resources,
    summary,
    files: [
      { path: "resources.json", text: json({ environment, resources }) },
      { path: "summary.json", text: json({ ...summary, files }) }, // by which a later preview knows its own
      ...manifests,
    ],
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
