import { z } from 'zod';
import type { Operation, PlatformRecord } from '../../domain/contact.ts';
import { canonicalEmail } from '../../domain/email.ts';
import { SyncFailure } from '../../domain/failures.ts';
import { canonicalName, type NameOrder } from '../../domain/name.ts';
import type { CreatingConnector, WriteAnswer } from '../connector.ts';
import type { Remote, Reply } from '../remote.ts';

const Id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,30}$/));
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const User = z.object({
  id: Id,
  name: Text,
  email: Text,
  external_id: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((id) => String(id ?? '')),
  role: z.string(),
  active: z.boolean().optional(),
  updated_at: Text,
});
const UserAnswer = z.object({ user: User });
/** A search hit's display proves nothing (Zendesk dossier §3.6): only its id is used. */
const Hits = z.object({ users: z.array(z.object({ id: Id, active: z.boolean().optional() })) });
const Identities = z.object({ identities: z.array(z.object({ type: z.string(), value: Text })) });

/** Zendesk Support for one account. */
export function createZendesk(remote: Remote, nameOrder: NameOrder): CreatingConnector {
  const toRecord = (user: z.output<typeof User>): PlatformRecord => ({
    platform: 'zendesk',
    id: user.id,
    contact: { name: canonicalName(user.name, nameOrder), email: canonicalEmail(user.email) },
    pointer: user.external_id.trim(),
    updatedAt: user.updated_at,
    standing: user.active === false ? 'gone' : user.role === 'end-user' ? 'customer' : 'out_of_scope',
  });

  const readAnswer = (reply: Reply): WriteAnswer => {
    if (reply.kind === 'ok') {
      const answer = UserAnswer.safeParse(reply.body);
      if (answer.success) return { kind: 'answered', record: toRecord(answer.data.user) };
      return { kind: 'unknown', failure: odd('user') };
    }
    if (reply.mayHaveHappened) return { kind: 'unknown', failure: reply.failure };
    throw reply.failure;
  };

  const search = async (query: string): Promise<readonly string[]> => {
    const { users } = understood(await remote.call('GET', `/api/v2/users/search?${query}`), Hits, 'search');
    return [...new Set(users.filter((user) => user.active !== false).map((user) => user.id))];
  };

  return {
    platform: 'zendesk',

    async read(id) {
      if (!Id.safeParse(id).success) return undefined;
      const reply = await remote.call('GET', `/api/v2/users/${encodeURIComponent(id)}`);
      if (reply.kind === 'failed' && reply.status === 404) return undefined;
      return toRecord(understood(reply, UserAnswer, 'user').user);
    },

    findByPointer: (pointer) => search(`external_id=${encodeURIComponent(pointer)}`),
    findByEmail: (email) => search(`query=${encodeURIComponent(`email:${email}`)}`),

    async otherEmails(id) {
      const reply = await remote.call('GET', `/api/v2/users/${encodeURIComponent(id)}/identities`);
      const { identities } = understood(reply, Identities, 'identities');
      return identities.filter(({ type }) => type === 'email').map(({ value }) => canonicalEmail(value));
    },

    async create({ name, email, pointer }) {
      // skip_verify_email: the customer is mailed nothing (Zendesk dossier §3.3).
      const user = { name, email, external_id: pointer, role: 'end-user', skip_verify_email: true };
      return readAnswer(await remote.call('POST', '/api/v2/users', { user }));
    },

    async write(id, { fields, pointer }: Operation) {
      const user = { ...fields, ...(pointer === undefined ? {} : { external_id: pointer }) };
      return readAnswer(await remote.call('PUT', `/api/v2/users/${encodeURIComponent(id)}`, { user }));
    },
  };
}

const odd = (what: string) => new SyncFailure('unavailable', `zendesk_odd_${what}`);

function understood<Schema extends z.ZodType>(reply: Reply, schema: Schema, what: string): z.output<Schema> {
  if (reply.kind === 'failed') throw reply.failure;
  const parsed = schema.safeParse(reply.body);
  if (!parsed.success) throw odd(what);
  return parsed.data;
}
