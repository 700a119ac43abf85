import { checkTimeZone, didYouMean, type Problem } from "../../../core";
import { checkGrokNames } from "./check-grok-names";
import {
  fieldTypes,
  kindsOf,
  logStages,
  type LogCondition,
  type LogPipelineSpec,
  type LogSource,
  type LogStage,
  type MutateStage,
} from "./log-pipeline-spec";
import { fieldName, unquotable } from "./logstash-syntax";

type Path = Problem["path"];

/** What is wrong with pipelines of logs. Paths are relative to them. */
export function checkLogPipelines(pipelines: Readonly<Record<string, LogPipelineSpec>>): Problem[] {
  return Object.entries(pipelines).flatMap(([name, pipeline]) => [
    ...checkName(name),
    ...checkSource([name, "from"], pipeline.from),
    ...(pipeline.stages.length > 0
      ? []
      : [
          {
            path: [name, "stages"],
            message: "the pipeline does nothing, and lines that go through none are kept as they are",
            fix: `add a stage: ${logStages.join(", ")}; or remove the pipeline`,
          },
        ]),
    ...pipeline.stages.flatMap((stage, index) => checkStage([name, "stages", index], stage)),
  ]);
}

function checkName(name: string): Problem[] {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return [];
  return [
    {
      path: [name],
      message: "this is no name of a pipeline",
      found: name,
      allowed: "lower-case letters, digits and '-', with a letter first",
      fix: "rename it",
    },
  ];
}

function checkSource(path: Path, { namespaces, workloads, containers }: LogSource): Problem[] {
  const all = { namespaces, workloads, containers };
  const stated = Object.entries(all).filter(([, values]) => values !== undefined);
  if (stated.length === 0) {
    return [
      {
        path,
        message: "it is not said which logs go through the pipeline",
        allowed: Object.keys(all).join(", "),
        fix: "add namespaces, workloads or containers",
      },
    ];
  }
  return stated.flatMap(([key, values = []]) =>
    values.length === 0
      ? [
          {
            path: [...path, key],
            message: "an empty list would let nothing through",
            fix: "name one, or remove the list",
          },
        ]
      : values.flatMap((value, index) => checkText([...path, key, index], value)),
  );
}

function checkStage(path: Path, stage: LogStage): Problem[] {
  const kinds = kindsOf(stage);
  const unknown = kinds.filter((kind) => !(logStages as readonly string[]).includes(kind));
  if (unknown.length > 0) return unknown.map((kind) => unknownStage(path, kind));
  if (kinds.length !== 1) {
    return [
      {
        path,
        message: kinds.length === 0 ? "the stage does not say what it does" : "one stage does one thing",
        ...(kinds.length === 0 ? {} : { found: kinds.join(", ") }),
        allowed: `one of ${logStages.join(", ")}`,
        fix: kinds.length === 0 ? "add one of them" : "make it several stages",
      },
    ];
  }
  return [
    ...checkKind(path, stage),
    ...(stage.when === undefined ? [] : checkCondition([...path, "when"], stage.when)),
  ];
}

function unknownStage(path: Path, kind: string): Problem {
  const meant = didYouMean(kind, logStages);
  return {
    path: [...path, kind],
    message: "there is no stage of this name",
    found: kind,
    allowed: logStages.join(", "),
    fix: meant === undefined ? "write one of them" : `did you mean ${meant}?`,
  };
}

function checkKind(path: Path, stage: LogStage): Problem[] {
  const at = (...keys: readonly (string | number)[]) => [...path, ...keys];
  if (stage.json !== undefined) {
    return [...checkField(at("json", "from"), stage.json.from), ...checkField(at("json", "into"), stage.json.into)];
  }
  if (stage.grok !== undefined) {
    const { from, patterns, definitions = {} } = stage.grok;
    return [
      ...checkField(at("grok", "from"), from),
      ...checkSome(at("grok", "patterns"), patterns),
      ...patterns.flatMap((pattern, index) => checkText(at("grok", "patterns", index), pattern)),
      ...Object.entries(definitions).flatMap(([name, text]) => checkText(at("grok", "definitions", name), text)),
      ...checkGrokNames(at("grok"), stage.grok),
    ];
  }
  if (stage.dissect !== undefined) {
    return [
      ...checkField(at("dissect", "from"), stage.dissect.from),
      ...checkMapping(at("dissect", "mapping"), stage.dissect.mapping),
    ];
  }
  if (stage.date !== undefined) {
    const { from, formats, timezone } = stage.date;
    return [
      ...checkField(at("date", "from"), from),
      ...checkSome(at("date", "formats"), formats),
      ...formats.flatMap((format, index) => checkText(at("date", "formats", index), format)),
      ...(timezone === undefined ? [] : checkTimeZone(at("date", "timezone"), timezone)),
    ];
  }
  if (stage.mutate !== undefined) return checkMutate(at("mutate"), stage.mutate);
  if (stage.when !== undefined) return [];
  return [
    {
      path: at("drop"),
      message: "this drops every line of the pipeline",
      fix: "say which as when, or remove the pipeline",
    },
  ];
}

function checkMutate(path: Path, mutate: MutateStage): Problem[] {
  const { rename = {}, set = {}, convert = {}, replace = [], lowercase = [], remove = [] } = mutate;
  const types: readonly string[] = fieldTypes;
  return [
    ...Object.entries(rename).flatMap(([from, to]) => [
      ...checkField([...path, "rename", from], from),
      ...checkField([...path, "rename", from], to),
    ]),
    ...Object.entries(set).flatMap(([field, text]) => [
      ...checkField([...path, "set", field], field),
      ...checkText([...path, "set", field], text),
    ]),
    ...Object.entries(convert).flatMap(([field, type]) => [
      ...checkField([...path, "convert", field], field),
      ...(types.includes(type)
        ? []
        : [
            {
              path: [...path, "convert", field],
              message: "there is no type of this name",
              found: type,
              allowed: types.join(", "),
              fix: "write one of them",
            },
          ]),
    ]),
    ...replace.flatMap(({ field, pattern, with: text }, index) => [
      ...checkField([...path, "replace", index, "field"], field),
      ...checkExpression([...path, "replace", index, "pattern"], pattern),
      ...checkText([...path, "replace", index, "with"], text),
    ]),
    ...[...lowercase.entries()].flatMap(([index, field]) => checkField([...path, "lowercase", index], field)),
    ...[...remove.entries()].flatMap(([index, field]) => checkField([...path, "remove", index], field)),
  ];
}

function checkCondition(path: Path, { field, equals, matches, exists }: LogCondition): Problem[] {
  const stated = Object.entries({ equals, matches, exists }).filter(([, value]) => value !== undefined);
  return [
    ...checkField([...path, "field"], field),
    ...(stated.length === 1
      ? []
      : [
          {
            path,
            message: "a condition asks one thing of its field",
            found: stated.length === 0 ? "none" : stated.map(([key]) => key).join(", "),
            allowed: "equals, matches or exists",
            fix: stated.length === 0 ? "add one of them" : "make it several stages",
          },
        ]),
    ...(typeof equals === "string" ? checkText([...path, "equals"], equals) : []),
    ...(matches === undefined ? [] : checkExpression([...path, "matches"], matches)),
  ];
}

function checkMapping(path: Path, mapping: string): Problem[] {
  if (!/%\{[^}]*\}/.test(mapping)) {
    return [
      {
        path,
        message: "the mapping names no field",
        found: mapping,
        fix: "write fields as %{name}, with the text between them",
      },
    ];
  }
  if (mapping.includes("}%{")) {
    return [
      {
        path,
        message: "nothing is between two fields, so nothing says where one ends",
        found: mapping,
        fix: "put the text that is between them there, or make it a stage grok",
      },
    ];
  }
  return checkText(path, mapping);
}

function checkSome(path: Path, list: readonly string[]): Problem[] {
  return list.length > 0 ? [] : [{ path, message: "the list is empty", fix: "add one at least" }];
}

function checkField(path: Path, field: string | undefined): Problem[] {
  if (field === undefined || fieldName.test(field)) return [];
  return [
    {
      path,
      message: "this is no name of a field",
      found: field,
      allowed: "letters, digits, '_', '-', '@' and '/', with dots between parts",
      fix: `write it like http.request.method`,
    },
  ];
}

function checkText(path: Path, text: string): Problem[] {
  const why = unquotable(text);
  return why === undefined
    ? []
    : [{ path, message: `Logstash cannot be told this text: ${why}`, found: text, fix: "write it without" }];
}

function checkExpression(path: Path, text: string): Problem[] {
  if (isExpression(text)) return checkText(path, text);
  return [{ path, message: "this is no regular expression", found: text, fix: "write one, such as ^\\d{4}-" }];
}

/** Logstash's expressions are those of Ruby; what both know is written alike. */
function isExpression(text: string): boolean {
  try {
    new RegExp(text.replace(/\(\?[a-z]+\)/g, ""));
    return true;
  } catch {
    return false;
  }
}
