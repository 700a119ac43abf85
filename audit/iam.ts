import {
  ListOpenIDConnectProvidersCommand,
  paginateListInstanceProfiles,
  paginateListOpenIDConnectProviderTags,
  paginateListPolicies,
  paginateListPolicyTags,
  paginateListRoles,
  paginateListRoleTags,
} from "@aws-sdk/client-iam";
import type { AuditAction } from "./actions";
import type { Connection } from "./connection";
import { all, ask, isNotFound } from "./failure";
import type { Described, Tags } from "./ownership";
import { eachOf, everyPage, tagsOf, type ListedTag } from "./pages";

/** Roles that AWS makes for itself, and of which nobody's environment consists. */
const rolesOfAws = /^\/(aws-service-role|aws-reserved)\//;

/** IAM answers some tens of requests a second. */
const atOnce = 8;

/** Whether resources of a type in IAM are listed here, so that one is gone if it is not in the list. */
export function isListedByIam(type: string): boolean {
  return ["role", "policy", "oidc-provider", "instance-profile"].includes(type);
}

/**
 * Roles, policies and identity providers of the account, whoever they belong to, and the instance profiles that hold the roles. The
 * tagging API does not list roles, and the lists of IAM have no tags, so each is asked about.
 */
export async function describeIam({ iam: client, abortSignal }: Connection): Promise<Described[]> {
  const options = { abortSignal };
  const paging = { client, pageSize: 100 };

  const roles = async (): Promise<Described[]> => {
    const pages = paginateListRoles(paging, {}, options);
    const listed = await ask("iam:ListRoles", () => everyPage(pages, (page) => page.Roles));
    return withTags(
      listed.filter(({ Path = "/" }) => !rolesOfAws.test(Path)),
      "iam:ListRoleTags",
      ({ RoleName }) => paginateListRoleTags({ client }, { RoleName }, options),
      ({ RoleName, Arn, CreateDate }, tags) => ({
        service: "iam",
        type: "role",
        id: RoleName ?? "",
        arn: Arn,
        created: CreateDate,
        tags,
      }),
    );
  };
  const policies = async (): Promise<Described[]> => {
    const pages = paginateListPolicies(paging, { Scope: "Local" }, options);
    const listed = await ask("iam:ListPolicies", () => everyPage(pages, (page) => page.Policies));
    return withTags(
      listed,
      "iam:ListPolicyTags",
      ({ Arn }) => paginateListPolicyTags({ client }, { PolicyArn: Arn }, options),
      ({ PolicyName, Arn, CreateDate }, tags) => ({
        service: "iam",
        type: "policy",
        id: PolicyName ?? "",
        arn: Arn,
        created: CreateDate,
        tags,
      }),
    );
  };
  const identityProviders = async (): Promise<Described[]> => {
    const command = new ListOpenIDConnectProvidersCommand({});
    const answer = await ask("iam:ListOpenIDConnectProviders", () => client.send(command, options));
    return withTags(
      answer.OpenIDConnectProviderList ?? [],
      "iam:ListOpenIDConnectProviderTags",
      ({ Arn }) => paginateListOpenIDConnectProviderTags({ client }, { OpenIDConnectProviderArn: Arn }, options),
      ({ Arn = "" }, tags) => ({
        service: "iam",
        type: "oidc-provider",
        id: Arn.slice(Arn.indexOf("/") + 1),
        arn: Arn,
        tags,
      }),
    );
  };
  const instanceProfiles = async (): Promise<Described[]> => {
    const pages = paginateListInstanceProfiles(paging, {}, options);
    const listed = await ask("iam:ListInstanceProfiles", () => everyPage(pages, (page) => page.InstanceProfiles));
    return listed.map(({ InstanceProfileName = "", Arn, CreateDate, Roles }) => ({
      service: "iam",
      type: "instance-profile",
      id: InstanceProfileName,
      arn: Arn,
      created: CreateDate,
      tags: {},
      // EKS and Karpenter make them, and the role cannot be deleted before.
      within: Roles?.[0]?.RoleName,
    }));
  };
  return (await all([roles(), policies(), identityProviders(), instanceProfiles()])).flat();
}

function withTags<Item>(
  items: readonly Item[],
  action: AuditAction,
  question: (item: Item) => AsyncIterable<{ readonly Tags: readonly ListedTag[] | undefined }>,
  describe: (item: Item, tags: Tags) => Described,
): Promise<Described[]> {
  return ask(action, async () => {
    const described = await eachOf(items, atOnce, async (item) => {
      try {
        return [describe(item, tagsOf(await everyPage(question(item), (page) => page.Tags)))];
      } catch (error) {
        if (isNotFound(error)) return []; // deleted since it was listed
        throw error;
      }
    });
    return described.flat();
  });
}
