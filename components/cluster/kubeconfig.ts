import { existsSync, readFileSync } from "node:fs";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { homedir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { didYouMean, formatPath, SlipwayError, type Problem } from "../core";

/** Where a cluster is found. */
export interface KubeconfigRef {
  /** Path of a kubeconfig; `~` stands for the home directory. Default: `$KUBECONFIG`, else `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  /** Name of a context in it. Default: its current context. */
  readonly context?: string | undefined;
}

/** A context that was found, and the server behind it. */
export interface FoundContext {
  readonly context: string;
  /** URL of the API server. */
  readonly server: string;
  /** Certificate authority of the server, in PEM form. */
  readonly authority?: string | undefined;
  readonly skipVerification: boolean;
  /** Name in the server's certificate, where it is not that in the URL. */
  readonly serverName?: string | undefined;
  /** Whether the server is only reached through a proxy. */
  readonly isProxied: boolean;
}

const clusterEntry = z.object({
  server: z.string().optional(),
  "certificate-authority": z.string().optional(),
  "certificate-authority-data": z.string().optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
  "tls-server-name": z.string().optional(),
  "proxy-url": z.string().optional(),
});
type ClusterEntry = z.infer<typeof clusterEntry>;

/** What is read of a kubeconfig; the rest of it is left to the provider. */
const kubeconfigShape = z.object({
  "current-context": z.string().nullish(),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string().optional() }).nullish() }))
    .nullish(),
  clusters: z.array(z.object({ name: z.string(), cluster: clusterEntry.nullish() })).nullish(),
});
type Kubeconfig = z.infer<typeof kubeconfigShape>;

/** The files that a reference means, in order: only `$KUBECONFIG` is a list; the first that defines something wins, as with kubectl. */
export function kubeconfigFiles({ kubeconfig }: KubeconfigRef, environment = process.env): string[] {
  const listed = (environment.KUBECONFIG ?? "").split(path.delimiter).filter((file) => file !== "");
  const named = kubeconfig === undefined || kubeconfig === "" ? listed : [kubeconfig];
  const files = named.length === 0 ? ["~/.kube/config"] : named;
  return files.map((file) => (file.startsWith("~/") ? path.join(homedir(), file.slice(2)) : file));
}

/**
 * Finds the context that a reference means.
 * @throws SlipwayError if there is no such file or context
 */
export function findContext(ref: KubeconfigRef, environment = process.env): FoundContext {
  const files = kubeconfigFiles(ref, environment);
  const present = files.filter((file) => existsSync(file));
  if (present.length === 0) throw refusal(["kubeconfig"], missingFile(files));
  const parsed = present.map((file) => ({ file, content: readKubeconfig(file) }));

  const contexts = parsed.flatMap(({ content }) => content.contexts ?? []);
  const names = contexts.map(({ name }) => name);
  const wanted =
    ref.context ??
    parsed
      .map(({ content }) => content["current-context"])
      .find((name) => name !== undefined && name !== null && name !== "");
  if (wanted === undefined || wanted === null) throw refusal(["context"], noContext(present, names));
  const context = contexts.find(({ name }) => name === wanted);
  if (context === undefined) throw refusal(["context"], unknownContext(present, wanted, names));

  for (const { file, content } of parsed) {
    const entry = content.clusters?.find(({ name }) => name === context.context?.cluster)?.cluster;
    if (entry?.server === undefined) continue;
    return {
      context: wanted,
      server: entry.server,
      authority: readAuthority(file, entry),
      skipVerification: entry["insecure-skip-tls-verify"] ?? false,
      serverName: entry["tls-server-name"],
      isProxied: (entry["proxy-url"] ?? environment.HTTPS_PROXY ?? environment.https_proxy ?? "") !== "",
    };
  }
  throw refusal(["context"], missingCluster(present, wanted, context.context?.cluster));
}

/**
 * Asks the API server for an answer, whatever it is: a refusal shows that it is there. One behind a proxy is left to
 * the provider, which knows the proxy's rules.
 * @param timeout milliseconds
 * @throws SlipwayError if none comes in time, or if the server's URL is malformed
 */
export async function requireReachable(found: FoundContext, timeout = 10_000): Promise<void> {
  if (!isServerUrl(found.server)) throw refusal(["context"], malformedServer(found));
  if (found.isProxied) return;
  try {
    await answerFrom(found, timeout);
  } catch (error) {
    throw refusal(["context"], unreachable(found, error));
  }
}

function answerFrom(found: FoundContext, timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = new URL("/version", found.server);
    const call = (url.protocol === "http:" ? requestPlain : requestSecure)(
      url,
      {
        timeout,
        ca: found.authority,
        rejectUnauthorized: !found.skipVerification,
        ...(found.serverName === undefined ? {} : { servername: found.serverName }),
      },
      (response) => {
        response.resume();
        resolve();
      },
    );
    call.on("timeout", () => call.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    call.on("error", reject);
    call.end();
  });
}

function readKubeconfig(file: string): Kubeconfig {
  try {
    const content: unknown = parse(readFileSync(file, "utf8"));
    const isMap = typeof content === "object" && content !== null && !Array.isArray(content);
    const { data, error } = kubeconfigShape.safeParse(isMap ? content : {});
    if (data !== undefined) return data;
    throw new Error(describeIssue(error));
  } catch (error) {
    throw refusal(["kubeconfig"], {
      message: "the kubeconfig cannot be read",
      found: `${file}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`,
      fix: "mend the file, or name another one",
    });
  }
}

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a map",
  string: "a text",
  boolean: "true or false",
};

function describeIssue({ issues: [issue] }: z.ZodError): string {
  const kind = issue?.code === "invalid_type" ? kinds[issue.expected] : undefined;
  const place = formatPath((issue?.path ?? []).map((key) => (typeof key === "symbol" ? String(key) : key)));
  return kind === undefined ? `${place} is malformed` : `${place} must be ${kind}`;
}

function readAuthority(file: string, cluster: ClusterEntry): string | undefined {
  const data = cluster["certificate-authority-data"];
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const authority = cluster["certificate-authority"];
  if (authority === undefined) return undefined;
  const certificate = path.resolve(path.dirname(file), authority);
  if (existsSync(certificate)) return readFileSync(certificate, "utf8");
  throw refusal(["kubeconfig"], {
    message: `the certificate authority that ${file} names is not there`,
    found: certificate,
    fix: "correct certificate-authority in the kubeconfig, or name another context",
  });
}

type Finding = Omit<Problem, "path">;

function refusal(path: string[], finding: Finding): SlipwayError {
  const problem = { path: ["slipway:cluster", ...path], ...finding };
  return new SlipwayError("The cluster cannot be used", [problem], "no object was made");
}

function unreachable(found: FoundContext, error: unknown): Finding {
  const { code, message } = reasonOf(error);
  const seen = `${found.server}: ${message}`;
  if (/CERT|TLS|SIGNATURE/.test(code)) {
    return {
      message: `the API server of context ${found.context} shows a certificate that the kubeconfig does not vouch for`,
      found: seen,
      fix: "if the cluster was made anew, fetch its kubeconfig again; else correct certificate-authority-data",
    };
  }
  return {
    message: `the API server of context ${found.context} does not answer`,
    found: seen,
    fix: "start the cluster, connect to its network, or name another context",
  };
}

/** A name with several addresses fails once for each, and the error around them has no text. */
function reasonOf(error: unknown): { code: string; message: string } {
  const { errors: [first] = [] } = error as { errors?: readonly unknown[] };
  const { code = "", message = String(error) } = (first ?? error) as { code?: string; message?: string };
  return { code, message: message.replace(nodeAdvice, "") };
}

/** From Node 24 on, a certificate's error ends with advice for the Node command line. */
const nodeAdvice = /; if the root CA is installed locally, .*$/s;

function isServerUrl(server: string): boolean {
  return URL.canParse(server) && ["http:", "https:"].includes(new URL(server).protocol);
}

function malformedServer({ context, server }: FoundContext): Finding {
  const withScheme = `https://${server}`;
  return {
    message: `the server URL of context ${context} is malformed`,
    found: server === "" ? '""' : server,
    allowed: "a URL that starts with https:// or http://",
    fix:
      !server.includes("://") && URL.canParse(withScheme)
        ? `write server: ${withScheme} in the kubeconfig`
        : "correct server in the kubeconfig, or name another context",
  };
}

function missingFile(files: readonly string[]): Finding {
  return {
    message: "there is no kubeconfig",
    found: `nothing at ${files.join(" or ")}`,
    fix: "set kubeconfig to the file's path, set KUBECONFIG, or try it without a cluster: npm run preview",
  };
}

function noContext(files: readonly string[], names: readonly string[]): Finding {
  return {
    message: "the kubeconfig has no current context",
    found: files.join(", "),
    allowed: names.length === 0 ? "no context is defined" : names.join(", "),
    fix: "set context to one of its contexts",
  };
}

function unknownContext(files: readonly string[], wanted: string, names: readonly string[]): Finding {
  const meant = didYouMean(wanted, names);
  return {
    message: `there is no such context in ${files.join(", ")}`,
    found: wanted,
    allowed: names.length === 0 ? "no context is defined" : names.join(", "),
    fix: meant === undefined ? "set context to one of them" : `did you mean ${meant}?`,
  };
}

function missingCluster(files: readonly string[], wanted: string, cluster = "no cluster"): Finding {
  return {
    message: `context ${wanted} names a cluster that ${files.join(", ")} does not define`,
    found: cluster,
    fix: "mend the kubeconfig, or name another context",
  };
}
