import type { Connectors } from '../connectors/connector.ts';
import { PLATFORMS, type Platform } from '../domain/contact.ts';
import { canonicalEmail } from '../domain/email.ts';
import { RECORD_NAMES, withWords } from '../domain/explain/words.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { Form } from '../domain/form.ts';
import type { Link, RecordRef } from '../domain/records.ts';
import type { Store } from '../ports.ts';
import { idOn } from './pass.ts';

/** A tenant as people ask about it: worked on or not, and readable or not. */
export type WatchedTenant = {
  readonly code: string;
  /** Why it is not worked on; absent: it is. */
  readonly notLive?: string;
  /** Whether webhooks from Zendesk prove where they come from. */
  readonly isSigned: boolean;
  /** Absent where nothing may be called. */
  readonly connectors?: Connectors;
  readonly statusKey?: string;
  readonly form: Form;
};

/** A record that what was asked for leads to. */
export type Sighting = RecordRef & { readonly link?: Link };

/** Those found, whom it is about most likely first, and where we looked. */
export type Search = { readonly sightings: readonly Sighting[]; readonly searched: readonly string[] };

/** No address is held by more people than this; a longer list is a search that misunderstood us. */
const MAX_HITS = 5;

/** Who is meant by an id of either platform, or by an e-mail address. */
export async function findPerson(store: Store, tenant: WatchedTenant, asked: string): Promise<Search> {
  return asked.includes('@')
    ? findByEmail(store, tenant, canonicalEmail(asked))
    : findById(store, tenant, asked.trim());
}

/** What we know of ourselves needs no platform; only a record that is in no link has to be read. */
async function findById(store: Store, tenant: WatchedTenant, recordId: string): Promise<Search> {
  const refs = PLATFORMS.map((platform) => ({ tenant: tenant.code, platform, recordId }));
  for (const ref of refs) {
    const link = await store.findLink(ref);
    if (link)
      return { sightings: [{ ...ref, link }], searched: [`our links: ${RECORD_NAMES[ref.platform]} ${recordId}`] };
  }
  const sightings: Sighting[] = [];
  const searched = ['our links: no such id'];
  for (const ref of refs) {
    const found = await lookUp(tenant, async ({ [ref.platform]: connector }) =>
      (await connector.read(recordId)) ? [recordId] : [],
    );
    searched.push(`${RECORD_NAMES[ref.platform]} by id: ${found.says}`);
    const isKnown = found.ids.length > 0 || (await store.findChange(ref)) !== undefined;
    if (isKnown) sightings.push(ref);
  }
  return { sightings, searched };
}

async function findByEmail(store: Store, tenant: WatchedTenant, email: string): Promise<Search> {
  const sightings: Sighting[] = [];
  const searched: string[] = [];
  for (const platform of PLATFORMS) {
    const found = await lookUp(tenant, (connectors) => connectors[platform].findByEmail(email));
    const lag = platform === 'zendesk' ? ' (a search may lag by minutes)' : '';
    searched.push(`${RECORD_NAMES[platform]} by e-mail address${lag}: ${found.says}`);
    for (const recordId of found.ids.slice(0, MAX_HITS)) {
      const ref = { tenant: tenant.code, platform, recordId };
      const link = await store.findLink(ref);
      sightings.push({ ...ref, ...(link ? { link } : {}) });
    }
  }
  return { sightings, searched };
}

async function lookUp(
  { connectors }: WatchedTenant,
  look: (connectors: Connectors) => Promise<readonly string[]>,
): Promise<{ readonly ids: readonly string[]; readonly says: string }> {
  const found = await attempt(connectors, look);
  if ('code' in found) return { ids: [], says: `could not be read: ${withWords(found.code)}` };
  return { ids: found.value, says: found.value.join(', ') || 'nobody' };
}

/** What a platform answers, or the code of why it does not. */
export async function attempt<Value>(
  connectors: Connectors | undefined,
  look: (connectors: Connectors) => Promise<Value>,
): Promise<{ readonly value: Value } | { readonly code: string }> {
  if (!connectors) return { code: 'not_called' };
  try {
    return { value: await look(connectors) };
  } catch (failure) {
    if (failure instanceof SyncFailure) return { code: failure.code };
    throw failure;
  }
}

/** The two records that a sighting is about, as far as they are known. */
export function idsOf({ platform, recordId, link }: Sighting): Partial<Readonly<Record<Platform, string>>> {
  const ids = PLATFORMS.map(
    (side) => [side, link ? idOn(link, side) : side === platform ? recordId : undefined] as const,
  );
  return Object.fromEntries(ids.filter(([, id]) => id !== undefined));
}
