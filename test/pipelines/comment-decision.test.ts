/** Which comment of which pull request is written. That GitHub answers as the API's documentation says is not proven. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { commentBody, commentMarker } from "../../scripts/pull-request/comment-body";
import { chooseAction, choosePullRequest, type PullRequest } from "../../scripts/pull-request/comment-decision";
import { GitHub } from "../../scripts/pull-request/github";
import { postPreview } from "../../scripts/pull-request/post-preview";

const bot = "github-actions[bot]";
const body = `${commentMarker}\n\nnew`;
const old = `${commentMarker}\n\nold`;

describe("the comment", () => {
  test.each([
    ["none yet", [], { kind: "create" }],
    ["ours", [{ id: 5, author: bot, body: old }], { kind: "update", id: 5 }],
    ["ours, saying the same", [{ id: 5, author: bot, body }], { kind: "keep", id: 5 }],
    [
      "the same with other line ends",
      [{ id: 5, author: bot, body: body.replaceAll("\n", "\r\n") }],
      { kind: "keep", id: 5 },
    ],
    ["somebody else's with our mark", [{ id: 5, author: "mallory", body: old }], { kind: "create" }],
    ["another one of the bot's", [{ id: 5, author: bot, body: `See ${commentMarker}` }], { kind: "create" }],
    [
      "two of ours",
      [
        { id: 9, author: bot, body: old },
        { id: 6, author: bot, body: old },
        { id: 2, author: "alice", body: "hello" },
      ],
      { kind: "update", id: 6 },
    ],
  ])("%s", (_, comments, action) => {
    expect(chooseAction(comments, body)).toEqual(action);
  });
});

const run = {
  headSha: "aaa",
  headRepository: "fork/r",
  headBranch: "main",
  url: "https://github.com/o/r/actions/runs/7",
};

describe("the pull request", () => {
  const open = (number: number, more: Partial<PullRequest> = {}): PullRequest => ({
    number,
    headSha: "aaa",
    headRepository: "fork/r",
    ...more,
  });

  test.each<[string, PullRequest[], number | undefined, object]>([
    ["the one from the branch", [open(3)], 3, { number: 3 }],
    ["the one from the branch, without a claim", [open(3)], undefined, { number: 3 }],
    ["the one that is claimed of two", [open(3), open(4)], 4, { number: 4 }],
    [
      "none: of two, none is claimed",
      [open(3), open(4)],
      undefined,
      { reason: "the run may be of several pull requests, and its results name none" },
    ],
    [
      "none: another one is claimed",
      [open(3)],
      1,
      { reason: "the results name a pull request that the run is not of" },
    ],
    [
      "none: it has a later commit",
      [open(3, { headSha: "bbb" })],
      3,
      { reason: "the pull request has moved on, and a later run will tell of it" },
    ],
    [
      "none: it is from another repository, or from one that is gone",
      [open(3, { headRepository: "o/r" }), open(4, { headRepository: undefined })],
      3,
      { reason: "no open pull request comes from this branch" },
    ],
  ])("%s", (_, candidates, claimed, chosen) => {
    expect(choosePullRequest(candidates, run, claimed)).toEqual(chosen);
  });
});

describe("over HTTP", () => {
  let server: Server;
  let github: GitHub;
  let requests: string[];
  let comments: { id: number; body: string; user: { login: string } | null }[];

  beforeEach(async () => {
    requests = [];
    comments = [];
    server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        requests.push(`${method} ${url}${text === "" ? "" : ` ${text}`}`);
        const { pathname, searchParams } = new URL(url, "http://localhost");
        const page = Number(searchParams.get("page"));
        const answer = () => {
          if (headers.authorization !== "Bearer token") return undefined;
          if (method !== "GET") return {};
          if (pathname === "/repos/o/r/issues/3/comments") return comments.slice(100 * (page - 1), 100 * page);
          if (pathname !== "/repos/o/r/pulls" || searchParams.get("head") !== "fork:main") return undefined;
          return [{ number: 3, head: { sha: "aaa", repo: { full_name: "fork/r" } } }];
        };
        const found = answer();
        response.writeHead(found === undefined ? 404 : 200);
        response.end(JSON.stringify(found ?? { message: "Not Found" }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    github = new GitHub("o/r", "token", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const results = { pullRequest: 3, environments: [{ environment: "dev", status: 0, output: "" }] };
  const text = commentBody(results, { commit: run.headSha, runUrl: run.url });
  const lookUp = [
    "GET /repos/o/r/pulls?state=open&head=fork%3Amain&per_page=100&page=1",
    "GET /repos/o/r/issues/3/comments?&per_page=100&page=1",
  ];

  test("a comment is made", async () => {
    expect(await postPreview(github, run, results)).toBe("pull request 3: a comment was written");
    expect(requests).toEqual([...lookUp, `POST /repos/o/r/issues/3/comments ${JSON.stringify({ body: text })}`]);
  });

  test("it is updated in place, also on the second page", async () => {
    comments = Array.from({ length: 100 }, (_, id) => ({ id, body: "hello", user: null }));
    comments.push({ id: 500, body: old, user: { login: bot } });
    expect(await postPreview(github, run, results)).toBe("pull request 3: comment 500 was updated");
    expect(requests).toEqual([
      ...lookUp,
      "GET /repos/o/r/issues/3/comments?&per_page=100&page=2",
      `PATCH /repos/o/r/issues/comments/500 ${JSON.stringify({ body: text })}`,
    ]);
  });

  test("it is left as it is if it says the same", async () => {
    comments = [{ id: 5, body: text, user: { login: bot } }];
    expect(await postPreview(github, run, results)).toBe("pull request 3: comment 5 says so already");
    expect(requests).toEqual(lookUp);
  });

  test("nothing is written for an older commit", async () => {
    expect(await postPreview(github, { ...run, headSha: "bbb" }, results)).toBe(
      "nothing was written: the pull request has moved on, and a later run will tell of it",
    );
    expect(requests).toEqual(lookUp.slice(0, 1));
  });

  test("what GitHub refuses is told", async () => {
    await expect(postPreview(github, { ...run, headBranch: "other" }, results)).rejects.toThrow(
      'GET pulls?state=open&head=fork%3Aother&per_page=100&page=1: GitHub answers 404: {"message":"Not Found"}',
    );
  });
});
