import { dnsLabelRule, isDnsLabel, toDnsLabel, under, withoutCredentials, type Problem } from "../../core";
import type { ArgoCdRepository, ArgoCdRoot, ArgoCdSpec } from "./argo-cd-spec";

/** What is wrong with the options of Argo CD. */
export function checkArgoCd(spec: ArgoCdSpec): Problem[] {
  return [
    ...checkDomain(spec),
    ...checkLogin(spec),
    ...(["admins", "viewers"] as const).flatMap((role) => checkGroups(spec, role)),
    ...Object.entries(spec.repositories ?? {}).flatMap(([name, repository]) =>
      under(["repositories", name], checkRepository(name, repository)),
    ),
    ...(spec.root === undefined ? [] : under(["root"], checkRoot(spec.root))),
  ];
}

function checkDomain({ domain, oidc }: ArgoCdSpec): Problem[] {
  if (domain === undefined) {
    if (oidc === undefined) return [];
    return [
      {
        path: ["domain"],
        message: "whoever has proved who they are is sent back to it, and there is no address",
        found: "no domain",
        fix: "add domain: argocd.example.com, or remove oidc",
      },
    ];
  }
  if (/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(domain)) return [];
  return [
    {
      path: ["domain"],
      message: "this is no name of a host",
      found: withoutCredentials(domain),
      allowed: "a name in lower case, without https://, port or path",
      fix: "write a name such as argocd.example.com",
    },
  ];
}

function checkLogin({ oidc, adminUser, admins = [] }: ArgoCdSpec): Problem[] {
  if (oidc === undefined) {
    if (adminUser !== false) return [];
    return [
      {
        path: ["adminUser"],
        message: "nobody could log in: there is no single sign-on either",
        found: "false",
        fix: "remove it, or add oidc",
      },
    ];
  }
  const isUrl = oidc.issuer.startsWith("https://") && URL.canParse(oidc.issuer) && !oidc.issuer.includes("@");
  return [
    ...(isUrl
      ? []
      : [
          {
            path: ["oidc", "issuer"],
            message: "this is no address of a provider",
            found: withoutCredentials(oidc.issuer),
            allowed: "https://… with a host, without user and password",
            fix: "write the issuer as the provider's /.well-known/openid-configuration has it",
          },
        ]),
    ...(admins.length > 0 || adminUser === true
      ? []
      : [
          {
            path: ["admins"],
            message: "nobody could change anything: no group may, and there is no user admin",
            found: "no admins",
            fix: "add admins with a group of the single sign-on, or adminUser: true",
          },
        ]),
  ];
}

function checkGroups(spec: ArgoCdSpec, role: "admins" | "viewers"): Problem[] {
  const groups = spec[role] ?? [];
  if (groups.length > 0 && spec.oidc === undefined) {
    return [
      {
        path: [role],
        message: "groups are those of the single sign-on, and there is none",
        found: groups.join(", "),
        fix: `add oidc, or remove ${role}`,
      },
    ];
  }
  return [...groups.entries()]
    .filter(([, group]) => group.trim() === "" || /[\r\n]/.test(group))
    .map(([index, group]) => ({
      path: [role, index],
      message: "this is no name of a group",
      found: JSON.stringify(group),
      fix: "write the group's name as the single sign-on gives it, in one line",
    }));
}

function checkRepository(name: string, { url, username, password, sshPrivateKey }: ArgoCdRepository): Problem[] {
  const isSsh = /^(ssh:\/\/|[^/@:]+@[^/@:]+:)/.test(url);
  return [
    ...(isDnsLabel(name)
      ? []
      : [
          {
            path: [],
            message: "the name must be a DNS label",
            found: name,
            allowed: dnsLabelRule,
            fix: `write ${toDnsLabel(name)}`,
          },
        ]),
    ...checkUrl(url),
    ...(sshPrivateKey === undefined || isSsh
      ? []
      : [
          {
            path: ["sshPrivateKey"],
            message: "no key opens this URL",
            found: withoutCredentials(url),
            fix: "write a URL of ssh, such as git@github.com:team/apps.git; or username and password",
          },
        ]),
    ...(username === undefined && password === undefined
      ? []
      : isSsh
        ? [
            {
              path: ["password"],
              message: "no password opens a URL of ssh",
              found: withoutCredentials(url),
              fix: "write sshPrivateKey, or a URL of https",
            },
          ]
        : username === undefined || password === undefined
          ? [
              {
                path: [username === undefined ? "username" : "password"],
                message: "user and password are only used together",
                found: username === undefined ? "no username" : "no password",
                fix: "add the other; for a token most providers take any username",
              },
            ]
          : []),
  ];
}

function checkUrl(url: string): Problem[] {
  if (isRepository(url)) return [];
  return [
    {
      path: ["url"],
      message: "this is no URL of a repository",
      found: withoutCredentials(url),
      allowed: "https://…, ssh://…, git@host:path or oci://…, without a password",
      fix: "write the URL alone, such as https://github.com/team/apps.git",
    },
  ];
}

function isRepository(url: string): boolean {
  const isInRegistry = /^[a-z0-9.-]+(:\d+)?\/\S+$/.test(url);
  if (isInRegistry || /^[^/@:\s]+@[^/@:\s]+:\S+$/.test(url)) return true;
  if (!/^(https?|ssh|oci):\/\/\S+$/.test(url) || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return password === "" && (username === "" || protocol === "ssh:");
}

function checkRoot({ url, path }: ArgoCdRoot): Problem[] {
  const isInside = path !== "" && !path.startsWith("/") && !path.split("/").includes("..");
  return [
    ...checkUrl(url),
    ...(isInside
      ? []
      : [
          {
            path: ["path"],
            message: "this is no folder within the repository",
            found: path === "" ? "an empty text" : path,
            allowed: "a path from the top of the repository, such as apps/prod; the top itself is .",
            fix: "write the path without a slash at its start, and without ..",
          },
        ]),
  ];
}
