import type { Lists, Operation, Pair, PlatformRecord } from './contact.ts';
import type { Link } from './records.ts';

/** What the customer's record is to show about the Zendesk user: its id, and its other addresses and numbers. */
export function planBookkeeping(link: Link, pair: Pair, isThorough: boolean): readonly Operation[] {
  const { storeganise, zendesk } = pair;
  const isRefused = (what: Link['refused'][number]) => !isThorough && link.refused.includes(what);
  const isPointing = storeganise.pointer.toLowerCase() === zendesk.id.toLowerCase();
  const pointer = isPointing || isRefused('pointer_storeganise') ? {} : { pointer: zendesk.id };
  const lists = isRefused('lists') ? {} : changedLists(pair);
  const operation: Operation = { target: 'storeganise', fields: {}, ...pointer, ...lists };
  return Object.keys(operation).length > 2 ? [operation] : [];
}

/** An empty list is written only where one was written before (contract: "Readings of the sync rules"). */
function changedLists({ storeganise, zendesk }: Pair): { readonly lists?: Partial<Lists> } {
  const wanted = listsOf(zendesk);
  if (!wanted) return {};
  const shown = storeganise.lists ?? {};
  const changed = (['emails', 'phones'] as const).filter((list) =>
    shown[list] === undefined ? wanted[list].length > 0 : shown[list].join('\n') !== wanted[list].join('\n'),
  );
  return changed.length === 0 ? {} : { lists: Object.fromEntries(changed.map((list) => [list, wanted[list]])) };
}

/** A user's addresses and numbers besides the ones of the contact; what cannot be read is left out. */
function listsOf({ identities, contact }: PlatformRecord): Lists | undefined {
  if (!identities) return undefined;
  const others = (type: 'email' | 'phone') =>
    [...new Set(identities.filter((identity) => identity.type === type).map(({ value }) => value))]
      .filter((value) => value !== '' && value !== contact[type])
      .sort();
  return { emails: others('email'), phones: others('phone') };
}
