import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeClusterCommand } from "@aws-sdk/client-eks";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { paginateGetResources } from "@aws-sdk/client-resource-groups-tagging-api";
import type { Connection } from "./connection";
import { monthly } from "./cost-hints";
import { all, ask, isNotFound } from "./failure";
import { clusterTags, type Described, type Tags } from "./ownership";
import { everyPage, tagsOf } from "./pages";
import type { AuditScope } from "./scope";

/** What the tagging API knows of a resource, which may be gone since a while. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Tags;
}

/** What the tagging API finds by the tags of an environment, and by those of its cluster. */
export async function findTagged({ tagging, abortSignal }: Connection, scope: AuditScope): Promise<Tagged[]> {
  const searches = [
    scope.tags,
    ...Object.entries(clusterTags(scope.clusterName)).map(([key, value]) => ({ [key]: value })),
  ];
  const found = await all(
    searches.map((wanted) => {
      const TagFilters = Object.entries(wanted).map(([Key, value]) => ({ Key, Values: [value] }));
      const pages = paginateGetResources({ client: tagging, pageSize: 100 }, { TagFilters }, { abortSignal });
      return ask("tag:GetResources", () => everyPage(pages, (page) => page.ResourceTagMappingList));
    }),
  );
  const byArn = new Map(found.flat().map(({ ResourceARN = "", Tags }) => [ResourceARN, tagsOf(Tags)]));
  return [...byArn].map(([arn, tags]) => ({ arn, tags }));
}

/** A cluster; nothing if there is none of this name. */
export function describeCluster(
  { eks, abortSignal }: Connection,
  name: string,
  isNamedAfterCluster: boolean,
): Promise<Described[]> {
  return ask("eks:DescribeCluster", async () => {
    try {
      const { cluster } = await eks.send(new DescribeClusterCommand({ name }), { abortSignal });
      return [
        {
          service: "eks",
          type: "cluster",
          id: name,
          arn: cluster?.arn,
          state: cluster?.status,
          created: cluster?.createdAt,
          tags: cluster?.tags ?? {},
          usdPerMonth: monthly.cluster,
          isNamedAfterCluster,
        },
      ];
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  });
}

/** The log groups whose names begin with a text. Their tags are not asked for: the tagging API has them. */
export function describeLogGroups(
  { logs, abortSignal }: Connection,
  prefix: string,
  isNamedAfterCluster: boolean,
): Promise<Described[]> {
  const pages = paginateDescribeLogGroups(
    { client: logs, pageSize: 50 },
    { logGroupNamePrefix: prefix },
    { abortSignal },
  );
  return ask("logs:DescribeLogGroups", async () =>
    (await everyPage(pages, (page) => page.logGroups)).map(({ logGroupName, arn, creationTime, storedBytes }) => ({
      service: "logs",
      type: "log-group",
      id: logGroupName ?? "",
      arn: arn?.replace(/:\*$/, ""),
      created: creationTime === undefined ? undefined : new Date(creationTime),
      tags: {},
      usdPerMonth: monthly.logs(storedBytes),
      isNamedAfterCluster,
    })),
  );
}

/** A key; nothing if it is gone. One that waits for its deletion is described with that state. */
export function describeKey({ kms, abortSignal }: Connection, arn: string): Promise<Described[]> {
  return ask("kms:DescribeKey", async () => {
    try {
      const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: arn }), { abortSignal });
      return [
        {
          service: "kms",
          type: "key",
          id: key?.KeyId ?? arn,
          arn,
          name: key?.Description,
          state: key?.KeyState,
          created: key?.CreationDate,
          ends: key?.KeyState === "PendingDeletion" ? key.DeletionDate : undefined,
          tags: {},
          usdPerMonth: monthly.key,
        },
      ];
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  });
}
