import type { z } from 'zod';
import type { Identity, Operation, PlatformRecord } from '../../domain/contact.ts';
import { SyncFailure } from '../../domain/failures.ts';
import { countNotes } from '../../domain/plan-standing.ts';
import type { WriteAnswer, ZendeskConnector } from '../connector.ts';
import type { Remote, Reply } from '../remote.ts';
import {
  ChangedUsers,
  Hits,
  Id,
  Identities,
  IdentityAnswer,
  Pointers,
  readListed,
  toIdentities,
  toRecord,
  UserAnswer,
  type ZendeskSettings,
} from './user.ts';

/** A user with more ways to be reached than these pages hold is none that we could keep in order. */
const MAX_IDENTITY_PAGES = 10;
/** Users of one answer (Zendesk dossier §3.1). */
const MAX_SHOWN = 100;

type Hold = () => Promise<void>;

/** Zendesk Support for one account. */
export function createZendesk(remote: Remote, settings: ZendeskSettings): ZendeskConnector {
  const pathOf = (id: string) => `/api/v2/users/${encodeURIComponent(id)}`;
  const identityPath = (id: string, identity: Identity) =>
    `${pathOf(id)}/identities/${encodeURIComponent(identity.id)}`;

  async function search(query: string): Promise<readonly string[]> {
    const { users } = understood(await remote.call('GET', `/api/v2/users/search?${query}`), Hits, 'search');
    return [...new Set(users.filter((user) => user.active !== false).map((user) => user.id))];
  }

  async function readIdentities(id: string): Promise<readonly Identity[]> {
    const found: Identity[] = [];
    for (let page = 1; page <= MAX_IDENTITY_PAGES; page += 1) {
      const reply = await remote.call('GET', `${pathOf(id)}/identities${page === 1 ? '' : `?page=${page}`}`);
      const { identities, next_page } = understood(reply, Identities, 'identities');
      found.push(...toIdentities(identities, settings.callingCode));
      if (!next_page) break;
    }
    return found;
  }

  async function readPointers(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const pointers = new Map<string, string>();
    for (let from = 0; from < ids.length; from += MAX_SHOWN) {
      const some = ids.slice(from, from + MAX_SHOWN).map(encodeURIComponent);
      const reply = await remote.call('GET', `/api/v2/users/show_many?ids=${some.join(',')}`);
      for (const { id, external_id } of understood(reply, Pointers, 'users').users)
        pointers.set(id, external_id.trim());
    }
    return pointers;
  }

  /** One PUT of the user; what it sends and does not show again is for the caller to notice. */
  async function put(record: PlatformRecord, user: Record<string, unknown>): Promise<WriteAnswer> {
    const answer = readUser(await remote.call('PUT', pathOf(record.id), { user }), settings);
    const { identities } = record;
    if (answer.kind === 'unknown' || !identities) return answer;
    return { kind: 'answered', record: { ...answer.record, identities } };
  }

  /** The new address is added, unless the user has it, and then made the first; the old one stays (dossier §4.3). */
  async function writeEmail(record: PlatformRecord, email: string, hold: Hold): Promise<WriteAnswer> {
    const identities = record.identities ?? (await readIdentities(record.id));
    let wanted = identities.find(({ type, value }) => type === 'email' && value === email);
    if (!wanted) {
      const added = await addIdentity(record.id, 'email', email);
      if (added.kind === 'unknown') return added;
      wanted = added.identity;
      if (!wanted.primary) await hold();
    }
    // The first address of a user is the primary one at once.
    if (wanted.primary) {
      return {
        kind: 'answered',
        record: { ...record, contact: { ...record.contact, email }, identities: [...identities, wanted] },
      };
    }
    const reply = await remote.call('PUT', `${identityPath(record.id, wanted)}/make_primary`, {});
    return whenAnswered(reply, Identities, ({ identities: all }) => {
      const shown = toIdentities(all, settings.callingCode);
      const primary = shown.find(({ type, primary }) => type === 'email' && primary)?.value ?? '';
      return { ...record, contact: { ...record.contact, email: primary }, identities: shown };
    });
  }

  /**
   * A further number only becomes one more identity while the profile goes on showing the first (dossier §3.5): so the
   * profile is cleared before it is set. Only the number that we had written before is taken away.
   */
  async function writePhone(
    record: PlatformRecord,
    { phone = '', replaces }: { phone: string | undefined; replaces: string | undefined },
    hold: Hold,
  ): Promise<WriteAnswer> {
    let identities = record.identities ?? (await readIdentities(record.id));
    const isNew = !identities.some(({ type, value }) => type === 'phone' && value === phone);
    if (record.contact.phone !== '') {
      if (isNew) {
        const added = await addIdentity(record.id, 'phone_number', phone).catch(ifRejected(undefined));
        if (added?.kind === 'unknown') return added;
        if (added) identities = [...identities, added.identity];
        await hold();
      }
      const cleared = await put(record, { phone: '' }).catch(ifRejected(undefined));
      if (cleared?.kind === 'unknown') return cleared;
      await hold();
    }
    const answer = await put(record, { phone });
    if (answer.kind === 'unknown' || answer.record.contact.phone !== phone) return answer;
    const old = identities.find(({ type, value }) => type === 'phone' && value === replaces && value !== phone);
    if (old) {
      await hold();
      await removeIdentity(record.id, old);
    }
    return { kind: 'answered', record: { ...answer.record, identities: identities.filter((other) => other !== old) } };
  }

  async function addIdentity(id: string, type: 'email' | 'phone_number', value: string) {
    // skip_verify_email: the customer is mailed nothing (dossier §4.2).
    const identity = { type, value, ...(type === 'email' ? { skip_verify_email: true } : {}) };
    const reply = await remote.call('POST', `${pathOf(id)}/identities`, { identity });
    return whenUnderstood(reply, IdentityAnswer, 'identity', ({ identity }) => {
      const [added] = toIdentities([identity], settings.callingCode);
      if (!added) throw odd('identity');
      return { kind: 'added' as const, identity: added };
    });
  }

  /** A number that stays behind for now is listed among the others; that is no reason to fail. */
  async function removeIdentity(id: string, identity: Identity): Promise<void> {
    const reply = await remote.call('DELETE', identityPath(id, identity));
    if (reply.kind === 'failed' && reply.failure.kind === 'unauthorised') throw reply.failure;
  }

  return {
    platform: 'zendesk',

    async read(id) {
      if (!Id.safeParse(id).success) return undefined;
      const reply = await remote.call('GET', pathOf(id));
      if (reply.kind === 'failed' && reply.status === 404) return undefined;
      return toRecord(understood(reply, UserAnswer, 'user').user, settings);
    },

    readIdentities,
    readPointers,
    findByPointer: (pointer) => search(`external_id=${encodeURIComponent(pointer)}`),
    findByEmail: (email) => search(`query=${encodeURIComponent(`email:${email}`)}`),

    /** The newest minute is withheld; deleted users are in it (dossier §9.5). A cursor that is refused for good begins anew. */
    async listChanged(cursor, since) {
      const ask = (query: string) => remote.call('GET', `/api/v2/incremental/users/cursor?${query}`);
      const begin = `start_time=${Math.floor(since / 1000)}`;
      let reply = await ask(cursor === undefined ? begin : `cursor=${encodeURIComponent(cursor)}`);
      if (cursor !== undefined && reply.kind === 'failed' && reply.failure.kind === 'rejected')
        reply = await ask(begin);
      const page = understood(reply, ChangedUsers, 'export');
      const records = page.users.map((user) => {
        const shown = readListed(user, settings);
        return { id: user.id, updatedAt: user.updated_at, ...(shown ? { shown } : {}) };
      });
      return { records, cursor: page.after_cursor, isLast: page.end_of_stream };
    },

    async create({ name, email, phone, pointer, status }) {
      const { statusKey } = settings;
      const user = {
        name,
        email,
        ...(phone === '' ? {} : { phone }),
        external_id: pointer,
        role: 'end-user',
        ...(status && statusKey !== undefined ? { user_fields: { [statusKey]: status } } : {}),
        // The customer is mailed nothing (dossier §3.3).
        skip_verify_email: true,
      };
      return readUser(await remote.call('POST', '/api/v2/users', { user }), settings);
    },

    async write(record, operation, hold) {
      const { email, phone } = operation.fields;
      if (email !== undefined) return writeEmail(record, email, hold);
      if (phone !== undefined) return writePhone(record, { phone, replaces: operation.replaces }, hold);
      return put(record, profileOf(record, operation, settings));
    },
  };
}

function profileOf(record: PlatformRecord, operation: Operation, { statusKey }: ZendeskSettings) {
  const { fields, pointer, status, suspension } = operation;
  const notes = record.notes ?? '';
  const isNoted = !suspension || suspension.isBare || countNotes(notes, suspension.note) >= suspension.count;
  return {
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(pointer === undefined ? {} : { external_id: pointer }),
    ...(status === undefined || statusKey === undefined ? {} : { user_fields: { [statusKey]: status } }),
    ...(suspension === undefined || record.isBarred ? {} : { suspended: true }),
    ...(isNoted ? {} : { notes: notes === '' ? suspension.note : `${notes}\n\n${suspension.note}` }),
  };
}

function readUser(reply: Reply, settings: ZendeskSettings): WriteAnswer {
  return whenAnswered(reply, UserAnswer, ({ user }) => toRecord(user, settings));
}

const whenAnswered = <Schema extends z.ZodType>(
  reply: Reply,
  schema: Schema,
  read: (answer: z.output<Schema>) => PlatformRecord,
): WriteAnswer =>
  whenUnderstood(reply, schema, 'user', (answer) => ({ kind: 'answered' as const, record: read(answer) }));

/** The answer of a write: what it may have done although no answer says so is `unknown`; any other failure is thrown. */
function whenUnderstood<Schema extends z.ZodType, Answer>(
  reply: Reply,
  schema: Schema,
  what: string,
  read: (answer: z.output<Schema>) => Answer,
): Answer | (WriteAnswer & { kind: 'unknown' }) {
  if (reply.kind === 'ok') {
    const answer = schema.safeParse(reply.body);
    return answer.success ? read(answer.data) : { kind: 'unknown', failure: odd(what) };
  }
  if (reply.mayHaveHappened) return { kind: 'unknown', failure: reply.failure };
  throw reply.failure;
}

/** A refusal is no failure here. */
const ifRejected =
  <Value>(value: Value) =>
  (failure: unknown): Value => {
    if (failure instanceof SyncFailure && failure.kind === 'rejected') return value;
    throw failure;
  };

const odd = (what: string) => new SyncFailure('unavailable', `zendesk_odd_${what}`);

function understood<Schema extends z.ZodType>(reply: Reply, schema: Schema, what: string): z.output<Schema> {
  if (reply.kind === 'failed') throw reply.failure;
  const parsed = schema.safeParse(reply.body);
  if (!parsed.success) throw odd(what);
  return parsed.data;
}
