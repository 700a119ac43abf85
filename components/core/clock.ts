/**
 * Today in UTC, `YYYY-MM-DD`: the day on which versions are judged. It is the only thing that a preview takes from the machine: a
 * version that was supported yesterday can be refused today.
 */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
