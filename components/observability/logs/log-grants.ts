import { objectActions, type PolicyStatement } from "../../core";
import { bucketArn } from "../../network";
import { snapshotPath } from "./documents/snapshots";
import type { LoggingAround } from "./logging-around";
import type { LoggingSpec } from "./logging-spec";
import { elasticsearchServiceAccount } from "./store/elasticsearch";
import { logNamespaces } from "./store-names";

/** A cloud identity that pods of logs need. Their service account is made with it, as its annotations are only known then. */
export interface LogGrant {
  readonly namespace: string;
  readonly name: string;
  readonly indispensableFor: string;
  readonly statements: readonly PolicyStatement[];
  /** By its token: Elasticsearch cannot read that of a Pod Identity before 9.6. */
  readonly identity: "irsa";
}

/**
 * Identities that are to be granted. Source of the actions: "Recommended S3 permissions" in Elastic's guide to S3 repositories; objects are narrowed to the folder of
 * the cluster.
 */
export function logGrants(
  { store, elasticsearch: { snapshots } = {} }: LoggingSpec,
  { region, clusterName }: Pick<LoggingAround, "region" | "clusterName">,
): LogGrant[] {
  // The check has refused it off AWS.
  if (store !== "elastic" || snapshots === undefined || region === undefined) return [];
  const bucket = bucketArn(snapshots.bucket, region);
  return [
    {
      namespace: logNamespaces.store,
      name: elasticsearchServiceAccount,
      indispensableFor: "keeping snapshots of logs",
      identity: "irsa",
      statements: [
        {
          effect: "Allow",
          actions: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
          resources: [bucket],
        },
        {
          effect: "Allow",
          actions: objectActions,
          resources: [`${bucket}/${snapshotPath(clusterName)}/*`],
        },
      ],
    },
  ];
}
