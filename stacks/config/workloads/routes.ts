import { z } from "zod";
import { httpMethods } from "../../../components/gateway";
import { someTexts, text, texts } from "../texts";
import { count, portNumber } from "./numbers";
import { policy } from "./policies";

// How workloads are reached from outside.

const value = z.union([z.string(), z.strictObject({ regex: text("Regular expression of RE2 for the whole value") })]);

const path = z
  .union([
    z.string(),
    z.strictObject({ exact: text("The whole path") }),
    z.strictObject({ prefix: text("The path up to a '/'") }),
    z.strictObject({ regex: text("Regular expression of RE2 for the whole path") }),
  ])
  .describe("A text is a prefix. Default: every path");

const match = z.strictObject({
  path: path.optional(),
  methods: z.array(z.enum(httpMethods)).min(1).describe("Default: all").optional(),
  headers: z.record(z.string(), value).describe("Headers by name. Default: whatever they are").optional(),
  query: z.record(z.string(), value).describe("Parameters of the query by name. Default: whatever they are").optional(),
  grpc: z
    .strictObject({
      service: text("With its package, such as shop.v1.Carts"),
      method: text("One of its methods. Default: all").optional(),
    })
    .describe("Calls of gRPC, in place of path, methods and query")
    .optional(),
});

const headerChanges = (whose: string) =>
  z
    .strictObject({
      set: texts("Headers that have this value afterwards").optional(),
      add: texts("Headers that have this value besides").optional(),
      remove: someTexts("Headers that are gone afterwards").optional(),
    })
    .describe(`Changes to the headers of ${whose}. Default: none`)
    .optional();

const replacedPath = z
  .union([
    z.strictObject({ full: text("The whole path") }),
    z.strictObject({ prefix: text("What stands in place of the prefix that was met") }),
  ])
  .describe("Default: as it was asked")
  .optional();

const duration = (description: string) => text(`${description}: 500ms, 2s, 1m`).optional();

const timeouts = z
  .strictObject({
    request: duration("For the whole request, all retries together"),
    backend: duration("For one try at a backend. Default: request"),
  })
  .describe("How long is waited for answers; 0s is without end. Default: those of the gateway")
  .optional();

const rule = z.strictObject({
  matches: z.array(match).min(1).describe("Any of these. Default: all requests").optional(),
  backends: z
    .array(
      z.strictObject({
        to: text("Name of a workload of the same application. Default: this one").optional(),
        port: text("Name of its port. Default: its only one for HTTP or gRPC").optional(),
        weight: count("Share among the backends of the rule. Default: 1", 0, 1_000_000).optional(),
      }),
    )
    .min(1)
    .describe("Where requests go. Default: this workload")
    .optional(),
  redirect: z
    .strictObject({
      scheme: z.enum(["http", "https"]).describe("Default: as it was asked").optional(),
      host: text("Default: as it was asked").optional(),
      port: portNumber.describe("Default: as it was asked").optional(),
      path: replacedPath,
      status: z.literal([301, 302, 303, 307, 308]).describe("Default: 302").optional(),
    })
    .describe("An answer that sends the caller elsewhere, in place of backends")
    .optional(),
  rewrite: z
    .strictObject({ host: text("Default: as it was asked").optional(), path: replacedPath })
    .describe("Changes to what is asked, on its way to the backend. Default: none")
    .optional(),
  requestHeaders: headerChanges("requests"),
  responseHeaders: headerChanges("answers"),
  mirror: z
    .strictObject({
      to: text("Name of a workload of the same application"),
      port: text("Name of its port. Default: its only one for HTTP or gRPC").optional(),
      percent: count("Share of the requests. Default: 100", 1, 100).optional(),
    })
    .describe("A workload that gets the requests too, whose answers nobody waits for. Default: none")
    .optional(),
  timeouts,
});

const route = z
  .strictObject({
    hosts: someTexts("Hosts of slipway:gateway.hosts. Default: all of them").optional(),
    port: text("Name of the workload's port. Default: its only one for HTTP or gRPC").optional(),
    paths: someTexts("Prefixes of paths. Default: everything").optional(),
    rules: z.array(rule).min(1).describe("In place of paths: what is done with which requests").optional(),
    timeouts,
    webSockets: z.boolean().describe("Whether connections become web sockets. Default: false").optional(),
  })
  .describe("The way in from outside, by the gateway of the environment. Default: nobody outside reaches it")
  .meta({ id: "Route" });

/** How a workload is reached from outside. */
export const routedFields = { route: route.optional(), policy: policy.optional() };
