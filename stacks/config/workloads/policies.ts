import { z } from "zod";
import { rateLimitUnits } from "../../../components/gateway";
import { someTexts, text, texts } from "../texts";
import { count } from "./numbers";
import { circuitBreaker, duration, retries } from "./resilience";

// What holds for requests that come by a route.

/** A Secret of the namespace. */
const secret = (description: string) => z.strictObject({ secret: text("Its name") }).describe(description);

const rateLimit = z.strictObject({
  requests: count("How many are let through", 1),
  per: z.enum(rateLimitUnits).describe("In which time"),
  by: z
    .union([
      z.enum(["route", "address"]),
      z.strictObject({ header: text("Each value of this header is counted by itself") }),
      z.strictObject({ claim: text("Each value of this claim of the token is counted by itself, such as sub") }),
    ])
    .describe("Who is counted: all callers together, each address, header or user. Default: address")
    .optional(),
  countedBy: z
    .enum(["gateway", "pod"])
    .describe("Whether all pods of the gateway count together. Default: gateway where it has a store for it, else pod")
    .optional(),
});

const authentication = z
  .strictObject({
    jwt: z
      .strictObject({
        issuer: text("What iss must say: a URL"),
        jwksUri: text("URL of the keys that tokens are signed with"),
        audiences: someTexts(
          "What aud must say, one of them; alb takes one alone. Default: not checked, any token of the issuer is taken",
        ).optional(),
        claimHeaders: texts("Claims that the workload gets as headers, such as sub: x-user. Default: none").optional(),
      })
      .describe("JSON Web Tokens")
      .optional(),
    oidc: z
      .strictObject({
        issuer: text("URL of the provider"),
        clientId: text("What the provider calls the gateway"),
        clientSecret: secret("A Secret of the namespace, with the key client-secret"),
        redirectPath: text("Path that the provider sends the browser back to. Default: /oauth2/callback").optional(),
        logoutPath: text("Path that ends the log-in. Default: none").optional(),
        scopes: someTexts("Default: openid").optional(),
        endpoints: z
          .strictObject({
            authorization: text("URL of the authorization endpoint"),
            token: text("URL of the token endpoint"),
            userInfo: text("URL of the user info endpoint"),
          })
          .describe("Endpoints of the provider, which alb needs. Default: those that it publishes")
          .optional(),
      })
      .describe("A log-in in the browser by OpenID Connect")
      .optional(),
    apiKey: z
      .strictObject({
        header: text("Header that has the key. Default: x-api-key").optional(),
        clients: secret("A Secret of the namespace: each of its keys is a client, its value the API key"),
      })
      .describe("Keys in a header")
      .optional(),
    basic: z
      .strictObject({
        users: secret("A Secret of the namespace, with the key .htpasswd: lines of name:{SHA}…"),
      })
      .describe("Names and passwords")
      .optional(),
  })
  .describe("Who may call, known in exactly one way. Default: everyone");

/** What holds for requests that come by a route. */
export const policy = z
  .strictObject({
    rateLimits: z.array(rateLimit).min(1).describe("All of them hold. Default: no limit").optional(),
    authentication: authentication.optional(),
    cors: z
      .strictObject({
        origins: someTexts("Such as https://shop.example.com, https://*.example.com, or * for all"),
        methods: someTexts("Default: GET, HEAD, POST").optional(),
        headers: someTexts("Headers that requests may have. Default: those that browsers always send").optional(),
        exposeHeaders: someTexts("Headers of answers that pages may read. Default: the usual ones").optional(),
        credentials: z.boolean().describe("Whether cookies are sent. Default: false").optional(),
        maxAge: duration("How long a browser may remember it. Default: 1h").optional(),
      })
      .describe("Which pages of other origins may call. Default: none")
      .optional(),
    cache: z
      .strictObject({
        ttl: duration("How long answers are kept, unless they say otherwise"),
        keyHeaders: someTexts("Headers whose values keep answers apart. Default: none").optional(),
        keyQuery: someTexts(
          "Parameters of the query that keep answers apart. Default: all; a REST API must be told them",
        ).optional(),
        keptBy: z
          .enum(["gateway", "pod"])
          .describe("Whether all pods of the gateway keep answers together, or each for itself. Default: as it does it")
          .optional(),
      })
      .describe("Answers that the gateway keeps. Default: none")
      .optional(),
    retries: retries.optional(),
    circuitBreaker: circuitBreaker.optional(),
    maxRequestSize: text("The largest body, such as 512Ki or 10Mi. Default: that of the gateway").optional(),
    addresses: z
      .strictObject({
        allow: someTexts("CIDRs that may call. Default: all that are not denied").optional(),
        deny: someTexts("CIDRs that may not. Default: none").optional(),
      })
      .describe("Addresses of callers. Default: all")
      .optional(),
    canary: z
      .strictObject({
        to: text("Name of the workload of the new version, of the same application"),
        port: text("Name of its port. Default: its only one for HTTP or gRPC").optional(),
        weight: count("Percent of the requests", 1, 99).optional(),
        header: z
          .strictObject({ name: text("Name of the header"), value: text("Its value") })
          .describe("Requests with this header, in place of or besides a share")
          .optional(),
      })
      .describe("A new version that gets some of the requests. Default: none")
      .optional(),
  })
  .describe("What holds for requests that come by the route. What the gateway cannot do is an error. Default: nothing")
  .meta({ id: "Policy" });
