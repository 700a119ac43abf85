import { commentBody } from "./pull-request/comment-body";
import { GitHub } from "./pull-request/github";
import { postPreview } from "./pull-request/post-preview";
import { readPreviewResults } from "./pull-request/preview-results";

const usage = `Usage: node scripts/run-ts.cjs scripts/pull-request-comment.ts (show | post) RESULTS

  show    prints the comment for the results of scripts/preview-environments.ts; takes HEAD_SHA and RUN_URL
  post    writes it to the pull request of the run that HEAD_SHA, HEAD_REPOSITORY, HEAD_BRANCH and RUN_URL describe,
          with GITHUB_REPOSITORY, GITHUB_API_URL and GITHUB_TOKEN; updates the comment of an earlier run`;

async function main([command, file, surplus]: readonly string[]): Promise<void> {
  if (file === undefined || surplus !== undefined) throw new Error(usage);
  const results = readPreviewResults(file);
  if (command === "show") {
    console.log(commentBody(results, { commit: setting("HEAD_SHA"), runUrl: setting("RUN_URL") }));
  } else if (command === "post") {
    const github = new GitHub(setting("GITHUB_REPOSITORY"), setting("GITHUB_TOKEN"), setting("GITHUB_API_URL"));
    const run = {
      headSha: setting("HEAD_SHA"),
      headRepository: setting("HEAD_REPOSITORY"),
      headBranch: setting("HEAD_BRANCH"),
      url: setting("RUN_URL"),
    };
    console.log(await postPreview(github, run, results));
  } else throw new Error(usage);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`the environment variable ${name} is missing\n\n${usage}`);
  return value;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
