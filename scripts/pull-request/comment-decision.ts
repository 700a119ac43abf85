import { commentMarker } from "./comment-body";

/** A comment, as GitHub's API tells it. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Login of its author. */
  readonly author: string;
}

/** An open pull request, as GitHub's API tells it. */
export interface PullRequest {
  readonly number: number;
  /** The commit that it would merge now. */
  readonly headSha: string;
  /** `owner/name` of the repository that it comes from; undefined if that is gone. */
  readonly headRepository: string | undefined;
}

/** The run of a preview, as the event says: this cannot be forged by a pull request. */
export interface PreviewRun {
  readonly headSha: string;
  /** `owner/name`. */
  readonly headRepository: string;
  readonly headBranch: string;
  /** Address of the run. */
  readonly url: string;
}

export type CommentAction =
  | { readonly kind: "create" }
  | { readonly kind: "update"; readonly id: number }
  | { readonly kind: "keep"; readonly id: number };

/** What `GITHUB_TOKEN` writes as. */
const ownAuthor = "github-actions[bot]";

/**
 * What becomes of the comments of a pull request: the oldest that is ours is updated, or left if it says the same.
 * One by somebody else is never touched, even if it has our mark.
 */
export function chooseAction(comments: readonly Comment[], body: string): CommentAction {
  const [own] = comments
    .filter((comment) => comment.author === ownAuthor && comment.body.startsWith(commentMarker))
    .sort((one, other) => one.id - other.id);
  if (own === undefined) return { kind: "create" };
  // GitHub may hand a text back with other line ends.
  return { kind: own.body.replaceAll("\r\n", "\n") === body ? "keep" : "update", id: own.id };
}

/**
 * The pull request that a run belongs to, or the reason why there is none.
 * @param open those that are open, from the run's branch
 * @param claimed the number in the run's results: it only decides between pull requests that the run may be of
 */
export function choosePullRequest(
  open: readonly PullRequest[],
  run: PreviewRun,
  claimed: number | undefined,
): { readonly number: number } | { readonly reason: string } {
  const own = open.filter(({ headRepository }) => headRepository === run.headRepository);
  if (own.length === 0) return { reason: "no open pull request comes from this branch" };
  const current = own.filter(({ headSha }) => headSha === run.headSha);
  if (current.length === 0) return { reason: "the pull request has moved on, and a later run will tell of it" };
  const [first, second] = claimed === undefined ? current : current.filter(({ number }) => number === claimed);
  if (first === undefined) return { reason: "the results name a pull request that the run is not of" };
  if (second !== undefined) return { reason: "the run may be of several pull requests, and its results name none" };
  return { number: first.number };
}
