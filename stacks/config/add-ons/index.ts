import { z } from "zod";
import { presets, type AddOnId } from "../../../components/addons";
import { admissionPolicies } from "./admission-policies";
import { argoCd } from "./argo-cd";
import { argoRollouts } from "./argo-rollouts";
import { awsLoadBalancerController } from "./aws-load-balancer-controller";
import { certManager } from "./cert-manager";
import { clusterAutoscaler } from "./cluster-autoscaler";
import { descheduler } from "./descheduler";
import { externalDns } from "./external-dns";
import { externalSecrets } from "./external-secrets";
import { gatewayApi } from "./gateway-api";
import { karpenter } from "./karpenter";
import { keda } from "./keda";
import { kyverno } from "./kyverno";
import { metricsServer } from "./metrics-server";
import { nodeLocalDns } from "./node-local-dns";
import { openCost } from "./opencost";
import { prometheusOperatorCrds } from "./prometheus-operator-crds";
import { reloader } from "./reloader";
import { velero } from "./velero";
import { verticalPodAutoscaler } from "./vertical-pod-autoscaler";

/** The options of each add-on, by its id. */
const options = {
  admissionPolicies,
  argoCd,
  argoRollouts,
  awsLoadBalancerController,
  certManager,
  clusterAutoscaler,
  descheduler,
  externalDns,
  externalSecrets,
  gatewayApi,
  karpenter,
  keda,
  kyverno,
  metricsServer,
  nodeLocalDns,
  openCost,
  prometheusOperatorCrds,
  reloader,
  velero,
  verticalPodAutoscaler,
} as const satisfies Readonly<Record<AddOnId, z.ZodObject>>;

type Options = typeof options;
type Choices = { readonly [Id in keyof Options]: z.ZodOptional<z.ZodUnion<[Options[Id], z.ZodBoolean]>> };

/** Each add-on: its options, or whether there is one. */
export const addOnChoices = Object.fromEntries(
  Object.entries(options).map(([id, schema]) => [
    id,
    z
      .union([schema, z.boolean()])
      .describe(`${schema.description ?? id}. true: with its defaults; false: left out. Default: as the preset says`)
      .optional(),
  ]),
) as unknown as Choices;

export const preset = z
  .enum(presets)
  .describe("A set of add-ons, to which others can be added, and of which each can be left out. Default: none");
