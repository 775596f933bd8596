import type { RecordRef } from '../domain/records.ts';
import type { Store } from '../ports.ts';
import { findPerson, idsOf, type Search, type WatchedTenant } from './find-person.ts';

/** Marks a customer, so that both sides are looked at now and thoroughly; says which record was marked, or where nobody was found. */
export async function lookNow(
  store: Store,
  tenant: WatchedTenant,
  asked: string,
): Promise<{ readonly marked: RecordRef } | { readonly notFound: Search['searched'] }> {
  const { sightings, searched } = await findPerson(store, tenant, asked);
  const [first] = sightings;
  if (!first) return { notFound: searched };
  const { storeganise } = idsOf(first);
  const { tenant: code, platform, recordId } = first;
  const marked: RecordRef =
    storeganise === undefined
      ? { tenant: code, platform, recordId }
      : { tenant: code, platform: 'storeganise', recordId: storeganise };
  await store.mark(marked);
  return { marked };
}
