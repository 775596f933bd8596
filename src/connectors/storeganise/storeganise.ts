import type { Lists, Operation, PlatformRecord } from '../../domain/contact.ts';
import { SyncFailure } from '../../domain/failures.ts';
import { splitName } from '../../domain/name.ts';
import type { StoreganiseConnector, WriteAnswer } from '../connector.ts';
import type { Remote, Reply } from '../remote.ts';
import { createChangedList } from './changed.ts';
import { createCustomerList } from './customers.ts';
import { createRentalReads } from './rentals.ts';
import { createTasks } from './tasks.ts';
import { LIST_FIELDS, POINTER, type StoreganiseSettings, toRecord, User } from './user.ts';

/** Storeganise for one business. */
export function createStoreganise(remote: Remote, settings: StoreganiseSettings): StoreganiseConnector {
  /** Whether lists are written as lines of text: learned from the first refusal. */
  let writesText = false;

  async function readUser(idOrEmail: string): Promise<PlatformRecord | undefined> {
    const reply = await remote.call('GET', `/users/${encodeURIComponent(idOrEmail)}?include=customFields`);
    if (reply.kind === 'failed' && reply.status === 404) return undefined;
    if (reply.kind === 'failed') throw reply.failure;
    const user = User.safeParse(reply.body);
    if (!user.success) throw odd();
    return toRecord(user.data, settings);
  }

  async function findByEmail(email: string): Promise<readonly string[]> {
    // Anything else might be another address of the API, such as a dot.
    if (!email.includes('@')) return [];
    const record = await readUser(email);
    return record && record.contact.email === email ? [record.id] : [];
  }

  /** The answer to a write is the object, yet not proven so (Storeganise dossier §3.2): without it, read again. */
  function readAnswer(reply: Reply, id?: string): WriteAnswer {
    if (reply.kind === 'ok') {
      const user = User.safeParse(reply.body);
      const isWhole = user.success && user.data.customFields && (id === undefined || user.data.id === id);
      if (isWhole) return { kind: 'answered', record: toRecord(user.data, settings) };
      return { kind: 'unknown', failure: odd() };
    }
    if (reply.mayHaveHappened) return { kind: 'unknown', failure: reply.failure };
    throw reply.failure;
  }

  const put = async (id: string, body: Record<string, unknown>): Promise<WriteAnswer> =>
    readAnswer(await remote.call('PUT', `/users/${encodeURIComponent(id)}`, body), id);

  /** Which answer means "taken" is unknown, so the address is looked up before, and again after a refusal (§3.4). */
  async function writeEmail(id: string, email: string): Promise<WriteAnswer> {
    await requireFree(email, id);
    try {
      return await put(id, { email });
    } catch (failure) {
      if (isRefusal(failure)) await requireFree(email, id);
      throw failure;
    }
  }

  async function requireFree(email: string, id?: string): Promise<void> {
    const holders = await findByEmail(email);
    if (holders.some((holder) => holder !== id)) {
      throw new SyncFailure('rejected', 'storeganise_email_taken', { isDuplicate: true });
    }
  }

  async function writeLists(id: string, lists: Partial<Lists>, rest: Record<string, unknown>): Promise<WriteAnswer> {
    const fields = (asText: boolean) =>
      Object.fromEntries(
        (['emails', 'phones'] as const).flatMap((list) => {
          const values = lists[list];
          return values === undefined ? [] : [[LIST_FIELDS[list], asText ? values.join('\n') : values]];
        }),
      );
    const send = (asText: boolean) => put(id, { customFields: { ...rest, ...fields(asText) } });
    if (writesText) return send(true);
    try {
      return await send(false);
    } catch (failure) {
      if (!isRefusal(failure)) throw failure;
      const answer = await send(true);
      writesText = true;
      return answer;
    }
  }

  return {
    platform: 'storeganise',
    ...createRentalReads(remote, settings),
    ...createTasks(remote),
    ...createChangedList(remote),
    ...createCustomerList(remote),

    async read(id) {
      if (!/^[\w-]{1,64}$/.test(id)) return undefined;
      const record = await readUser(id);
      return record?.id === id ? record : undefined;
    },

    /** Whether the API searches by custom field is unknown (Storeganise dossier §3.4): we never rely on it. */
    findByPointer: async () => [],
    findByEmail,

    async create({ name, email, phone, pointer }) {
      const user = { ...splitName(name, settings.nameOrder), email, ...(phone === '' ? {} : { phone }) };
      const post = async (body: object) => readAnswer(await remote.call('POST', '/users', body));
      try {
        return await post({ ...user, customFields: { [POINTER]: pointer } });
      } catch (failure) {
        if (!isRefusal(failure)) throw failure;
        await requireFree(email);
        // The customer field may be missing on the business, which must not keep a person out.
        return post(user);
      }
    },

    async write({ id }, operation: Operation) {
      const { fields, pointer, lists } = operation;
      if (fields.email !== undefined) return writeEmail(id, fields.email);
      const pointing = pointer === undefined ? {} : { [POINTER]: pointer };
      if (lists !== undefined) return writeLists(id, lists, pointing);
      return put(id, {
        ...(fields.name === undefined ? {} : splitName(fields.name, settings.nameOrder)),
        ...(fields.phone === undefined ? {} : { phone: fields.phone }),
        ...(pointer === undefined ? {} : { customFields: pointing }),
      });
    },
  };
}

const isRefusal = (failure: unknown): boolean => failure instanceof SyncFailure && failure.kind === 'rejected';

const odd = () => new SyncFailure('unavailable', 'storeganise_odd_user');
