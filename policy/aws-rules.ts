import { clusterRules } from "./aws/cluster-rules";
import { dataRules } from "./aws/data-rules";
import { identityRules } from "./aws/identity-rules";
import { networkRules } from "./aws/network-rules";
import { nodeRules } from "./aws/node-rules";
import { tagRules } from "./aws/tag-rules";
import type { Rule } from "./rule";

/**
 * What the AWS half of a program must keep to. The rules look at resources of `@pulumi/aws`; a remote component, such
 * as `eks.Cluster`, is to be expanded to the resources that its provider makes before they are applied. What they
 * cannot see (a secret, or a value that is known only after `up`) they say nothing about. Which environment is
 * production is told by the tag `Stage`, mostly a default tag of the provider.
 */
export const awsRules: readonly Rule[] = [
  ...clusterRules,
  ...nodeRules,
  ...networkRules,
  ...identityRules,
  ...dataRules,
  ...tagRules,
];
