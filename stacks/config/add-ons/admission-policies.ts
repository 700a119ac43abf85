import { z } from "zod";
import { helmOptions } from "./common";

const rule = (text: string) => z.enum(["deny", "audit", "off"]).describe(`${text}. Default: as mode says`).optional();

const list = (text: string) => z.array(z.string()).describe(text).optional();

export const admissionPolicies = z
  .strictObject({
    anyKubernetes: helmOptions.anyKubernetes,
    mode: z
      .enum(["deny", "audit"])
      .describe(
        "What happens to what breaks a rule: deny refuses it, audit warns of it. Default: deny on EKS, audit in a cluster that is there already",
      )
      .optional(),
    rules: z
      .strictObject({
        imageTags: rule("Images have a tag other than latest, or a digest"),
        resources: rule("Containers have requests of CPU and memory, and a limit of memory"),
        defaultTokens: rule("Pods of the service account default have no token"),
        declaredExceptions: rule(
          "Access to the node is declared in annotations, exceptions.slipway/…, with the reason",
        ),
        registries: rule("Images come from the registries that are named"),
        labels: rule("Pods have the labels that are named"),
        loadBalancerClass: rule("On EKS without Auto Mode, Services of the type LoadBalancer name their class"),
        nodePorts: rule("There are no Services of the type NodePort"),
        disruptionBudgets: rule("Disruption budgets let at least one pod go"),
        clusterAdmin: rule("Nobody is given the role cluster-admin but the system and add-ons"),
      })
      .describe("Rules for which something else holds. Default: none")
      .optional(),
    registries: list(
      "Registries that images may come from, with or without a path, such as quay.io/jetstack. Default: any",
    ),
    labels: list("Labels that pods must have, such as slipway/owner. Default: none"),
    exclude: list(
      "Namespaces that the rules do not hold in, besides kube-system and its like, and those of the add-ons that are installed. Default: none",
    ),
  })
  .describe("A baseline of rules for what comes into the cluster");
