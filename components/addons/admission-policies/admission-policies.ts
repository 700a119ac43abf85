import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AdmissionRules } from "../../cluster";
import { checkDnsLabel, checkLabelName, didYouMean, labels, type Problem } from "../../core";
import type { AddOn, AddOnContext, Surroundings } from "../frame/add-on";
import type { AdmissionPoliciesSpec, RuleMode } from "./admission-policies-spec";
import { admitsWhenDown, type KyvernoSpec } from "../kyverno/kyverno";
import { kyvernoSpecOf, type ValidatingPolicySpec } from "./kyverno-policy";
import { excludedNamespaces } from "./namespaces";
import { policySpecOf } from "./policy-spec";
import { admissionRules, ruleIds, type AdmissionRule, type RuleId } from "./rules";

export type { AdmissionPoliciesSpec, RuleMode } from "./admission-policies-spec";

/** A rule that holds in a cluster. */
interface ActiveRule {
  readonly id: RuleId;
  /** Name of the policy. */
  readonly name: string;
  readonly rule: AdmissionRule;
  readonly mode: Exclude<RuleMode, "off">;
}

/** The rules are what the API server checks; with Kyverno they are policies of its own, so that there are reports of what was there before. */
export const admissionPolicies: AddOn<AdmissionPoliciesSpec> = {
  id: "admissionPolicies",
  name: "admission-policies",
  summary: "A baseline of rules for what comes into the cluster: versions, requests, access to nodes, ports, budgets",
  charts: [],
  // It has no pods, and what it makes is in no namespace.
  namespace: { name: "kube-system", podSecurity: undefined },
  after: ["kyverno"],
  images: [],
  pods: () => [],
  traffic: () => [],
  check: checkOptions,
  provides: (options, around) => {
    const refused = refusedBy(options, around);
    return refused === undefined ? {} : { admission: [refused] };
  },
  deploy: (context) => ({
    ready: activeRules(context.options, context).flatMap((active) =>
      context.planned.has("kyverno") ? createKyvernoPolicy(active, context) : createPolicy(active, context),
    ),
  }),
};

/** What they refuse that a workload could ask for. Of options of which something is wrong nothing is known. */
function refusedBy(options: AdmissionPoliciesSpec, around: Surroundings): AdmissionRules | undefined {
  if (checkOptions(options).length > 0) return undefined;
  const denied = activeRules(options, around).flatMap(({ id, mode }) => (mode === "deny" ? [id] : []));
  const refused: AdmissionRules = {
    ...(denied.includes("nodePorts") ? { nodePorts: false } : {}),
    ...(denied.includes("loadBalancerClass") ? { classlessLoadBalancers: false } : {}),
    ...(denied.includes("imageTags") ? { unpinnedImages: false } : {}),
    ...(denied.includes("registries") ? { registries: options.registries } : {}),
    ...(denied.includes("labels") ? { podLabels: options.labels } : {}),
  };
  if (Object.keys(refused).length === 0) return undefined;
  return { by: "admissionPolicies", exclude: excludedNamespaces(options.exclude, around), ...refused };
}

function activeRules(options: AdmissionPoliciesSpec, around: Surroundings): ActiveRule[] {
  const { mode = defaultMode(around), rules = {}, registries = [], labels: wanted = [] } = options;
  const { target, autoMode } = around;
  const inputs = {
    registries,
    labels: wanted,
    excluded: excludedNamespaces(options.exclude, around),
    target,
    autoMode,
  };
  return ruleIds.flatMap((id) => {
    const rule: AdmissionRule | undefined = admissionRules[id](inputs);
    const own = rules[id] ?? mode;
    return rule === undefined || own === "off" ? [] : [{ id, name: nameOf(id), rule, mode: own }];
  });
}

function defaultMode({ target }: Surroundings): ActiveRule["mode"] {
  return target === "eks" ? "deny" : "audit";
}

/** `image-tags` of `imageTags`. */
function nameOf(id: RuleId): string {
  return id.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** What the API server checks by itself: whatever else is down, it is there, so what cannot be checked is refused. */
function createPolicy(
  { name, rule, mode }: ActiveRule,
  { child, place, options, ...around }: AddOnContext<AdmissionPoliciesSpec>,
): pulumi.Resource[] {
  const excluded = excludedNamespaces(options.exclude, around);
  const metadata = { name: `slipway-${name}`, labels: labels({ name }) };
  const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
    ...child<k8s.admissionregistration.v1.ValidatingAdmissionPolicyArgs>(
      name,
      { metadata, spec: policySpecOf(rule, excluded, "Fail") },
      undefined,
      { dependsOn: [...place] },
    ),
  );
  const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
    ...child<k8s.admissionregistration.v1.ValidatingAdmissionPolicyBindingArgs>(
      `${name}-binding`,
      { metadata, spec: { policyName: metadata.name, validationActions: actionsOf(mode) } },
      undefined,
      { dependsOn: [policy] },
    ),
  );
  return [policy, binding];
}

function createKyvernoPolicy(
  { name, rule, mode }: ActiveRule,
  context: AddOnContext<AdmissionPoliciesSpec>,
): pulumi.Resource[] {
  const { child, place, options } = context;
  const excluded = excludedNamespaces(options.exclude, context);
  const spec: ValidatingPolicySpec = kyvernoSpecOf(rule, excluded, actionsOf(mode), failurePolicyOf(context));
  return [
    new k8s.apiextensions.CustomResource(
      ...child(
        name,
        {
          apiVersion: "policies.kyverno.io/v1",
          kind: "ValidatingPolicy",
          metadata: { name: `slipway-${name}`, labels: labels({ name }) },
          spec,
        },
        undefined,
        { dependsOn: [...place] },
      ),
    ),
  ];
}

/** Kyverno's own: it would not heed another where it admits all that it cannot check. */
function failurePolicyOf(around: Surroundings): ValidatingPolicySpec["failurePolicy"] {
  const options: KyvernoSpec = around.planned.get("kyverno")?.options ?? {};
  return admitsWhenDown(options, around) ? "Ignore" : "Fail";
}

function actionsOf(mode: ActiveRule["mode"]): string[] {
  return mode === "deny" ? ["Deny"] : ["Warn", "Audit"];
}

function checkOptions(options: AdmissionPoliciesSpec): Problem[] {
  return [...checkRules(options), ...checkLists(options)];
}

function checkRules({ rules = {}, registries = [], labels: wanted = [] }: AdmissionPoliciesSpec): Problem[] {
  const needed: readonly (readonly [id: RuleId, key: string, isThere: boolean])[] = [
    ["registries", "registries", registries.length > 0],
    ["labels", "labels", wanted.length > 0],
  ];
  return [
    ...Object.keys(rules)
      .filter((id) => !ruleIds.some((known) => known === id))
      .map((id) => {
        const meant = didYouMean(id, ruleIds);
        return {
          path: ["rules", id],
          message: "there is no such rule",
          found: id,
          allowed: ruleIds.join(", "),
          fix: meant === undefined ? "remove it" : `write ${meant}`,
        };
      }),
    ...needed
      .filter(([id, , isThere]) => !isThere && rules[id] !== undefined && rules[id] !== "off")
      .map(([id, key]) => ({
        path: ["rules", id],
        message: `the rule has nothing to go by: there are no ${key}`,
        found: String(rules[id]),
        fix: `add ${key}, or remove this`,
      })),
  ];
}

/** A host of a registry with or without a path, without a scheme or a tag. */
const registryForm = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

function checkLists({ registries = [], labels: wanted = [], exclude = [] }: AdmissionPoliciesSpec): Problem[] {
  return [
    ...registries.flatMap((registry, index) => checkRegistry(["registries", index], registry)),
    ...wanted.flatMap((label, index) => checkLabelName(["labels", index], label)),
    ...exclude.flatMap((name, index) => checkDnsLabel("a namespace", name, ["exclude", index])),
  ];
}

function checkRegistry(path: Problem["path"], registry: string): Problem[] {
  const host = registry.split("/")[0] ?? "";
  if (registryForm.test(registry) && /[.:]|^localhost$/.test(host)) return [];
  return [
    {
      path,
      message: "this is no registry of images",
      found: registry,
      allowed:
        "a host in lower case, with or without a path, such as quay.io/jetstack, without https:// and without / at its end",
      fix: /[.:]/.test(host) ? "write host and path alone" : `write it with its host, such as docker.io/${registry}`,
    },
  ];
}
