import { httpApiExamples, plan, type ApiExample } from "./http-api-examples";

const rule = httpApiExamples.filter(
  ({ name }) => !name.startsWith("authentication.") && name !== "route.requestHeaders",
);
const apiKey = { clients: { secret: "clients" } };

/** A route for everything of routes and policies that REST APIs can do. */
export const restApiExamples: readonly ApiExample[] = [
  ...rule,
  { name: "route.rewriteHost", route: plan({ rules: [{ rewrite: { host: "cart.internal.example.com" } }] }) },
  { name: "route.requestHeaders", route: plan({ rules: [{ requestHeaders: { set: { "x-a": "1" } } }] }) },
  { name: "authentication.apiKey", route: plan({}, { authentication: { apiKey } }) },
  {
    name: "rateLimit.header",
    route: plan(
      {},
      { authentication: { apiKey }, rateLimits: [{ requests: 60, per: "minute", by: { header: "x-api-key" } }] },
    ),
  },
  {
    name: "rateLimit.countedByGateway",
    route: plan(
      {},
      {
        authentication: { apiKey },
        rateLimits: [{ requests: 60, per: "minute", by: { header: "x-api-key" }, countedBy: "gateway" }],
      },
    ),
  },
  { name: "cache", route: plan({}, { cache: { ttl: "5m", keyQuery: ["page"] } }) },
  { name: "cache.keptByGateway", route: plan({}, { cache: { ttl: "5m", keyQuery: ["page"], keptBy: "gateway" } }) },
  { name: "cache.keyHeaders", route: plan({}, { cache: { ttl: "5m", keyQuery: ["page"], keyHeaders: ["X-Tenant"] } }) },
  { name: "cache.keyQuery", route: plan({}, { cache: { ttl: "5m", keyQuery: ["page", "sort"] } }) },
];
