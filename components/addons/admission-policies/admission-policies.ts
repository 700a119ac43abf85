import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { checkDnsLabel, checkLabelName, didYouMean, labels, type Problem } from "../../core";
import type { AddOn, AddOnContext, Surroundings } from "../frame/add-on";
import type { AdmissionPoliciesSpec, RuleMode } from "./admission-policies-spec";
import { kyvernoSpecOf, type ValidatingPolicySpec } from "./kyverno-policy";
import { excludedNamespaces } from "./namespaces";
import { policySpecOf } from "./policy-spec";
import { admissionRules, ruleIds, type AdmissionRule, type RuleId } from "./rules";

export type { AdmissionPoliciesSpec, RuleMode } from "./admission-policies-spec";

/** A rule that holds in a cluster. */
interface ActiveRule {
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
  check: (options) => [...checkRules(options), ...checkLists(options)],
  deploy: (context) => ({
    ready: activeRules(context).flatMap((active) =>
      context.planned.has("kyverno") ? createKyvernoPolicy(active, context) : createPolicy(active, context),
    ),
  }),
};

function activeRules(context: AddOnContext<AdmissionPoliciesSpec>): ActiveRule[] {
  const { options, target } = context;
  const { mode = defaultMode(context), rules = {}, registries = [], labels: wanted = [] } = options;
  const inputs = { registries, labels: wanted, excluded: excludedNamespaces(options.exclude), target };
  return ruleIds.flatMap((id) => {
    const rule: AdmissionRule | undefined = admissionRules[id](inputs);
    const own = rules[id] ?? mode;
    return rule === undefined || own === "off" ? [] : [{ name: nameOf(id), rule, mode: own }];
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
  { child, place, options }: AddOnContext<AdmissionPoliciesSpec>,
): pulumi.Resource[] {
  const metadata = { name: `slipway-${name}`, labels: labels({ name }) };
  const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
    ...child<k8s.admissionregistration.v1.ValidatingAdmissionPolicyArgs>(
      name,
      { metadata, spec: policySpecOf(rule, excludedNamespaces(options.exclude), "Fail") },
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
  { child, place, options }: AddOnContext<AdmissionPoliciesSpec>,
): pulumi.Resource[] {
  const spec: ValidatingPolicySpec = kyvernoSpecOf(rule, excludedNamespaces(options.exclude), actionsOf(mode));
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

function actionsOf(mode: ActiveRule["mode"]): string[] {
  return mode === "deny" ? ["Deny"] : ["Warn", "Audit"];
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
