/** Folder of the pages that say what to do about alerts: one section for each, headed by its name. */
const folder = "docs/runbooks";

/** Path of the page and the section of an alert, relative to the folder of pages: `services.md#servicedown`. */
export function runbookSection(page: string, alert: string): string {
  return `${page}.md#${alert.toLowerCase()}`;
}

/**
 * What an alert says of its runbook: its address, or where none is known its path in this project, which Alertmanager makes an address of.
 * @param page without `.md`, such as `gateways`
 * @param base URL below which the pages are published, without a `/` at its end
 */
export function runbookAnnotations(page: string, alert: string, base?: string): Record<string, string> {
  const section = runbookSection(page, alert);
  return base === undefined ? { runbook: `${folder}/${section}` } : { runbook_url: `${base}/${section}` };
}
