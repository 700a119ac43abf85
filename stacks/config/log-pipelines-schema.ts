import { z } from "zod";
import { fieldTypes } from "../../components/observability";
import { text, textList, texts } from "./texts";

const field = (description: string) => text(`${description}, with dots between its parts`);

const when = z
  .strictObject({
    field: field("Name of the field"),
    equals: z.union([z.string(), z.number(), z.boolean()]).describe("What it must be").optional(),
    matches: text("Regular expression that some part of it matches").optional(),
    exists: z.boolean().describe("Whether it is there").optional(),
  })
  .describe("Lines that the stage is for: one of equals, matches and exists. Default: all")
  .optional();

const mutate = z
  .strictObject({
    rename: texts("New names by old ones").optional(),
    set: texts("Texts by fields").optional(),
    convert: z.record(z.string(), z.enum(fieldTypes)).describe("Types by fields").optional(),
    replace: z
      .array(
        z.strictObject({
          field: field("Name of the field"),
          pattern: text("Regular expression"),
          with: text("What stands in its place"),
        }),
      )
      .describe("Parts of fields that are replaced")
      .optional(),
    lowercase: textList("Fields that are made lower case").optional(),
    remove: textList("Fields that are removed").optional(),
  })
  .describe("Changes, in this order");

const stage = z
  .strictObject({
    json: z
      .strictObject({
        from: field("Default: message").optional(),
        into: field("Default: app").optional(),
      })
      .describe("A field that is JSON; whole lines of JSON are read without it")
      .optional(),
    grok: z
      .strictObject({
        from: field("Default: message").optional(),
        patterns: textList("Patterns, of which the first that matches counts"),
        definitions: texts("Patterns of your own, by name in upper case. Default: none").optional(),
      })
      .describe("Named parts by patterns, such as %{NUMBER:http.response.status_code:int}")
      .optional(),
    dissect: z
      .strictObject({
        from: field("Default: message").optional(),
        mapping: text("Such as %{client.address} [%{time}]"),
      })
      .describe("Parts between fixed texts; quicker than patterns")
      .optional(),
    date: z
      .strictObject({
        from: field("Field with the time"),
        formats: textList("ISO8601, UNIX, UNIX_MS, or such as dd/MMM/yyyy:HH:mm:ss Z"),
        timezone: text("Of times that do not say it, such as Europe/Berlin. Default: UTC").optional(),
      })
      .describe("The time of the line")
      .optional(),
    mutate: mutate.optional(),
    drop: z.literal(true).describe("Lines are not kept. Needs when").optional(),
    when,
  })
  .describe("What is done to lines: one of json, grok, dissect, date, mutate and drop");

/** `slipway:observability.logs.pipelines`. */
export const logPipelines = z
  .record(
    z.string(),
    z.strictObject({
      from: z
        .strictObject({
          namespaces: textList("Namespaces").optional(),
          workloads: textList("Workloads, by their names").optional(),
          containers: textList("Containers, by their names").optional(),
        })
        .describe("Logs that go through it: those for which all is so that is said"),
      stages: z
        .array(stage)
        .describe("One after another; what one cannot read goes to the data stream logs-failed-default"),
    }),
  )
  .describe("Pipelines of Logstash between shippers and the store, by name. Default: none; then there is no Logstash");
