import { connect, createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Session } from "node:http2";

/** A workload that speaks HTTP/2 as gRPC does: it answers each call with its name, and notes the calls. */
export class GrpcPod {
  readonly seen: string[] = [];
  #server: Http2Server | undefined;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(readonly name: string) {}

  get endpoint(): { readonly host: string; readonly port: number } {
    const address = this.#server?.address();
    if (typeof address !== "object" || address === null) throw new Error(`${this.name} does not listen`);
    return { host: "127.0.0.1", port: address.port };
  }

  async listen(): Promise<this> {
    const server = createServer();
    this.#server = server;
    server.on("session", (session) => {
      this.#sessions.add(session);
      session.once("close", () => this.#sessions.delete(session));
    });
    server.on("stream", (stream, headers) => {
      this.seen.push(headers[":path"] ?? "");
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => {
        stream.sendTrailers({ "grpc-status": "0", "x-pod": this.name });
      });
      stream.end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    return this;
  }

  reset(): void {
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise<void>((resolve) => {
      if (this.#server === undefined) resolve();
      else
        this.#server.close(() => {
          resolve();
        });
    });
  }
}

/** The outcome of a call of gRPC: its status in the trailers, or where the gateway answers by itself in the headers. */
export function grpcCall(
  port: number,
  host: string,
  method: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly grpcStatus: string | undefined; readonly pod: string | undefined }> {
  const session = connect(`http://127.0.0.1:${port}`);
  return new Promise((resolve, reject) => {
    session.on("error", reject);
    const stream = session.request({
      ":method": "POST",
      ":path": method,
      ":authority": host,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    const found = new Map<string, string>();
    const note = (fields: IncomingHttpHeaders): void => {
      for (const [name, value] of Object.entries(fields)) {
        if (value !== undefined) found.set(name, Array.isArray(value) ? value.join(",") : value);
      }
    };
    stream.on("response", note);
    stream.on("trailers", note);
    stream.on("error", reject);
    stream.on("close", () => {
      session.close();
      resolve({ grpcStatus: found.get("grpc-status"), pod: found.get("x-pod") });
    });
    stream.resume();
    stream.end();
  });
}
