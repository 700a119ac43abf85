import { request } from "node:http";
import { randomBytes } from "node:crypto";

/** Opens a web socket, says something and returns what comes back; the status where it is refused. */
export function echo(port: number, host: string, text: string): Promise<string | number> {
  const headers = {
    host,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, headers, timeout: 10_000 });
    asked.on("upgrade", (_, socket, head) => {
      if (head.length > 0) reject(new Error("the workload spoke first"));
      socket.once("data", (data: Buffer) => {
        socket.destroy();
        resolve(data.toString("utf8"));
      });
      socket.write(text);
    });
    asked.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer")));
    asked.on("error", reject);
    asked.end();
  });
}
