import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RandomPasswordArgs } from "@pulumi/random";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";
import type { ApplicationArgs } from "./application";

/**
 * Argo CD, which keeps what is in the cluster as Git says. An object belongs either to Argo CD or to Pulumi, never to both: what the one
 * writes, the other would write back. What Pulumi makes (this platform, namespaces of its workloads) is therefore in no Application, and
 * what is in an Application is in no program of Pulumi.
 */
export interface ArgoCdSpec extends HelmOptions {
  /**
   * Host at which people reach it, such as `argocd.example.com`. What brings them there is not made here. Default: none, for whoever may
   * forward a port; single sign-on is then an error.
   */
  readonly domain?: string | undefined;
  /**
   * The gateway in front of it, which speaks TLS with browsers. Argo CD then speaks plain HTTP, and lets in that namespace's pods alone.
   * Default: none: it speaks TLS itself, with a certificate that it has signed itself, and lets nobody in but through a forwarded port.
   */
  readonly gateway?: { readonly namespace: string } | undefined;
  /** Single sign-on. Default: none. */
  readonly oidc?: ArgoCdOidc | undefined;
  /** Groups of the single sign-on who may do everything. An error without `oidc`. Default: none. */
  readonly admins?: readonly string[] | undefined;
  /** Groups of the single sign-on who may look at everything. An error without `oidc`. Default: none: who is in no group sees nothing. */
  readonly viewers?: readonly string[] | undefined;
  /**
   * Whether the user `admin` may log in, with the password that Argo CD leaves in the Secret `argocd-initial-admin-secret`.
   * Default: only without `oidc`. An error if nobody could log in.
   */
  readonly adminUser?: boolean | undefined;
  /**
   * Repositories that it reads, by names that are DNS labels. Those that everybody may read need not be here, nor those whose Secret, with
   * the label `argocd.argoproj.io/secret-type: repository`, is made otherwise, such as by External Secrets. Default: none.
   */
  readonly repositories?: Readonly<Record<string, ArgoCdRepository>> | undefined;
  /** The first Application, of which all others are. Default: none. */
  readonly root?: ArgoCdRoot | undefined;
  /** One transform for each child. Default: none. */
  readonly transform?: ArgoCdTransform | undefined;
}

/** How people prove who they are: to a provider that speaks OpenID Connect. */
export interface ArgoCdOidc {
  /** URL of the provider, `https://…`, without a slash at its end unless the provider's own has one. */
  readonly issuer: string;
  readonly clientId: string;
  /**
   * Key of a Secret in the namespace `argocd` that has the label `app.kubernetes.io/part-of: argocd`. Default: none, for a public client,
   * which proves itself by PKCE.
   */
  readonly clientSecret?: { readonly fromSecret: { readonly name: string; readonly key: string } } | undefined;
  /** What the button says. Default: `SSO`. */
  readonly name?: string | undefined;
}

/** A repository and what opens it: nothing, a password, or a key. */
export interface ArgoCdRepository {
  /** `https://…`, `ssh://…`, `git@host:path` or `oci://…`; of charts in a registry without `oci://`. */
  readonly url: string;
  /** `helm` is one of charts. Default: `git`. */
  readonly type?: "git" | "helm" | "oci" | undefined;
  /** Default: none. For a token most providers take any text but an empty one. */
  readonly username?: string | undefined;
  /** Password or token. It is kept as a secret, in the state and in the cluster. Default: none. */
  readonly password?: pulumi.Input<string> | undefined;
  /** Key of `ssh://` and `git@` URLs. It is kept as a secret, in the state and in the cluster. Default: none. */
  readonly sshPrivateKey?: pulumi.Input<string> | undefined;
}

/**
 * An Application that is synchronised by itself, and whose objects are deleted, and waited for, before Argo CD goes: those that are
 * Applications leave theirs behind unless they have the finalizer `resources-finalizer.argocd.argoproj.io` too.
 */
export interface ArgoCdRoot {
  /** URL of a Git repository. */
  readonly url: string;
  /** Folder in it with the manifests of Applications, such as `apps/prod`. */
  readonly path: string;
  /** Branch, tag or commit. Default: `HEAD`, the repository's default branch. */
  readonly revision?: string | undefined;
}

export interface ArgoCdTransform {
  readonly release?: Transform<k8s.helm.v3.ReleaseArgs>;
  readonly redisPassword?: Transform<RandomPasswordArgs>;
  readonly redisSecret?: Transform<k8s.core.v1.SecretArgs>;
  readonly repository?: Transform<k8s.core.v1.SecretArgs>;
  readonly root?: Transform<ApplicationArgs>;
}
