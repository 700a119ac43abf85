import type { PlatformCapabilities } from "../../cluster";
import { checkSecretName, under, withoutCredentials, type Problem } from "../../core";
import { checkSecretReference } from "./alertmanager/check-secret-reference";
import { checkVolume } from "./check-prometheus";
import type { GrafanaOidcSpec, GrafanaSpec } from "./grafana-spec";

/** What is wrong with Grafana. Paths are relative to it. */
export function checkGrafana(
  { adminSecret, url, oidc, storage }: GrafanaSpec,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  return [
    ...(adminSecret === undefined ? [] : checkSecretName(adminSecret, ["adminSecret"])),
    ...(url === undefined ? [] : checkUrl(url)),
    ...(oidc === undefined ? [] : under(["oidc"], checkOidc(oidc, url))),
    ...checkVolume(storage, ["storage"], capabilities),
  ];
}

function checkUrl(url: string): Problem[] {
  const parsed = /^https?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  const rest = `${parsed?.username ?? ""}${parsed?.password ?? ""}${parsed?.search ?? ""}${parsed?.hash ?? ""}`;
  if (parsed !== undefined && rest === "" && !url.endsWith("/") && isPlain(url)) return [];
  return [
    {
      path: ["url"],
      message: "this is no address that links could lead to",
      ...(url.includes("@") ? {} : { found: url === "" ? '""' : url }),
      allowed: "https://… with a host, without user, query, fragment and a / at its end",
      fix: parsed !== undefined && url.endsWith("/") ? `write ${url.replace(/\/+$/, "")}` : "write such an address",
    },
  ];
}

function checkOidc(oidc: GrafanaOidcSpec, url: string | undefined): Problem[] {
  const { issuer, clientId, clientSecret, endpoints, scopes = [], groupsClaim, admins = [], editors = [] } = oidc;
  return [
    ...(url === undefined ? [noAddress] : []),
    ...checkProvider(issuer, ["issuer"]),
    ...(endpoints === undefined
      ? []
      : (["authorize", "token", "userInfo"] as const).flatMap((key) =>
          checkProvider(endpoints[key], ["endpoints", key]),
        )),
    ...checkPlain(clientId, ["clientId"], "no id of a client"),
    ...checkSecretReference(clientSecret, ["clientSecret"]),
    ...scopes.flatMap((scope, index) => checkScope(scope, index)),
    ...(groupsClaim === undefined ? [] : checkPlain(groupsClaim, ["groupsClaim"], "no name of a claim")),
    ...admins.flatMap((group, index) => checkPlain(group, ["admins", index], "no name of a group")),
    ...editors.flatMap((group, index) => checkPlain(group, ["editors", index], "no name of a group")),
  ];
}

const noAddress: Problem = {
  path: [],
  message: "whoever has proved who they are is sent back to Grafana, and it has no address",
  found: "no url",
  fix: "add url: https://grafana.example.com beside oidc, or remove oidc",
};

function checkProvider(address: string, path: Problem["path"]): Problem[] {
  const isAddress = address.startsWith("https://") && URL.canParse(address) && !address.includes("@");
  if (isAddress && !address.endsWith("/") && isPlain(address)) return [];
  return [
    {
      path,
      message: "this is no address of a provider",
      found: address === "" ? '""' : withoutCredentials(address),
      allowed: "https://… with a host, without user and password, and without a / at its end",
      fix:
        isAddress && address.endsWith("/")
          ? `write ${address.replace(/\/+$/, "")}, and endpoints where the provider has others below it`
          : "write it as the provider's /.well-known/openid-configuration has it",
    },
  ];
}

function checkScope(scope: string, index: number): Problem[] {
  return /^[^\s"'`\\;#$%{}]+$/.test(scope) ? [] : checkPlain("", ["scopes", index], "no scope");
}

/**
 * Grafana's configuration is a file of lines, in which comments begin anywhere, and in which roles are an expression with texts in quotes: what would end them, or
 * stand for something else, cannot be written there.
 */
function checkPlain(text: string, path: Problem["path"], what: string): Problem[] {
  if (text.trim() !== "" && isPlain(text)) return [];
  return [
    {
      path,
      message: `this is ${what} that Grafana's configuration could hold`,
      found: JSON.stringify(text),
      allowed: "any text in one line without quotes, backslashes and the characters ; # $ % { }",
      fix: "have the provider call it otherwise, such as by its id",
    },
  ];
}

// eslint-disable-next-line no-control-regex -- an ini file takes no control characters, and none may pass
const special = /["'`\\;#$%{}\u0000-\u001f]/;

function isPlain(text: string): boolean {
  return !special.test(text);
}
