import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createHash } from "node:crypto";

/** A request that came to a pod. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Bytes of its body. */
  readonly size: number;
}

/** What a pod does with a request: a fault, or an answer. */
export interface Behaviour {
  /** Default: 200. */
  readonly status?: number | undefined;
  /** Milliseconds before it answers. Default: 0. */
  readonly delay?: number | undefined;
  /** Whether it closes the connection in place of an answer. Default: no. */
  readonly closes?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A workload's pod: a server on loopback that notes what it is asked, and fails as it is told. Its answers say its name. */
export class Pod {
  /** What it has been asked, in order. */
  readonly seen: SeenRequest[] = [];
  /** Most requests that it had at a time. */
  most = 0;
  /** What it does with a request; `count` is how many came before it. */
  behave: (request: SeenRequest, count: number) => Behaviour = () => ({});
  #active = 0;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response);
  });
  readonly #sockets = new Set<Socket>();

  constructor(readonly name: string) {
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    // A web socket that says back what it is told; frames are none of a gateway's business.
    this.#server.on("upgrade", (request, socket) => {
      const key = `${request.headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash("sha1").update(key).digest("base64");
      const head = `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`;
      socket.write(head);
      socket.on("error", () => undefined).pipe(socket);
    });
  }

  /** Where it listens. */
  get endpoint(): { readonly host: string; readonly port: number } {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error(`${this.name} does not listen`);
    return { host: "127.0.0.1", port: address.port };
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    return this;
  }

  /** Forgets what it was asked and told. */
  reset(): void {
    this.seen.length = 0;
    this.most = 0;
    this.behave = () => ({});
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#active += 1;
    this.most = Math.max(this.most, this.#active);
    response.once("close", () => (this.#active -= 1));
    let size = 0;
    request.on("data", (chunk: Buffer) => (size += chunk.length));
    request.on("error", () => undefined);
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
      );
      const seen = { method: request.method ?? "", path: request.url ?? "", headers, size };
      const { status = 200, delay = 0, closes = false, headers: extra } = this.behave(seen, this.seen.length);
      this.seen.push(seen);
      if (closes) request.socket.destroy();
      else {
        const answer = (): void => {
          response.writeHead(status, { "x-pod": this.name, ...extra }).end(`${this.name}\n`);
        };
        if (delay > 0) setTimeout(answer, delay);
        else answer();
      }
    });
  }
}
