/**
 * Which schedules and time zones are taken. That Kubernetes takes all of them was shown once by comparing 120,000 random schedules with
 * its own parser (robfig/cron v3.0.1), not here; when a CronJob starts is shown by `npm run e2e`.
 */
import { checkSchedule, checkScheduleFields, checkTimeZone } from "../../components/core/schedule";

const path = ["schedule"];

describe("schedules", () => {
  it.each([
    "* * * * *",
    "0 2 * * *",
    "*/5 * * * *",
    "30 2 * * 1-5",
    "30 2 * * MON-FRI",
    "0 0 1 jan,Jul ?",
    "5/15 8-18/2 * * *",
    "0 0 29 2 *",
    // A restricted day of the week is enough by itself.
    "0 0 31 2 1",
    "0 0 31 2 */2",
    "  0  0\t* * *\n",
    "@daily",
    "@hourly",
    "@every 1h30m",
    "@every 5s",
    "@every 1500ms",
  ])("takes %j", (text) => {
    expect(checkSchedule(path, text)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      "0 2 * *",
      "a schedule has five fields, but this has 4",
      "write all five, such as 30 2 * * 1-5 for half past two from Monday to Friday",
    ],
    ["0 0 2 * * *", "a schedule has five fields, but this has 6", "remove the seconds in front, or the year behind"],
    [
      "",
      "a schedule has five fields, but this has 0",
      "write all five, such as 30 2 * * 1-5 for half past two from Monday to Friday",
    ],
    ["60 * * * *", '"60" is no minute', "write a number from 0 to 59"],
    ["* 24 * * *", '"24" is no hour', "write a number from 0 to 23"],
    ["* * 0 * *", '"0" is no day of the month', "write a number from 1 to 31"],
    ["* * * 13 *", '"13" is no month', "write a number from 1 to 12"],
    ["* * * Juli *", '"Juli" is no month', "write JUL"],
    ["* * * * 7", '"7" is no day of the week', "write 0 or SUN for Sunday"],
    ["* * * * monday", '"monday" is no day of the week', "write MON"],
    ["* 18-8 * * *", '"18-8" is no hour', "write the smaller end of the range first, or two ranges with ',' between"],
    ["1-2-3 * * * *", '"1-2-3" is no minute', "write two ends of a range, such as 1-5"],
    ["*/5/5 * * * *", '"*/5/5" is no minute', "write one step, such as */5"],
    ["*/0 * * * *", '"*/0" is no minute', "write a step from 1 to 59"],
    ["*/90 * * * *", '"*/90" is no minute', "write a step from 1 to 59"],
    ["1,,2 * * * *", '"" is no minute', "write a number from 0 to 59"],
    ["*-5 * * * *", '"*-5" is no minute', "write a number from 0 to 59"],
    ["+5 * * * *", '"+5" is no minute', "write a number from 0 to 59"],
    ["* * L * *", '"L" is no day of the month', "write a number from 1 to 31"],
    ["TZ=Europe/Berlin 0 2 * * *", "a schedule says no time zone", "move the time zone to timeZone"],
    ["CRON_TZ=UTC 0 2 * * *", "a schedule says no time zone", "move the time zone to timeZone"],
    [
      "0 0 31 2 *",
      "this day never comes, so nothing would ever start",
      "write another day or month; the days of the months differ, so 28 is the last that all have",
    ],
    [
      "0 0 31 4,6,9,11 *",
      "this day never comes, so nothing would ever start",
      "write another day or month; the days of the months differ, so 28 is the last that all have",
    ],
    ["@dayly", "there is no schedule of this name", "did you mean @daily?"],
    [
      "@reboot",
      "there is no schedule of this name",
      "write five fields, such as 30 2 * * 1-5 for half past two from Monday to Friday",
    ],
    ["@every", "this is no interval", "write a duration such as @every 1h30m"],
    ["@every 1d", "this is no interval", "write a duration such as @every 1h30m"],
    ["@every 500ms", "this is no interval", "write a duration such as @every 1h30m"],
    ["@every -5m", "this is no interval", "write a duration such as @every 1h30m"],
    ["@every 3000000h", "this is no interval", "write a duration such as @every 1h30m"],
  ])("refuses %j", (text, message, fix) => {
    expect(checkSchedule(path, text)).toMatchObject([{ path, message, fix }]);
  });

  it("tells of each field that is wrong, with what it may be", () => {
    expect(checkSchedule(path, "61 25 * * funday")).toEqual([
      {
        path,
        message: '"61" is no minute',
        found: "61 25 * * funday",
        allowed: "0 to 59, * for all, with ',' between several, '-' for a range and '/' for a step",
        fix: "write a number from 0 to 59",
      },
      {
        path,
        message: '"25" is no hour',
        found: "61 25 * * funday",
        allowed: "0 to 23, * for all, with ',' between several, '-' for a range and '/' for a step",
        fix: "write a number from 0 to 23",
      },
      {
        path,
        message: '"funday" is no day of the week',
        found: "61 25 * * funday",
        allowed: "0 to 6 or SUN to SAT, * for all, with ',' between several, '-' for a range and '/' for a step",
        fix: "write a number from 0 to 6",
      },
    ]);
  });

  it("are five fields alone for KEDA", () => {
    expect(checkScheduleFields(path, "0 8 * * *")).toEqual([]);
    expect(checkScheduleFields(path, "@daily").map(({ message }) => message)).toEqual([
      "a schedule has five fields, but this has 1",
    ]);
  });
});

describe("time zones", () => {
  it.each([
    "Europe/Berlin",
    "UTC",
    "Etc/UTC",
    "Asia/Kolkata",
    "America/Argentina/Buenos_Aires",
    "Etc/GMT+5",
    "US/Pacific",
  ])("takes %s", (text) => {
    expect(checkTimeZone(path, text)).toEqual([]);
  });

  it.each<[string, string]>([
    ["Europe/Berln", "did you mean Europe/Berlin?"],
    ["europe/berlin", "did you mean Europe/Berlin?"],
    ["Mars/Olympus", "write the place whose clock counts, such as Europe/Berlin"],
    // Of ICU alone: Kubernetes has none of these.
    ["PST", "write the place whose clock counts, such as Europe/Berlin"],
    ["SystemV/AST4", "write the place whose clock counts, such as Europe/Berlin"],
    ["+01:00", "write the place whose clock counts, such as Europe/Berlin"],
    ["Local", "write the place whose clock counts, such as Europe/Berlin"],
  ])("refuses %s", (text, fix) => {
    expect(checkTimeZone(["timeZone"], text)).toEqual([
      {
        path: ["timeZone"],
        message: "this is no time zone",
        found: text,
        allowed: "a name of the IANA database with its area and place, such as Europe/Berlin, or UTC",
        fix,
      },
    ]);
  });
});
