import { Agent, request as plainRequest, type IncomingHttpHeaders } from "node:http";
import { Agent as TlsAgent, request as tlsRequest, type RequestOptions } from "node:https";
import { connect, type Socket } from "node:net";
import type { SecureVersion } from "node:tls";

/** A request to a gateway on loopback. */
export interface Call {
  readonly host: string;
  /** Default: `/`. */
  readonly path?: string | undefined;
  /** Default: `GET`. */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent in pieces, without its length, where it is a list. */
  readonly body?: Buffer | readonly Buffer[] | undefined;
  /** Address of the caller: any of 127.0.0.0/8. Default: 127.0.0.1. */
  readonly from?: string | undefined;
  /** The caller's address as a load balancer in front tells it, by the PROXY protocol, version 2. IPv4, without TLS. */
  readonly told?: string | undefined;
  /** For HTTPS: the authority to trust, and versions to speak. Default: HTTP. */
  readonly tls?: { readonly ca: string; readonly version?: SecureVersion | undefined } | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** From the call to the end of the answer. */
  readonly milliseconds: number;
}

/** Asks a gateway, on a connection of its own unless `agent` says otherwise. Rejects where no answer came. */
export function call(port: number, asked: Call, agent?: Agent): Promise<Answer> {
  const { host, path = "/", method = "GET", headers = {}, body, from = "127.0.0.1", told, tls } = asked;
  const started = performance.now();
  const options: RequestOptions = {
    host: "127.0.0.1",
    port,
    path,
    method,
    headers: { host, ...headers },
    localAddress: from,
    timeout: 20_000,
  };
  return new Promise((resolve, reject) => {
    const request =
      tls === undefined
        ? plainRequest({
            ...options,
            ...(told === undefined
              ? { agent: agent ?? new Agent() }
              : { createConnection: () => toldConnection(port, told) }),
          })
        : tlsRequest({ ...options, ...secureOptions(host, tls), agent: new TlsAgent() });
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => {
        const milliseconds = performance.now() - started;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, milliseconds });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer from ${host}${path}`)));
    request.on("error", reject);
    if (body instanceof Buffer) request.setHeader("content-length", body.length).write(body);
    else body?.forEach((piece) => request.write(piece));
    request.end();
  });
}

/** Calls at once, or after each other where `parallel` is 1; their answers in order. */
export async function calls(port: number, count: number, asked: Call, parallel = 1): Promise<readonly Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const answers: Answer[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) answers[index] = await call(port, asked, agent);
  };
  await Promise.all(Array.from({ length: parallel }, work));
  agent.destroy();
  return answers;
}

/** How many of the answers have each status. */
export function statuses(answers: readonly Answer[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A connection that begins with what a load balancer tells of the caller. */
function toldConnection(port: number, address: string): Socket {
  const signature = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);
  // Version 2, a connection of somebody else; TCP over IPv4; 12 bytes of addresses and ports.
  const head = Buffer.from([0x21, 0x11, 0x00, 0x0c]);
  const addresses = Buffer.from([...address.split(".").map(Number), 192, 0, 2, 1]);
  const ports = Buffer.from([0xc0, 0x00, 0x00, 0x50]);
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.concat([signature, head, addresses, ports]));
  return socket;
}

function secureOptions(servername: string, { ca, version }: NonNullable<Call["tls"]>): RequestOptions {
  if (version === undefined) return { ca, servername };
  // By itself OpenSSL offers old versions to nobody: that they are refused would be the caller's doing.
  return { ca, servername, minVersion: version, maxVersion: version, ciphers: "DEFAULT:@SECLEVEL=0" };
}
