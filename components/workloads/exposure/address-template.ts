import { didYouMean, type Problem } from "../../core";
import type { Address } from "./links";

/** A pair of braces of either kind, what stands in a pair, or a brace that is alone. */
const token = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

const fields = ["host", "port", "protocol"] as const;
type Field = (typeof fields)[number];

/** Whether a text has braces, and so is meant to be filled in. */
export function hasBraces(template: string): boolean {
  return /[{}]/.test(template);
}

/** The text with what stands in braces filled in: of the port that is named, or else of the first one. */
export function fillTemplate(template: string, addresses: readonly Address[]): string {
  return template.replace(token, (whole: string, content: string | undefined) => {
    if (content === undefined) return whole.slice(0, 1);
    const { field, port } = parse(content);
    const address = port === undefined ? addresses[0] : addresses.find(({ name }) => name === port);
    if (address === undefined || !isField(field)) throw new Error(`${template} was filled in before it was checked`);
    return String(address[field]);
  });
}

/** What is wrong with a text that is to be filled in; `names` are those of the linked ports. */
export function checkTemplate(path: Problem["path"], template: string, names: readonly string[]): Problem[] {
  return [...template.matchAll(token)].flatMap(([whole, content]): Problem[] => {
    if (content === undefined) {
      return whole.length === 2 ? [] : [{ path, ...loneBrace(whole), found: template }];
    }
    const { field, port } = parse(content);
    if (!isField(field) || (field === "host" && port !== undefined)) {
      const meant = didYouMean(field, fields);
      return [
        {
          path,
          message: `nothing is called ${whole} here`,
          found: template,
          allowed: "{host}, {port}, {protocol}, and of one of several ports {port:name} and {protocol:name}",
          fix:
            meant === undefined || field === "host"
              ? `write one of them, or {${whole}} if the text itself is meant`
              : `did you mean {${meant}}?`,
        },
      ];
    }
    if (port === undefined)
      return field === "host" || names.length < 2 ? [] : [severalPorts(path, template, field, names)];
    return names.includes(port) ? [] : [unknownPort(path, template, whole, port, names)];
  });
}

function parse(content: string): { field: string; port: string | undefined } {
  const [field = "", ...rest] = content.split(":");
  return { field, port: rest.length === 0 ? undefined : rest.join(":") };
}

function isField(text: string): text is Field {
  return fields.some((field) => field === text);
}

function loneBrace(brace: string): { message: string; fix: string } {
  return { message: `the text has a single ${brace}`, fix: `write ${brace}${brace} if the brace itself is meant` };
}

function severalPorts(path: Problem["path"], template: string, field: Field, names: readonly string[]): Problem {
  return {
    path,
    message: `the link leads to several ports, and {${field}} does not say which`,
    found: template,
    allowed: names.map((name) => `{${field}:${name}}`).join(", "),
    fix: `write {${field}:${names[0] ?? ""}}, or another of them`,
  };
}

function unknownPort(
  path: Problem["path"],
  template: string,
  whole: string,
  port: string,
  names: readonly string[],
): Problem {
  const meant = didYouMean(port, names);
  return {
    path,
    message: `${whole} names a port that the link does not lead to`,
    found: template,
    allowed: names.join(", "),
    fix: meant === undefined ? `add ${port} to the link's ports` : `did you mean ${meant}?`,
  };
}
