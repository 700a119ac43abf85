/**
 * Whether something can do what is asked for: `by` says how, such as the custom resource and field that do it, for the documentation; `not`
 * says why not, to be read after "… cannot: ".
 */
export type Support = { readonly by: string } | { readonly not: string };

/** Whether it can. */
export function can(support: Support): support is { readonly by: string } {
  return "by" in support;
}
