import { z } from "zod";
import { helmOptions } from "./common";

const dns01 = z
  .strictObject({
    zones: z
      .record(z.string(), z.string())
      .describe("Public hosted zones of Route 53, by domain: their IDs. In no others it may write records. No default"),
  })
  .describe("Shows by records of Route 53 that domains are yours; on EKS alone. Default: none");

const http01 = z
  .strictObject({
    gateway: z
      .strictObject({
        name: z.string().describe("Name of the Gateway. No default"),
        namespace: z.string().describe("Its namespace. No default"),
        listener: z.string().describe("Name of its listener on port 80. Default: any that takes the route").optional(),
      })
      .describe("The Gateway that answers. Default: none")
      .optional(),
    ingressClass: z.string().describe("The class of Ingress that answers. Default: none").optional(),
  })
  .describe(
    "Shows by answers over HTTP on port 80 that domains are yours: by a Gateway or by an Ingress. Default: none",
  );

const acme = z
  .strictObject({
    email: z.string().describe("Where the authority writes to, such as platform@example.com. No default"),
    server: z
      .string()
      .describe(
        "production or staging of Let's Encrypt, or the https URL of another's directory. Default: in production production, elsewhere staging",
      )
      .optional(),
    dns01: dns01.optional(),
    http01: http01.optional(),
  })
  .describe("An authority that speaks ACME, such as Let's Encrypt. Default: none");

const privateCa = z
  .strictObject({
    commonName: z
      .string()
      .describe("Name in its certificate, up to 64 characters. Default: the name of the issuer")
      .optional(),
    durationDays: z.number().describe("Days that its certificate holds. Default: 3650").optional(),
    renewBeforeDays: z
      .number()
      .describe(
        "Days before its end on which it is renewed. Default: 365, or a third of durationDays where that is less",
      )
      .optional(),
  })
  .describe("An authority of this cluster's own, whose key cert-manager makes. Default: none");

const issuer = z.strictObject({
  acme: acme.optional(),
  privateCa: privateCa.optional(),
  caSecret: z
    .string()
    .describe(
      "Secret of the namespace cert-manager with tls.crt and tls.key of an authority that you have. Default: none",
    )
    .optional(),
  selfSigned: z
    .literal(true)
    .describe("Whether certificates are signed with their own key, which nobody trusts. Default: no")
    .optional(),
});

export const certManager = z
  .strictObject({
    ...helmOptions,
    issuers: z
      .record(z.string(), issuer)
      .describe("Issuers by name, for certificates of every namespace; each of exactly one kind. Default: none")
      .optional(),
    nameservers: z
      .array(z.string())
      .describe(
        "Name servers that are asked whether a record of dns01 can be seen, such as 1.1.1.1:53. Default: the cluster's",
      )
      .optional(),
  })
  .describe("cert-manager: has certificates issued and renews them");
