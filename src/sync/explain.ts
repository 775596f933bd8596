import type { Connectors } from '../connectors/connector.ts';
import { otherPlatform, PLATFORMS, type Platform } from '../domain/contact.ts';
import { isDisabled } from '../domain/disabled.ts';
import { explainPerson } from '../domain/explain/explain-person.ts';
import type { Explanation } from '../domain/explain/explanation.ts';
import type { Holder, PersonFacts, Reading } from '../domain/explain/person-facts.ts';
import { RECORD_NAMES } from '../domain/explain/words.ts';
import { matchCaseId } from '../domain/questions.ts';
import type { Case, Change, Link } from '../domain/records.ts';
import type { Clock, Store } from '../ports.ts';
import { attempt, findPerson, idsOf, type Search, type Sighting, type WatchedTenant } from './find-person.ts';

type Ids = Partial<Readonly<Record<Platform, string>>>;

/** All that is known about one customer, on both platforms and in our memory; reads only, writes nothing. */
export async function explain(
  parts: { readonly store: Store; readonly clock: Pick<Clock, 'now'> },
  tenant: WatchedTenant,
  asked: string,
): Promise<Explanation | { readonly notFound: Search['searched'] }> {
  const { sightings, searched } = await findPerson(parts.store, tenant, asked);
  const [first] = sightings;
  if (!first) return { notFound: searched };
  const ids = idsOf(first);
  const remembered = await recall(parts.store, tenant, first, ids);
  const shown = await readNow(tenant, ids, remembered.changes, first.link);
  const holders = await findHolders(tenant, remembered.cases, ids);
  const others = sightings.filter(({ platform, recordId }) => ids[platform] !== recordId).map(otherWords);
  const { code, notLive, statusKey, form } = tenant;
  return explainPerson({
    tenant: code,
    form,
    asked,
    now: parts.clock.now(),
    ...(notLive === undefined ? {} : { notLive }),
    ...(statusKey === undefined ? {} : { statusKey }),
    ...(first.link ? { link: first.link } : {}),
    ...remembered,
    ...shown,
    holders,
    others,
    searched,
  });
}

const otherWords = ({ platform, recordId, link }: Sighting) =>
  `${RECORD_NAMES[platform]} ${recordId}${link ? ', linked to somebody else' : ', in no link'}`;

type Remembered = Pick<PersonFacts, 'changes' | 'cases' | 'deliveries' | 'history'>;

/** What our own memory holds about a person. */
async function recall(store: Store, { code }: WatchedTenant, { link }: Sighting, ids: Ids): Promise<Remembered> {
  const changes: Partial<Record<Platform, Change>> = {};
  const deliveries: PersonFacts['deliveries'][number][] = [];
  for (const platform of PLATFORMS) {
    const recordId = ids[platform];
    if (recordId === undefined) continue;
    const ref = { tenant: code, platform, recordId };
    const change = await store.findChange(ref);
    if (change) changes[platform] = change;
    deliveries.push(...(await store.deliveriesOf(ref)));
  }
  const history = link ? await store.historyOf(code, link.id) : [];
  const open = await store.openCases(code);
  const own = open.filter((question) => isAbout(question, link, ids));
  return { changes, deliveries, history, cases: [...own, ...open.filter(({ subject }) => subject === code)] };
}

function isAbout(question: Case, link: Link | undefined, ids: Ids): boolean {
  const { tenant, id, subject } = question;
  if (link && (subject === link.id || subject.startsWith(`${link.id}.`))) return true;
  return PLATFORMS.some((platform) => {
    const recordId = ids[platform];
    return recordId !== undefined && id === matchCaseId(tenant, { platform, id: recordId });
  });
}

type Shown = Pick<PersonFacts, 'readings' | 'rentals' | 'isDisabled'>;

/** Both platforms at the same time, each one call after the other. */
async function readNow(
  { connectors }: WatchedTenant,
  ids: Ids,
  changes: Remembered['changes'],
  link: Link | undefined,
): Promise<Shown> {
  const [customer, user] = await Promise.all([
    readCustomer(connectors, ids.storeganise),
    readUser(connectors, ids.zendesk),
  ]);
  const { reading, rentals } = customer;
  const record = reading.kind === 'read' ? reading.record : undefined;
  const isNowDisabled =
    record?.isBarred ?? link?.isDisabled ?? (record && isDisabled(record, changes.storeganise, false));
  return {
    readings: { storeganise: reading, zendesk: user },
    isDisabled: isNowDisabled ?? false,
    ...(rentals ? { rentals } : {}),
  };
}

async function readRecord(
  connectors: Connectors | undefined,
  platform: Platform,
  id: string | undefined,
): Promise<Reading> {
  if (id === undefined) return { kind: 'nobody' };
  const found = await attempt(connectors, (both) => both[platform].read(id));
  if ('code' in found) return { kind: 'unread', id, code: found.code };
  return found.value ? { kind: 'read', record: found.value } : { kind: 'none', id };
}

async function readCustomer(
  connectors: Connectors | undefined,
  id: string | undefined,
): Promise<{ readonly reading: Reading; readonly rentals?: NonNullable<PersonFacts['rentals']> }> {
  const reading = await readRecord(connectors, 'storeganise', id);
  if (reading.kind !== 'read') return { reading };
  const rentals = await attempt(connectors, ({ storeganise }) => storeganise.readRentals(reading.record.id));
  return { reading, rentals: 'code' in rentals ? rentals : { states: rentals.value } };
}

async function readUser(connectors: Connectors | undefined, id: string | undefined): Promise<Reading> {
  const reading = await readRecord(connectors, 'zendesk', id);
  if (reading.kind !== 'read') return reading;
  const found = await attempt(connectors, ({ zendesk }) => zendesk.readIdentities(reading.record.id));
  return 'code' in found ? reading : { kind: 'read', record: { ...reading.record, identities: found.value } };
}

/** Who has the address that a customer waits for, as far as a search shows it. */
async function findHolders(
  { connectors }: WatchedTenant,
  cases: readonly Case[],
  ids: Ids,
): Promise<readonly Holder[]> {
  const question = cases.find(({ kind, values }) => kind === 'email_conflict' && values.field === 'email');
  if (!question) return [];
  const holders: Holder[] = [];
  for (const platform of PLATFORMS) {
    const email = question.values[otherPlatform(platform)] ?? '';
    const found = await attempt(connectors, (both) => both[platform].findByEmail(email));
    for (const id of 'code' in found ? [] : found.value) {
      const reading = id === ids[platform] ? undefined : await readRecord(connectors, platform, id);
      if (reading?.kind === 'read') holders.push({ platform, id, name: reading.record.contact.name });
    }
  }
  return holders;
}
