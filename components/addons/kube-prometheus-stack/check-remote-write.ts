import { checkRegex, type Problem } from "../../core";
import { checkSecretReference } from "./alertmanager/check-secret-reference";
import type { PrometheusAround } from "./check-prometheus";
import type { RemoteWriteSpec } from "./prometheus-spec";
import { workspaceOf } from "./remote-write";

/** All that may be said of a target: in TypeScript nothing keeps from saying too much. */
type Said = Readonly<Partial<Record<"workspaceArn" | "url" | "only", string | undefined>>> &
  Pick<Extract<RemoteWriteSpec, { url: string }>, "basicAuth" | "bearerToken">;

/** What is wrong with where metrics are sent to. Paths are relative to it. */
export function checkRemoteWrite(target: RemoteWriteSpec, around: Pick<PrometheusAround, "target">): Problem[] {
  const said: Said = target;
  return [
    ...(said.workspaceArn === undefined ? checkOther(said) : checkWorkspace(said, said.workspaceArn, around)),
    ...(said.only === undefined ? [] : checkRegex(["only"], said.only)),
  ];
}

function checkWorkspace(said: Said, workspaceArn: string, { target }: Pick<PrometheusAround, "target">): Problem[] {
  const surplus = (["url", "basicAuth", "bearerToken"] as const).filter((key) => said[key] !== undefined);
  if (surplus.length > 0) {
    return [
      {
        path: [],
        message: "a workspace is written to by the identity that is granted to Prometheus, and by no other",
        found: ["workspaceArn", ...surplus].join(", "),
        allowed: "workspaceArn alone, or url with basicAuth or bearerToken",
        fix: `remove ${surplus.join(" and ")}, or workspaceArn`,
      },
    ];
  }
  if (workspaceOf(workspaceArn) === undefined) {
    return [
      {
        path: ["workspaceArn"],
        message: "this is no ARN of a workspace of Amazon Managed Prometheus",
        found: workspaceArn === "" ? '""' : workspaceArn,
        allowed: "arn:aws:aps:<region>:<account>:workspace/ws-…",
        fix: "write the ARN that the console or aws amp list-workspaces shows",
      },
    ];
  }
  if (target === "eks") return [];
  return [
    {
      path: ["workspaceArn"],
      message: "in a cluster that is not made here Prometheus can be granted no identity to write with",
      found: `target: ${target}`,
      fix: "write url with basicAuth or bearerToken, such as those of a proxy that signs for AWS",
    },
  ];
}

function checkOther({ url = "", basicAuth, bearerToken }: Said): Problem[] {
  return [...checkUrl(url), ...checkIdentity({ basicAuth, bearerToken })];
}

function checkUrl(url: string): Problem[] {
  const parsed = url.startsWith("https://") && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && `${parsed.username}${parsed.password}${parsed.hash}` === "") return [];
  return [
    {
      path: ["url"],
      message: "this is no address that metrics could be sent to in safety",
      ...(url.includes("@") ? {} : { found: url === "" ? '""' : url }),
      allowed: "https://… with a host, and without user and password",
      fix: url.startsWith("http://") ? `write https://${url.slice(7)}` : "write the whole address, with its path",
    },
  ];
}

function checkIdentity({ basicAuth, bearerToken }: Pick<Said, "basicAuth" | "bearerToken">): Problem[] {
  if ((basicAuth === undefined) === (bearerToken === undefined)) {
    return [
      {
        path: [],
        message:
          basicAuth === undefined
            ? "nothing says who writes: whoever takes metrics from anybody takes false ones too"
            : "of two identities only one could be sent",
        found: basicAuth === undefined ? "neither basicAuth nor bearerToken" : "basicAuth, bearerToken",
        allowed: "one of basicAuth and bearerToken, or workspaceArn in place of url",
        fix:
          basicAuth === undefined
            ? "add bearerToken: { secret: …, key: … }, or basicAuth with username and password"
            : "remove one of the two",
      },
    ];
  }
  return [
    ...(basicAuth === undefined
      ? []
      : [
          ...checkSecretReference(basicAuth.username, ["basicAuth", "username"]),
          ...checkSecretReference(basicAuth.password, ["basicAuth", "password"]),
        ]),
    ...(bearerToken === undefined ? [] : checkSecretReference(bearerToken, ["bearerToken"])),
  ];
}
