import { commentBody } from "./comment-body";
import { chooseAction, choosePullRequest, type PreviewRun } from "./comment-decision";
import type { GitHub } from "./github";
import type { PreviewResults } from "./preview-results";

/**
 * Writes the previews of a run to its pull request: into the comment that is there, or into a new one.
 * @param results undefined if the run ended before there were any
 * @returns what was done, in a sentence
 */
export async function postPreview(
  github: GitHub,
  run: PreviewRun,
  results: PreviewResults | undefined,
): Promise<string> {
  const [owner = ""] = run.headRepository.split("/");
  const open = await github.pullRequests(owner, run.headBranch);
  const chosen = choosePullRequest(open, run, results?.pullRequest);
  if ("reason" in chosen) return `nothing was written: ${chosen.reason}`;

  const body = commentBody(results, { commit: run.headSha, runUrl: run.url });
  const action = chooseAction(await github.comments(chosen.number), body);
  switch (action.kind) {
    case "create":
      await github.createComment(chosen.number, body);
      return `pull request ${chosen.number}: a comment was written`;
    case "update":
      await github.updateComment(action.id, body);
      return `pull request ${chosen.number}: comment ${action.id} was updated`;
    case "keep":
      return `pull request ${chosen.number}: comment ${action.id} says so already`;
  }
}
