import { execFileSync } from "node:child_process";
import dns from "node:dns";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as net from "node:net";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { findContext, kubeconfigFiles, requireReachable, type FoundContext } from "../../components/cluster";
import { laterRefusalOf, refusalOf } from "../refusal";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-kubeconfig-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a kubeconfig, and returns its path. */
function kubeconfig(content: unknown, name = "config"): string {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : stringify(content));
  return file;
}

/** A kubeconfig with contexts, each on a cluster of its own name. */
function withContexts(names: readonly string[], current?: string, cluster: Record<string, unknown> = {}) {
  return {
    ...(current === undefined ? {} : { "current-context": current }),
    contexts: names.map((name) => ({ name, context: { cluster: `${name}-cluster`, user: "me" } })),
    clusters: names.map((name) => ({
      name: `${name}-cluster`,
      cluster: { server: `https://${name}.example:6443`, ...cluster },
    })),
  };
}

describe("the files of a kubeconfig", () => {
  test("are the one that is named, whatever the environment says", () => {
    expect(kubeconfigFiles({ kubeconfig: "/a/config" }, { KUBECONFIG: "/b/config" })).toEqual(["/a/config"]);
  });

  test("are one file where one is named, even with the sign in it that separates the files of KUBECONFIG", () => {
    expect(kubeconfigFiles({ kubeconfig: "a:b" }, { KUBECONFIG: "/b/config" })).toEqual(["a:b"]);
  });

  test("are those of KUBECONFIG, in order, without empty entries", () => {
    const list = ["/a/config", "", "/b/config"].join(path.delimiter);
    expect(kubeconfigFiles({}, { KUBECONFIG: list })).toEqual(["/a/config", "/b/config"]);
  });

  test.each([{}, { KUBECONFIG: "" }])("with %j are the one in the home directory", (environment) => {
    expect(kubeconfigFiles({}, environment)).toEqual([path.join(homedir(), ".kube", "config")]);
  });

  test("may begin with ~", () => {
    expect(kubeconfigFiles({ kubeconfig: "~/clusters/dev" }, {})).toEqual([path.join(homedir(), "clusters", "dev")]);
  });
});

describe("findContext", () => {
  test("finds the current context and its server", () => {
    const file = kubeconfig(withContexts(["dev", "prod"], "prod"));
    expect(findContext({ kubeconfig: file }, {})).toEqual({
      context: "prod",
      server: "https://prod.example:6443",
      authority: undefined,
      skipVerification: false,
      serverName: undefined,
      isProxied: false,
    });
  });

  test("finds a context by its name", () => {
    const file = kubeconfig(withContexts(["dev", "prod"], "prod"));
    expect(findContext({ kubeconfig: file, context: "dev" }, {}).server).toBe("https://dev.example:6443");
  });

  test("takes the current context of the first file of KUBECONFIG that has one, and looks for it in all of them", () => {
    const first = kubeconfig({ ...withContexts(["dev"]), "current-context": "" }, "first");
    const second = kubeconfig({ "current-context": "dev" }, "second");
    const third = kubeconfig(withContexts(["prod"], "prod"), "third");
    const list = [first, path.join(folder, "missing"), second, third].join(path.delimiter);
    expect(findContext({}, { KUBECONFIG: list }).context).toBe("dev");
    expect(findContext({ context: "prod" }, { KUBECONFIG: list }).server).toBe("https://prod.example:6443");
  });

  test("takes what the first of two files says of one name", () => {
    const first = kubeconfig(withContexts(["dev"], "dev"), "first");
    const second = kubeconfig(withContexts(["dev"], "dev", { server: "https://other.example" }), "second");
    expect(findContext({}, { KUBECONFIG: [first, second].join(path.delimiter) }).server).toBe(
      "https://dev.example:6443",
    );
  });

  test("reads the certificate authority, from the file or beside it", () => {
    const inline = kubeconfig(
      withContexts(["dev"], "dev", { "certificate-authority-data": Buffer.from("PEM").toString("base64") }),
      "inline",
    );
    expect(findContext({ kubeconfig: inline }, {}).authority).toBe("PEM");
    writeFileSync(path.join(folder, "ca.crt"), "PEM of a file");
    const beside = kubeconfig(withContexts(["dev"], "dev", { "certificate-authority": "ca.crt" }), "beside");
    expect(findContext({ kubeconfig: beside }, {}).authority).toBe("PEM of a file");
  });

  test("reads how the server is to be trusted", () => {
    const file = kubeconfig(
      withContexts(["dev"], "dev", { "insecure-skip-tls-verify": true, "tls-server-name": "kubernetes" }),
    );
    expect(findContext({ kubeconfig: file }, {})).toMatchObject({ skipVerification: true, serverName: "kubernetes" });
  });

  test("tells a server behind a proxy", () => {
    const file = kubeconfig(withContexts(["dev"], "dev", { "proxy-url": "http://proxy.example" }));
    expect(findContext({ kubeconfig: file }, {}).isProxied).toBe(true);
    const plain = kubeconfig(withContexts(["dev"], "dev"));
    expect(findContext({ kubeconfig: plain }, { HTTPS_PROXY: "http://proxy.example" }).isProxied).toBe(true);
  });
});

describe("a kubeconfig that cannot be used", () => {
  const refused = (content: unknown, context?: string) => {
    const file = kubeconfig(content);
    const { message } = refusalOf(() => findContext({ kubeconfig: file, context }, {}));
    return message.replaceAll(folder, "…");
  };

  test("is missing", () => {
    const list = [path.join(folder, "a"), path.join(folder, "b")].join(path.delimiter);
    const { message } = refusalOf(() => findContext({}, { KUBECONFIG: list }));
    expect(message.replaceAll(folder, "…")).toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.kubeconfig
   problem: there is no kubeconfig
   found:   nothing at …/a or …/b
   fix:     set kubeconfig to the file's path, set KUBECONFIG, or try it without a cluster: npm run preview`);
  });

  test("is no YAML", () => {
    expect(refused("clusters: [\ncontexts: }")).toMatch(
      /^The cluster cannot be used: 1 problem, no object was made\.\n\n1\. slipway:cluster\.kubeconfig\n {3}problem: the kubeconfig cannot be read\n {3}found: {3}…\/config: .+\n {3}fix: {5}mend the file, or name another one$/,
    );
  });

  test.each<[string, unknown, string]>([
    ["contexts that are no list", { contexts: { dev: {} } }, "contexts must be a list"],
    ["a context that is empty", { contexts: [null] }, "contexts[0] must be a map"],
    ["a context without a name", { contexts: [{}] }, "contexts[0].name must be a text"],
    ["clusters that are no list", { clusters: "dev" }, "clusters must be a list"],
    [
      "a server that is no text",
      withContexts(["dev"], "dev", { server: 6443 }),
      "clusters[0].cluster.server must be a text",
    ],
  ])("has %s", (_, content, reason) => {
    expect(refused(content)).toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.kubeconfig
   problem: the kubeconfig cannot be read
   found:   …/config: ${reason}
   fix:     mend the file, or name another one`);
  });

  test("has no current context", () => {
    expect(refused(withContexts(["dev", "prod"]))).toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.context
   problem: the kubeconfig has no current context
   found:   …/config
   allowed: dev, prod
   fix:     set context to one of its contexts`);
  });

  test.each(["", "a text", "[]", "contexts: null\nclusters: null\n"])("holds %j", (text) => {
    expect(refused(text)).toContain("allowed: no context is defined");
  });

  test("has no such context, but one that may be meant", () => {
    expect(refused(withContexts(["kind-dev", "kind-prod"]), "kind-dve")).toBe(
      `The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.context
   problem: there is no such context in …/config
   found:   kind-dve
   allowed: kind-dev, kind-prod
   fix:     did you mean kind-dev?`,
    );
  });

  test("has no such context, and none near", () => {
    expect(refused(withContexts(["kind-dev"]), "slipway-production")).toContain("fix:     set context to one of them");
  });

  test("has a context whose cluster it does not define", () => {
    expect(refused({ ...withContexts(["dev"], "dev"), clusters: [] }))
      .toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.context
   problem: context dev names a cluster that …/config does not define
   found:   dev-cluster
   fix:     mend the kubeconfig, or name another context`);
  });

  test.each<[string, unknown]>([
    ["without a cluster", { "current-context": "dev", contexts: [{ name: "dev" }] }],
    ["on a cluster without a server", { ...withContexts(["dev"], "dev"), clusters: [{ name: "dev-cluster" }] }],
  ])("has a context %s", (_, content) => {
    expect(refused(content)).toContain("problem: context dev names a cluster that …/config does not define");
  });

  test("names a certificate authority that is not there", () => {
    expect(refused(withContexts(["dev"], "dev", { "certificate-authority": "gone.crt" })))
      .toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.kubeconfig
   problem: the certificate authority that …/config names is not there
   found:   …/gone.crt
   fix:     correct certificate-authority in the kubeconfig, or name another context`);
  });
});

describe("requireReachable", () => {
  let server: net.Server | undefined;
  let sockets: net.Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    await close();
  });

  /** Starts a server on a free port of this machine, and returns the port. */
  async function listen(started: net.Server): Promise<number> {
    server = started;
    started.on("connection", (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    return (started.address() as AddressInfo).port;
  }

  async function close(): Promise<void> {
    if (server !== undefined) await new Promise((resolve) => server?.close(resolve));
    server = undefined;
  }

  function context(url: string, changes: Partial<FoundContext> = {}): FoundContext {
    return { context: "dev", server: url, skipVerification: false, isProxied: false, ...changes };
  }

  /** A certificate of its own making for 127.0.0.1, with its key. */
  function selfSigned(name = "127.0.0.1"): { cert: string; key: string } {
    const [cert, key] = [path.join(folder, "server.crt"), path.join(folder, "server.key")];
    const subject = /^[0-9.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`;
    const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const names = ["-days", "2", "-subj", `/CN=${name}`, "-addext", `subjectAltName=${subject}`];
    execFileSync("openssl", [...request, ...names, "-keyout", key, "-out", cert], { stdio: "pipe" });
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  }

  const refuseEveryone: http.RequestListener = (_, response) => {
    response.writeHead(401).end();
  };

  test("is content with a refusal, which shows that the server is there", async () => {
    const identity = selfSigned();
    const asked: (string | undefined)[] = [];
    const port = await listen(
      https.createServer(identity, (request, response) => {
        asked.push(request.url);
        refuseEveryone(request, response);
      }),
    );
    await requireReachable(context(`https://127.0.0.1:${port}`, { authority: identity.cert }));
    expect(asked).toEqual(["/version"]);
  });

  test("is content with a certificate of another name that the kubeconfig expects", async () => {
    const identity = selfSigned("kubernetes");
    const port = await listen(https.createServer(identity, refuseEveryone));
    const found = context(`https://127.0.0.1:${port}`, { authority: identity.cert, serverName: "kubernetes" });
    await expect(requireReachable(found)).resolves.toBeUndefined();
  });

  test("does not look at the certificate where the kubeconfig says so", async () => {
    const port = await listen(https.createServer(selfSigned(), refuseEveryone));
    const found = context(`https://127.0.0.1:${port}`, { skipVerification: true });
    await expect(requireReachable(found)).resolves.toBeUndefined();
  });

  test("refuses a server whose certificate the kubeconfig does not vouch for", async () => {
    const port = await listen(https.createServer(selfSigned(), refuseEveryone));
    const { message } = await laterRefusalOf(() => requireReachable(context(`https://127.0.0.1:${port}`)));
    expect(message).toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.context
   problem: the API server of context dev shows a certificate that the kubeconfig does not vouch for
   found:   https://127.0.0.1:${port}: self-signed certificate
   fix:     if the cluster was made anew, fetch its kubeconfig again; else correct certificate-authority-data`);
  });

  test("asks a server without encryption, such as kubectl proxy", async () => {
    const port = await listen(http.createServer(refuseEveryone));
    await expect(requireReachable(context(`http://127.0.0.1:${port}`))).resolves.toBeUndefined();
  });

  /** A port that nobody listens on. */
  async function closedPort(): Promise<number> {
    const port = await listen(net.createServer());
    await close();
    return port;
  }

  test("refuses a port that nobody listens on", async () => {
    const port = await closedPort();
    const { message } = await laterRefusalOf(() => requireReachable(context(`https://127.0.0.1:${port}`)));
    expect(message).toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.context
   problem: the API server of context dev does not answer
   found:   https://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}
   fix:     start the cluster, connect to its network, or name another context`);
  });

  test("says why also for a name with several addresses", async () => {
    const port = await closedPort();
    const addresses = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
    const lookup = jest.spyOn(dns, "lookup") as jest.Mock;
    lookup.mockImplementation((_name: string, _options: unknown, answer: (error: null, all: unknown) => void) => {
      answer(null, addresses);
    });
    const { problems } = await laterRefusalOf(() => requireReachable(context(`https://dev.example:${port}`)));
    lookup.mockRestore();
    expect(problems[0]?.found).toBe(`https://dev.example:${port}: connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  test("refuses a server that accepts the connection and never answers", async () => {
    const port = await listen(net.createServer());
    const { problems } = await laterRefusalOf(() => requireReachable(context(`https://127.0.0.1:${port}`), 200));
    expect(problems).toEqual([
      expect.objectContaining({
        message: "the API server of context dev does not answer",
        found: `https://127.0.0.1:${port}: no answer within 0.2 s`,
      }),
    ]);
  });

  test.each([
    ["dev.example:6443", "write server: https://dev.example:6443 in the kubeconfig"],
    ["127.0.0.1:6443", "write server: https://127.0.0.1:6443 in the kubeconfig"],
    ["dev.example:6443:1", "correct server in the kubeconfig, or name another context"],
    ["ftp://dev.example", "correct server in the kubeconfig, or name another context"],
  ])("refuses the address %s, which is no URL of a server", async (address, fix) => {
    const { message } = await laterRefusalOf(() => requireReachable(context(address)));
    expect(message).toBe(`The cluster cannot be used: 1 problem, no object was made.

1. slipway:cluster.context
   problem: the server URL of context dev is malformed
   found:   ${address}
   allowed: a URL that starts with https:// or http://
   fix:     ${fix}`);
  });

  test("leaves a server behind a proxy to the provider", async () => {
    const port = await closedPort();
    const found = context(`https://127.0.0.1:${port}`, { isProxied: true });
    await expect(requireReachable(found)).resolves.toBeUndefined();
  });
});
