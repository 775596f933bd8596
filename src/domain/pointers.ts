import type { Platform } from './contact.ts';
import type { Link } from './records.ts';

/** What the two records of a link show of each other. */
export type ShownPointers = {
  /** A list of customers may leave the pointer out. */
  readonly storeganise: { readonly pointer?: string; readonly updatedAt?: string };
  /** Absent: Zendesk has no such user. */
  readonly zendesk?: string;
};

/**
 * The records of a link that no longer name each other. A customer whose list leaves the pointer out counts as astray where
 * it changed since a pass last saw it. A pointer that is known to be refused or somebody else's is no news.
 */
export function findAstray(link: Link, shown: ShownPointers): readonly Platform[] {
  if (link.state !== 'linked') return [];
  const astray: Platform[] = [];
  if (isCustomerAstray(link, shown.storeganise)) astray.push('storeganise');
  if (isUserAstray(link, shown.zendesk)) astray.push('zendesk');
  return astray;
}

function isCustomerAstray(link: Link, { pointer, updatedAt }: ShownPointers['storeganise']): boolean {
  if (pointer !== undefined && !isSame(pointer, link.zendeskId)) return !link.refused.includes('pointer_storeganise');
  return updatedAt !== undefined && updatedAt > (link.seen.storeganise ?? '');
}

function isUserAstray(link: Link, pointer: string | undefined): boolean {
  if (pointer === undefined) return true;
  if (isSame(pointer, link.storeganiseId) || pointer === link.foreignPointer?.value) return false;
  return pointer !== '' || !link.refused.includes('pointer_zendesk');
}

/** Zendesk may change the case (Zendesk dossier §3.1). */
const isSame = (pointer: string, id: string | undefined) => pointer.toLowerCase() === id?.toLowerCase();
