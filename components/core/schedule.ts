import type { Problem } from "./errors";
import { didYouMean } from "./names";

/*
 * Schedules as Kubernetes reads them (robfig/cron v3.0.1, `ParseStandard`, which v1.36 uses, and KEDA 2.20 without its `@` names).
 * It is narrower: what that parser takes without sense (`1,,2`, `+5`, `*-3`, a step that is wider than the field, a day that no
 * month has) is refused. Libraries of npm read other dialects: Sunday as 7, seconds in front, `L`, `W` and `#`.
 */

/** One of the five fields. */
interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of its values, from `least` on. */
  readonly names: readonly string[];
}

const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const cronFields = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of the month", least: 1, most: 31, names: [] },
  { name: "month", least: 1, most: 12, names: monthNames },
  { name: "day of the week", least: 0, most: 6, names: dayNames },
] as const satisfies readonly CronField[];

/** Names of schedules, besides `@every`. */
export const scheduleNames = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/** Days that each month has at most. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const example = "30 2 * * 1-5 for half past two from Monday to Friday";

/** The values of a field. `isAny`: whether it leaves the choice to the other field of the day. */
interface FieldValues {
  readonly values: readonly number[];
  readonly isAny: boolean;
}

interface FieldFault {
  readonly message: string;
  readonly fix: string;
}

/** What is wrong with the schedule of a CronJob: five fields, `@daily` and the like, or `@every 1h30m`. */
export function checkSchedule(path: Problem["path"], text: string): Problem[] {
  if (!text.startsWith("@")) return checkScheduleFields(path, text);
  if (scheduleNames.includes(text)) return [];
  const allowed = `five fields of cron, ${scheduleNames.join(", ")}, or @every with a duration of at least a second`;
  if (text.startsWith("@every")) {
    if (everySeconds(text) >= 1) return [];
    return [
      { path, message: "this is no interval", found: text, allowed, fix: "write a duration such as @every 1h30m" },
    ];
  }
  const meant = didYouMean(text, scheduleNames);
  return [
    {
      path,
      message: "there is no schedule of this name",
      found: text,
      allowed,
      fix: meant === undefined ? `write five fields, such as ${example}` : `did you mean ${meant}?`,
    },
  ];
}

/** What is wrong with a schedule that must be five fields: minute, hour, day of the month, month, day of the week. */
export function checkScheduleFields(path: Problem["path"], text: string): Problem[] {
  if (text.includes("TZ=")) {
    return [
      {
        path,
        message: "a schedule says no time zone",
        found: text,
        allowed: "five fields",
        fix: "move the time zone to timeZone",
      },
    ];
  }
  const fields = text.split(/[ \t\r\n]+/).filter((field) => field !== "");
  if (fields.length !== cronFields.length) return [explainCount(path, text, fields.length)];
  const read = cronFields.map((field, index) => ({ field, read: readField(field, fields[index] ?? "") }));
  const faults = read.flatMap(({ field, read: found }): Problem[] =>
    "message" in found
      ? [{ path, message: found.message, found: text, allowed: allowedOf(field), fix: found.fix }]
      : [],
  );
  if (faults.length > 0) return faults;
  const [, , days, months, weekdays] = read.map(({ read: found }) => ("values" in found ? found : undefined));
  if (days === undefined || months === undefined || weekdays === undefined || mayCome(days, months, weekdays))
    return [];
  return [
    {
      path,
      message: "this day never comes, so nothing would ever start",
      found: text,
      allowed: "a day of the month that one of the months has",
      fix: "write another day or month; the days of the months differ, so 28 is the last that all have",
    },
  ];
}

/**
 * What is wrong with a time zone: whether it is one that this Node.js knows, by the name of an area and a place. Kubernetes and KEDA
 * know the same ones, from the same database, by their exact letters.
 */
export function checkTimeZone(path: Problem["path"], text: string): Problem[] {
  if (isTimeZone(text)) return [];
  const meant = didYouMean(text, Intl.supportedValuesOf("timeZone"));
  return [
    {
      path,
      message: "this is no time zone",
      found: text === "" ? '""' : text,
      allowed: "a name of the IANA database with its area and place, such as Europe/Berlin, or UTC",
      fix: meant === undefined ? "write the place whose clock counts, such as Europe/Berlin" : `did you mean ${meant}?`,
    },
  ];
}

/** Area and place, each begun with a capital. Abbreviations such as `IST` mean different zones to different readers. */
const zoneShape = /^[A-Z][A-Za-z]+(\/[A-Z][A-Za-z0-9_+-]*)+$/;

function isTimeZone(text: string): boolean {
  if (text === "UTC") return true;
  // `SystemV` is of ICU alone.
  if (!zoneShape.test(text) || text.startsWith("SystemV/")) return false;
  try {
    const name = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
    // Intl does not mind the case of letters, but the database is a folder of files. An old name resolves to a new one.
    return name === text || name.toLowerCase() !== text.toLowerCase();
  } catch {
    return false;
  }
}

function explainCount(path: Problem["path"], text: string, count: number): Problem {
  return {
    path,
    message: `a schedule has five fields, but this has ${count}`,
    found: text === "" ? '""' : text,
    allowed: "minute, hour, day of the month, month, day of the week",
    fix: count === 6 ? "remove the seconds in front, or the year behind" : `write all five, such as ${example}`,
  };
}

function allowedOf({ least, most, names }: CronField): string {
  const [first, last] = [names.at(0), names.at(-1)];
  const named = first === undefined || last === undefined ? "" : ` or ${first.toUpperCase()} to ${last.toUpperCase()}`;
  return `${least} to ${most}${named}, * for all, with ',' between several, '-' for a range and '/' for a step`;
}

function readField(field: CronField, text: string): FieldValues | FieldFault {
  const parts = text.split(",").map((part) => readPart(field, part));
  const fault = parts.find((part) => "message" in part);
  if (fault !== undefined && "message" in fault) return fault;
  const read = parts.flatMap((part) => ("values" in part ? [part] : []));
  return { values: read.flatMap(({ values }) => values), isAny: read.some(({ isAny }) => isAny) };
}

function readPart(field: CronField, text: string): FieldValues | FieldFault {
  const [range = "", step, ...further] = text.split("/");
  if (further.length > 0) return fault(field, text, "write one step, such as */5");
  const isAll = range === "*" || range === "?";
  const [from = "", to, ...beyond] = range.split("-");
  if (beyond.length > 0) return fault(field, text, "write two ends of a range, such as 1-5");
  const first = isAll ? field.least : readValue(field, from);
  const last = isAll ? field.most : to === undefined ? (step === undefined ? first : field.most) : readValue(field, to);
  const width = step === undefined ? 1 : readNumber(step);
  if (first === undefined) return fault(field, text, suggestion(field, from));
  if (last === undefined) return fault(field, text, suggestion(field, to ?? ""));
  if (first > last)
    return fault(field, text, "write the smaller end of the range first, or two ranges with ',' between");
  if (width === undefined || width < 1 || width > field.most) {
    return fault(field, text, `write a step from 1 to ${field.most}`);
  }
  const values = Array.from({ length: Math.floor((last - first) / width) + 1 }, (_, index) => first + index * width);
  return { values, isAny: isAll && width === 1 };
}

function fault({ name }: CronField, text: string, fix: string): FieldFault {
  return { message: `${JSON.stringify(text)} is no ${name}`, fix };
}

function suggestion(field: CronField, text: string): string {
  const meant = field.names.find((name) => text.toLowerCase().startsWith(name));
  if (meant !== undefined) return `write ${meant.toUpperCase()}`;
  if (field.names === dayNames && text === "7") return "write 0 or SUN for Sunday";
  return `write a number from ${field.least} to ${field.most}`;
}

/** A value of the field: a number, or one of its names. */
function readValue({ least, most, names }: CronField, text: string): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  const value = index < 0 ? readNumber(text) : index + least;
  return value === undefined || value < least || value > most ? undefined : value;
}

function readNumber(text: string): number | undefined {
  return /^[0-9]{1,3}$/.test(text) ? Number(text) : undefined;
}

/** Whether there is such a day. A day of the week comes in every month; only beside `*` must the day of the month fit as well. */
function mayCome(days: FieldValues, months: FieldValues, weekdays: FieldValues): boolean {
  if (!weekdays.isAny) return true;
  const earliest = Math.min(...days.values);
  return months.values.some((month) => earliest <= (longestMonths[month - 1] ?? 0));
}

/** Go's units of time, in seconds. */
const secondsOf: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** The seconds of `@every 1h30m`; NaN if it is none. */
function everySeconds(text: string): number {
  const duration = /^@every ((?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text)?.[1];
  if (duration === undefined) return Number.NaN;
  const seconds = [...duration.matchAll(/([0-9.]+)([a-zµ]+)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (secondsOf[unit ?? ""] ?? Number.NaN),
    0,
  );
  // Go counts nanoseconds in 64 bits: some 292 years.
  return seconds < 9e9 ? seconds : Number.NaN;
}
