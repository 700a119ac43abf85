import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy that lets nothing through, and notes who was to be reached: what asks other hosts than this machine is told of. */
export class RefusingProxy {
  /** Hosts that were asked for, each once. */
  readonly hosts = new Set<string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RefusingProxy> {
    const server = createServer();
    const proxy = new RefusingProxy(server);
    server.on("connect", ({ url = "" }, socket) => {
      proxy.hosts.add(url.replace(/:\d+$/, ""));
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    server.on("request", ({ url = "" }, response) => {
      proxy.hosts.add(URL.canParse(url) ? new URL(url).hostname : url);
      response.writeHead(403).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    return proxy;
  }

  /** What makes programs written in Go ask it for everything but this machine. */
  get environment(): Readonly<Record<string, string>> {
    const address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const names = { HTTP_PROXY: address, HTTPS_PROXY: address, NO_PROXY: "127.0.0.1,localhost" };
    const inLowerCase = Object.entries(names).map(([name, value]) => [name.toLowerCase(), value]);
    return { ...names, ...(Object.fromEntries(inLowerCase) as Record<string, string>) };
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}
