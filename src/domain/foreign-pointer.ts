import type { Pair } from './contact.ts';
import { askTenant, closeNotice, openNotice, personOf, withRows } from './questions.ts';
import type { Link } from './records.ts';

/** Whether the user's `external_id` is neither blank nor ours, and not known yet to be somebody's. */
export function hasUnknownPointer(link: Link, pair: Pair): boolean {
  return isForeign(pair) && link.foreignPointer?.value !== pair.zendesk.pointer;
}

const isForeign = ({ storeganise, zendesk }: Pair) =>
  zendesk.pointer !== '' && zendesk.pointer.toLowerCase() !== storeganise.id.toLowerCase();

/**
 * A foreign `external_id` is left alone. One that names another customer is a question; any other belongs to an
 * integration that uses the field for something else, which the business is told once.
 */
export function noteForeignPointer(link: Link, pair: Pair, isCustomer: boolean, now: number): Link {
  if (!isForeign(pair)) {
    const { foreignPointer: _, ...own } = link;
    return closeNotice(own, 'external_id_taken');
  }
  const value = pair.zendesk.pointer;
  if (link.foreignPointer?.value === value) return link;
  const noted: Link = { ...link, foreignPointer: { value, isCustomer } };
  if (isCustomer)
    return openNotice(noted, 'external_id_taken', personOf(pair.storeganise), { external_id: value }, now);
  const told = withRows(noted, askTenant(link.tenant, 'foreign_external_ids', { external_id: value }, now));
  return closeNotice(told, 'external_id_taken');
}
