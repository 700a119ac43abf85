/** Days that CloudWatch keeps logs for. Source: the API's PutRetentionPolicy. */
export const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Whether CloudWatch keeps logs for this number of days. */
export function isLogRetention(days: number): boolean {
  return (logRetentions as readonly number[]).includes(days);
}
