import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { homedir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { didYouMean, SlipwayError, type Problem } from "../core";

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
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly { name: string; context: { cluster: string } }[];
  readonly clusters?: readonly { name: string; cluster: ClusterEntry }[];
}

interface ClusterEntry {
  readonly server: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
}

/** The files that a reference means, in order; the first that defines something wins, as with kubectl. */
export function kubeconfigFiles({ kubeconfig }: KubeconfigRef, environment = process.env): string[] {
  const listed = kubeconfig ?? environment.KUBECONFIG ?? "";
  const files = listed === "" ? ["~/.kube/config"] : listed.split(path.delimiter).filter((file) => file !== "");
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
    parsed.map(({ content }) => content["current-context"]).find((name) => name !== undefined && name !== "");
  if (wanted === undefined) throw refusal(["context"], noContext(present, names));
  const context = contexts.find(({ name }) => name === wanted);
  if (context === undefined) throw refusal(["context"], unknownContext(present, wanted, names));

  for (const { file, content } of parsed) {
    const entry = content.clusters?.find(({ name }) => name === context.context.cluster);
    if (entry !== undefined) {
      return {
        context: wanted,
        server: entry.cluster.server,
        authority: readAuthority(file, entry.cluster),
        skipVerification: entry.cluster["insecure-skip-tls-verify"] ?? false,
      };
    }
  }
  throw refusal(["context"], missingCluster(present, wanted, context.context.cluster));
}

/**
 * Asks the API server for an answer, whatever it is: a refusal shows that it is there.
 * @param timeout milliseconds
 * @throws SlipwayError if none comes in time
 */
export async function requireReachable(found: FoundContext, timeout = 10_000): Promise<void> {
  try {
    await answerFrom(found, timeout);
  } catch (error) {
    throw refusal(["context"], {
      message: `the API server of context ${found.context} does not answer`,
      found: `${found.server}: ${error instanceof Error ? error.message : String(error)}`,
      fix: "start the cluster, connect to its network, or name another context",
    });
  }
}

function answerFrom(found: FoundContext, timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      new URL("/version", found.server),
      { timeout, ca: found.authority, rejectUnauthorized: !found.skipVerification },
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
    return typeof content === "object" && content !== null ? content : {};
  } catch (error) {
    throw refusal(["kubeconfig"], {
      message: "the kubeconfig cannot be read",
      found: `${file}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`,
      fix: "mend the file, or name another one",
    });
  }
}

function readAuthority(file: string, cluster: ClusterEntry): string | undefined {
  const data = cluster["certificate-authority-data"];
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const authority = cluster["certificate-authority"];
  return authority === undefined ? undefined : readFileSync(path.resolve(path.dirname(file), authority), "utf8");
}

type Finding = Omit<Problem, "path">;

function refusal(path: string[], finding: Finding): SlipwayError {
  return new SlipwayError("The cluster cannot be used", [{ path: ["slipway:cluster", ...path], ...finding }]);
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

function missingCluster(files: readonly string[], wanted: string, cluster: string): Finding {
  return {
    message: `context ${wanted} names a cluster that ${files.join(", ")} does not define`,
    found: cluster,
    fix: "mend the kubeconfig, or name another context",
  };
}
