import { applyRules, projectRules, type Rule } from "../policy";
import { readConfigFile } from "../stacks/config";
import { main } from "../stacks/main";
import { expandRemoteComponents, record, type RecordedResource } from "../testing";
import { manifestFiles, releaseFiles, type PreviewFile } from "./manifests";
import { summarize, type Summary } from "./summary";

/** What an environment would be. */
export interface Preview {
  /** As the program registered them. */
  readonly resources: readonly RecordedResource[];
  /** The same, and below each remote component what its plugin makes: what the figures are of. */
  readonly expanded: readonly RecordedResource[];
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
  rules: readonly Rule[] = projectRules,
): Promise<Preview> {
  const config = readConfigFile(environment, folder);
  const { resources } = await record(() => main(config), { stack: environment });
  return describePreview(environment, resources, rules);
}

/** What is told of the resources that a program registered for an environment. */
export function describePreview(
  environment: string,
  resources: readonly RecordedResource[],
  rules: readonly Rule[] = projectRules,
): Preview {
  const expanded = expandRemoteComponents(resources);
  const summary = summarize(environment, expanded, applyRules(rules, expanded));
  const manifests = [...manifestFiles(resources), ...releaseFiles(resources)];
  const files = ["resources.json", "summary.json", ...manifests.map(({ path }) => path)];
  return {
    resources,
    expanded,
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
