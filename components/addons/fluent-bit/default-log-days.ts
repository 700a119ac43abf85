/** Days that logs are kept for, where nobody says. */
export function defaultLogDays({ isProduction }: { readonly isProduction: boolean }): number {
  return isProduction ? 30 : 7;
}
