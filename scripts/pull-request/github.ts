import { z } from "zod";
import type { Comment, PullRequest } from "./comment-decision";

const comments = z.array(
  z.object({ id: z.int(), body: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }),
);

const pullRequests = z.array(
  z.object({
    number: z.int(),
    head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  }),
);

const pageSize = 100;
/** More comments than any pull request has; without an end, an answer that never is short would be read forever. */
const pageLimit = 100;

/** The part of GitHub's REST API that a comment needs. */
export class GitHub {
  /**
   * @param repository `owner/name`
   * @param token may write comments on pull requests
   * @param api address of the API, without a slash at its end
   */
  constructor(
    private readonly repository: string,
    private readonly token: string,
    private readonly api: string,
  ) {}

  /** Open pull requests from a branch, which may be of a fork. */
  async pullRequests(headOwner: string, headBranch: string): Promise<PullRequest[]> {
    const query = new URLSearchParams({ state: "open", head: `${headOwner}:${headBranch}` });
    const found = await this.list(`pulls?${query.toString()}`, pullRequests);
    return found.map(({ number, head }) => ({ number, headSha: head.sha, headRepository: head.repo?.full_name }));
  }

  /** Every comment of a pull request, oldest first. */
  async comments(pullRequest: number): Promise<Comment[]> {
    const found = await this.list(`issues/${pullRequest}/comments?`, comments);
    return found.map(({ id, body, user }) => ({ id, body: body ?? "", author: user?.login ?? "" }));
  }

  async createComment(pullRequest: number, body: string): Promise<void> {
    await this.request("POST", `issues/${pullRequest}/comments`, { body });
  }

  async updateComment(id: number, body: string): Promise<void> {
    await this.request("PATCH", `issues/comments/${id}`, { body });
  }

  private async list<Item>(path: string, schema: z.ZodType<Item[]>): Promise<Item[]> {
    const items: Item[] = [];
    for (let page = 1; page <= pageLimit; page++) {
      const found = schema.parse(await this.request("GET", `${path}&per_page=${pageSize}&page=${page}`));
      items.push(...found);
      if (found.length < pageSize) break;
    }
    return items;
  }

  private async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.api}/repos/${this.repository}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${this.token}`,
        "x-github-api-version": "2022-11-28",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: GitHub answers ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }
}
