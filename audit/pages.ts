import type { Tags } from "./ownership";

/** Everything on all pages of an answer. */
export async function everyPage<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}

/** A tag as most services write it. */
export interface ListedTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags as most services list them. */
export function tagsOf(list: readonly ListedTag[] | undefined): Tags {
  return Object.fromEntries(
    (list ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""] as const])),
  );
}

/** Does something with each of many, a few at a time. */
export async function eachOf<Item, Answer>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let first = 0; first < items.length; first += atOnce) {
    answers.push(...(await Promise.all(items.slice(first, first + atOnce).map(work))));
  }
  return answers;
}
