import { request } from "node:http";

/** How a request ended: with an answer, or with the reason why there was none. */
export type Answer =
  | { readonly status: number; readonly body: string }
  | { readonly status: undefined; /** `ECONNREFUSED`, `ECONNRESET`, `timeout`, … */ readonly failure: string };

/** Sends a request on a connection of its own, so that each goes wherever the Service sends it. Never throws. */
export function ask(
  url: string,
  { method = "GET", timeoutSeconds = 5 }: { readonly method?: "GET" | "POST"; readonly timeoutSeconds?: number } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    let late = false;
    const sent = request(url, { method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.once("end", () => {
        finish({ status: response.statusCode ?? 0, body });
      });
      response.once("error", fail);
    });
    const limit = setTimeout(() => {
      late = true;
      sent.destroy(new Error("timeout"));
    }, timeoutSeconds * 1000);
    const finish = (answer: Answer): void => {
      clearTimeout(limit);
      resolve(answer);
    };
    function fail(error: NodeJS.ErrnoException): void {
      finish({ status: undefined, failure: late ? "timeout" : (error.code ?? error.message) });
    }
    sent.once("error", fail);
    sent.end();
  });
}

/** The body of an answer with status 200; throws anything else. */
export async function read(url: string, options: Parameters<typeof ask>[1] = {}): Promise<string> {
  const answer = await ask(url, options);
  if (answer.status === 200) return answer.body.trim();
  throw new Error(`${url}: ${answer.status === undefined ? answer.failure : `${answer.status} ${answer.body.trim()}`}`);
}

/** Who the server in a pod says it is. */
export interface Speaker {
  /** Name of the pod. */
  readonly pod: string;
  /** What the environment variable VERSION said. */
  readonly version: string;
  /** Another one after each start of the container. */
  readonly process: string;
  /** The user that it runs as. */
  readonly user: number;
}

/** Asks the server in a pod who it is. */
export async function whoIs(url: string): Promise<Speaker> {
  return JSON.parse(await read(url)) as Speaker;
}
