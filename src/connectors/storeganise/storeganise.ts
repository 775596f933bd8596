import { z } from 'zod';
import type { Operation, PlatformRecord } from '../../domain/contact.ts';
import { canonicalEmail } from '../../domain/email.ts';
import { SyncFailure } from '../../domain/failures.ts';
import { joinName, type NameOrder, splitName } from '../../domain/name.ts';
import type { Connector, WriteAnswer } from '../connector.ts';
import type { Remote, Reply } from '../remote.ts';

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const User = z.object({
  id: z.string().min(1),
  email: Text,
  firstName: Text,
  lastName: Text,
  /** Not empty = staff (Storeganise dossier §3.4). */
  roles: z.array(z.unknown()).nullish(),
  updated: Text,
  customFields: z.record(z.string(), z.unknown()).nullish(),
});

const POINTER = 'zendesk_userId';

/** Storeganise for one business. */
export function createStoreganise(remote: Remote, nameOrder: NameOrder): Connector {
  const toRecord = (user: z.output<typeof User>): PlatformRecord => {
    const pointer = user.customFields?.[POINTER];
    return {
      platform: 'storeganise',
      id: user.id,
      contact: { name: joinName(user, nameOrder), email: canonicalEmail(user.email) },
      pointer: typeof pointer === 'string' || typeof pointer === 'number' ? String(pointer).trim() : '',
      updatedAt: user.updated,
      standing: user.roles && user.roles.length > 0 ? 'out_of_scope' : 'customer',
    };
  };

  const readUser = async (idOrEmail: string): Promise<PlatformRecord | undefined> => {
    const reply = await remote.call('GET', `/users/${encodeURIComponent(idOrEmail)}?include=customFields`);
    if (reply.kind === 'failed' && reply.status === 404) return undefined;
    if (reply.kind === 'failed') throw reply.failure;
    const user = User.safeParse(reply.body);
    if (!user.success) throw odd();
    return toRecord(user.data);
  };

  /** The answer to a PUT is the updated object, yet not proven so (Storeganise dossier §3.2): without it, read again. */
  const readAnswer = async (reply: Reply, id: string): Promise<WriteAnswer> => {
    if (reply.kind === 'ok') {
      const user = User.safeParse(reply.body);
      if (user.success && user.data.id === id && user.data.customFields) {
        return { kind: 'answered', record: toRecord(user.data) };
      }
      return { kind: 'unknown', failure: odd() };
    }
    if (reply.mayHaveHappened) return { kind: 'unknown', failure: reply.failure };
    throw reply.failure;
  };

  return {
    platform: 'storeganise',

    async read(id) {
      if (!/^[\w-]{1,64}$/.test(id)) return undefined;
      const record = await readUser(id);
      return record?.id === id ? record : undefined;
    },

    /** Whether the API searches by custom field is unknown (Storeganise dossier §3.4): we never rely on it. */
    findByPointer: async () => [],

    async findByEmail(email) {
      const record = await readUser(email);
      return record && record.contact.email === email ? [record.id] : [];
    },

    otherEmails: async () => [],

    async write(id, { fields, pointer }: Operation) {
      const body = {
        ...(fields.name === undefined ? {} : splitName(fields.name, nameOrder)),
        ...(pointer === undefined ? {} : { customFields: { [POINTER]: pointer } }),
      };
      return readAnswer(await remote.call('PUT', `/users/${encodeURIComponent(id)}`, body), id);
    },
  };
}

const odd = () => new SyncFailure('unavailable', 'storeganise_odd_user');
