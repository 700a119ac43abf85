import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { applyTransform } from "../../core";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods } from "../frame/pods";
import type { Traffic } from "../frame/traffic";
import { valueAt } from "../frame/values";
import { rootApplication, type ApplicationArgs } from "./application";
import { argoCdPods, parts } from "./argo-cd-pods";
import type { ArgoCdRepository, ArgoCdSpec } from "./argo-cd-spec";
import { argoCdValues } from "./argo-cd-values";
import { checkArgoCd } from "./check-argo-cd";

type Context = AddOnContext<ArgoCdSpec>;

const namespace = "argocd";
const argoImage = "quay.io/argoproj/argocd";
const redisImage = "ecr-public.aws.com/docker/library/redis";

export const argoCd = helmAddOn<ArgoCdSpec>({
  id: "argoCd",
  name: "argo-cd",
  summary: "Keeps what is in the cluster as Git says",
  chart: "argoCd",
  namespace: { name: namespace, podSecurity: "restricted" },
  // Rollouts of Argo Rollouts are of the same group.
  crds: ["applications.argoproj.io", "applicationsets.argoproj.io", "appprojects.argoproj.io"],
  owns: "what its Applications have made",
  // What its Applications have made needs these until it is gone.
  after: [
    "admissionPolicies",
    "argoRollouts",
    "awsLoadBalancerController",
    "certManager",
    "externalDns",
    "externalSecrets",
    "gatewayApi",
    "karpenter",
    "keda",
    "kyverno",
    "velero",
    "verticalPodAutoscaler",
  ],
  // Three of Redis start one after the other.
  timeoutSeconds: 600,
  images: [
    { image: argoImage, at: "global.image.repository" },
    { image: redisImage, at: "redis.image.repository" },
    { image: redisImage, at: "redis-ha.image.repository" },
    { image: "ecr-public.aws.com/docker/library/haproxy", at: "redis-ha.haproxy.image.repository" },
    // Only if values switch it on.
    { image: "ghcr.io/dexidp/dex", at: "dex.image.repository" },
  ],
  pods: (_, around) => argoCdPods(around),
  traffic: argoCdTraffic,
  owned: {
    ...decidedByPods(
      ...["controller", "server", "repoServer", "applicationSet"].flatMap((part) => [
        `${part}.replicas`,
        `${part}.pdb`,
      ]),
      ...["redis-ha", "redis-ha.haproxy"].flatMap((part) => [`${part}.replicas`, `${part}.podDisruptionBudget`]),
      "redis.pdb",
    ),
    "configs.cm.admin\\.enabled": "write adminUser",
    "configs.cm.oidc\\.config": "write oidc",
    "configs.params.server\\.insecure": "write gateway",
    "configs.rbac.policy\\.csv": "write admins and viewers",
    "configs.repositories": "write repositories",
    fullnameOverride: "policies and budgets know its pods by their names",
    "global.domain": "write domain",
    "global.networkPolicy.create": "the namespace has policies already",
    "redis-ha.enabled": "it is there where what there may be several of there are several of",
    "redisSecretInit.enabled": "the password of Redis is made by Pulumi",
  },
  check: checkArgoCd,
  values: argoCdValues,
  before: (context) => [createRedisSecret(context), ...createRepositories(context)],
  then: (context, release) => createRoot(context, release),
});

/** Users and webhooks come through the gateway, if there is one. Whatever is not named speaks with the others alone: Redis. */
function argoCdTraffic({ gateway, values = {} }: ArgoCdSpec): Traffic[] {
  const of = (name: string) => ({ "app.kubernetes.io/name": name });
  const fromGateway = (ports: readonly number[]) =>
    gateway === undefined ? {} : { fromNamespaces: { [gateway.namespace]: ports } };
  const isOn = (part: string) => valueAt(values, `${part}.enabled`) === true;
  return [
    { to: "namespace" },
    { name: "server", pods: of(parts.server), metrics: [8083], ...fromGateway([8080]), to: "apis" },
    { name: "controller", pods: of(parts.controller), metrics: [8082], to: "apis" },
    { name: "applicationset", pods: of(parts.applicationSet), metrics: [8080], ...fromGateway([7000]), to: "apis" },
    // Repositories may be anywhere, and speak ssh.
    { name: "repo-server", pods: of(parts.repoServer), metrics: [8084], to: "anywhere" },
    // What only values switch on.
    ...(isOn("dex") ? [{ name: "dex", pods: of("argocd-dex-server"), to: "apis" } as const] : []),
    ...(isOn("notifications")
      ? [{ name: "notifications", pods: of("argocd-notifications-controller"), to: "anywhere" } as const]
      : []),
  ];
}

/** The password that the parts know Redis by. The chart's own way would be a Job whose result nobody else knows. */
function createRedisSecret({ child, parent, place, options }: Context): k8s.core.v1.Secret {
  const { redisPassword, redisSecret } = options.transform ?? {};
  const password = new random.RandomPassword(
    ...applyTransform(
      redisPassword,
      `${parent.logicalName}-redis-password`,
      { length: 32, special: false },
      { parent },
    ),
  );
  return new k8s.core.v1.Secret(
    ...child(
      "redis",
      {
        metadata: { name: "argocd-redis", namespace, labels: { "app.kubernetes.io/part-of": "argocd" } },
        type: "Opaque",
        stringData: { auth: password.result },
      },
      redisSecret,
      { dependsOn: [...place] },
    ),
  );
}

/** Argo CD finds repositories by the label of their Secrets. */
function createRepositories({ child, place, options }: Context): k8s.core.v1.Secret[] {
  return Object.entries(options.repositories ?? {}).map(
    ([name, repository]) =>
      new k8s.core.v1.Secret(
        ...child(
          `repository-${name}`,
          {
            metadata: {
              name: `repository-${name}`,
              namespace,
              labels: { "argocd.argoproj.io/secret-type": "repository" },
            },
            type: "Opaque",
            stringData: repositoryData(name, repository),
          },
          options.transform?.repository,
          { dependsOn: [...place] },
        ),
      ),
  );
}

function repositoryData(
  name: string,
  { url, type = "git", username, password, sshPrivateKey }: ArgoCdRepository,
): Record<string, pulumi.Input<string>> {
  return {
    name,
    url,
    type,
    ...(type === "helm" && !url.includes("://") ? { enableOCI: "true" } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: pulumi.secret(password) }),
    ...(sshPrivateKey === undefined ? {} : { sshPrivateKey: pulumi.secret(sshPrivateKey) }),
  };
}

/** Deleting it takes as long as deleting everything that it has made. */
function createRoot({ child, options }: Context, release: pulumi.Resource): k8s.apiextensions.CustomResource[] {
  const { root, transform } = options;
  if (root === undefined) return [];
  const application: ApplicationArgs = rootApplication(root, namespace);
  return [
    new k8s.apiextensions.CustomResource(
      ...child<ApplicationArgs>("root", application, transform?.root, {
        dependsOn: [release],
        customTimeouts: { delete: "30m" },
      }),
    ),
  ];
}
