import { z } from "zod";
import { encrypted } from "../encrypted";
import { text, textList } from "../texts";
import { helmOptions } from "./common";

const oidc = z
  .strictObject({
    issuer: text("URL of the provider, https://…"),
    clientId: text("Id of Argo CD at the provider"),
    clientSecret: z
      .strictObject({
        fromSecret: z
          .strictObject({ name: text("Name of the Secret"), key: text("Key in it") })
          .describe("The Secret and its key"),
      })
      .describe(
        "Key of a Secret in the namespace argocd with the label app.kubernetes.io/part-of: argocd. Default: none, for a public client",
      )
      .optional(),
    name: text("What the button says. Default: SSO").optional(),
  })
  .describe("Single sign-on by OpenID Connect. Default: none");

const repository = z
  .strictObject({
    url: text("https://…, ssh://…, git@host:path or oci://…; of charts in a registry without oci://"),
    type: z.enum(["git", "helm", "oci"]).describe("helm is one of charts. Default: git").optional(),
    username: text("User, or for a token any text. Default: none").optional(),
    password: encrypted.describe("Password or token, encrypted. Default: none").optional(),
    sshPrivateKey: encrypted.describe("Key of ssh:// and git@ URLs, encrypted. Default: none").optional(),
  })
  .describe("A repository and what opens it");

const root = z
  .strictObject({
    url: text("URL of a Git repository"),
    path: text("Folder in it with the manifests of Applications, such as apps/prod"),
    revision: text("Branch, tag or commit. Default: HEAD").optional(),
  })
  .describe("The first Application, of which all others are. Default: none");

export const argoCd = z
  .strictObject({
    ...helmOptions,
    domain: text("Host at which people reach it. Default: none, for whoever may forward a port").optional(),
    gateway: z
      .strictObject({ namespace: text("Namespace of its pods") })
      .describe("The gateway in front of it, which speaks TLS with browsers. Default: none")
      .optional(),
    oidc: oidc.optional(),
    admins: textList("Groups who may do everything. Default: none").optional(),
    viewers: textList("Groups who may look at everything. Default: none").optional(),
    adminUser: z.boolean().describe("Whether the user admin may log in. Default: only without oidc").optional(),
    repositories: z.record(z.string(), repository).describe("Repositories by name. Default: none").optional(),
    root: root.optional(),
  })
  .describe("Argo CD: keeps what is in the cluster as Git says");
