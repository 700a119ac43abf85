import type { Problem } from "../../core";

/** What is wrong with an amount that is aimed at, such as requests a second: whether it is above 0. `what` names it. */
export function checkAmount(path: Problem["path"], value: number, what: string): Problem[] {
  if (Number.isFinite(value) && value > 0) return [];
  return [
    {
      path,
      message: "this is nothing to aim at",
      found: String(value),
      allowed: "a number above 0",
      fix: `write ${what}`,
    },
  ];
}

/** What is wrong with a text that must say something. `what` names it. */
export function checkNotBlank(path: Problem["path"], text: string, what: string): Problem[] {
  if (text.trim() !== "") return [];
  return [{ path, message: `${what} is missing`, found: JSON.stringify(text), fix: `write ${what}` }];
}

const percentage = /^(100|[0-9]{1,2})%$/;

/** Whether a value is a whole number from 0 or a percentage up to 100%. */
export function isCountOrPercent(value: number | string): boolean {
  return typeof value === "number" ? Number.isInteger(value) && value >= 0 : percentage.test(value);
}

/** What is wrong with a value that is to be a number of pods or a percentage of them. */
export function checkCountOrPercent(path: Problem["path"], value: number | string): Problem[] {
  if (isCountOrPercent(value)) return [];
  return [
    {
      path,
      message: "this is neither a number of pods nor a percentage",
      found: String(value),
      allowed: "a whole number from 0, or a percentage such as 25%",
      fix: "write a number of pods, such as 1",
    },
  ];
}

/** The pods that a number or a percentage stands for, not rounded. */
export function shareOf(value: number | string, pods: number): number {
  return typeof value === "number" ? value : (pods * Number.parseInt(value, 10)) / 100;
}

/** Whether a number or a percentage is none at all. */
export function isZero(value: number | string): boolean {
  return Number.parseInt(String(value), 10) === 0;
}
