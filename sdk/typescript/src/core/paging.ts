/** A list: `await` gives its first page, `for await` every item of every page, `.pages()` page by page. */
export class Pages<Item, Page> implements PromiseLike<Page>, AsyncIterable<Item> {
  readonly #read: (query: Query) => Promise<Page>;
  readonly #query: Query;
  readonly #paging: string;
  #first: Promise<Page> | undefined;

  /** Made by the SDK. */
  constructor(read: (query: Query) => Promise<Page>, query: Query, paging: string) {
    this.#read = read;
    this.#query = query;
    this.#paging = paging;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a list is meant to give its first page
  then<A = Page, B = never>(
    fulfilled?: ((page: Page) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#first ??= this.#read(this.#query);
    return this.#first.then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<Page | B> {
    return this.then(null, rejected);
  }

  /** Page by page. Each is read when it is asked for. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    let query: Query | undefined = this.#query;
    let page: Page = await this;
    for (;;) {
      yield page;
      query = this.#next(query, page as Record<string, unknown>);
      if (!query) {
        return;
      }
      page = await this.#read(query);
    }
  }

  /** Every item. Messages come the newest first, or with `after_seq` the oldest first. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    const isBackwards = this.#paging === "s" && this.#query.after_seq === undefined;
    for await (const page of this.pages()) {
      const { items, entries } = page as { items?: Item[]; entries?: Item[] };
      const all = items ?? entries ?? [];
      yield* isBackwards ? all.toReversed() : all;
    }
  }

  #next(query: Query, page: Record<string, unknown>): Query | undefined {
    const next = page.next_cursor ?? page.next_after_seq;
    if (next != null) {
      const isAfter = this.#paging === "a" || query.after_seq !== undefined;
      return this.#paging === "p"
        ? { ...query, cursor: next, page: undefined }
        : { ...query, [isAfter ? "after_seq" : "before_seq"]: next };
    }
    // A list that has only page numbers.
    return typeof page.page === "number" && page.page < Number(page.pages) && page.next_cursor === undefined
      ? { ...query, page: page.page + 1 }
      : undefined;
  }
}

/** The part of an address behind `?`; members that are undefined or null are left out, lists are repeated. */
export type Query = Record<string, unknown>;

export function queryText(query: Query): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one != null) {
        text.append(name, String(one));
      }
    }
  }
  const all = text.toString();
  return all && `?${all}`;
}
