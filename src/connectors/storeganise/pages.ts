/** Rows of a page: all live integrations get at least so many (Storeganise dossier §3.2). */
export const PAGE_SIZE = 100;
/** Pages overlap: rows move up when one before them is changed or removed while we turn the page. */
const OVERLAP = 10;

export const nextOffset = (offset: number): number => offset + PAGE_SIZE - OVERLAP;

/**
 * Whether nothing follows a page: it is not full, or the platform does not heed the limit, which shows by more rows than
 * asked for, or by a page that begins like the one before.
 */
export function isLastPage(page: readonly { readonly key: string }[], firstBefore: string | undefined): boolean {
  return page.length !== PAGE_SIZE || page[0]?.key === firstBefore;
}
