import { z } from 'zod';
import { SyncFailure } from '../../domain/failures.ts';
import type { Connection } from '../../domain/installation.ts';
import type { Remote } from '../remote.ts';

/** What the OAuth proxy tells of a connection, as far as it matters here. */
const View = z.object({
  state: z.enum(['not_connected', 'connected', 'revoked']),
  generation: z.int().min(0),
  subdomain: z.string().optional(),
  refusal: z.object({ reason: z.string(), subdomain: z.string() }).optional(),
});

/** Asks the OAuth proxy how the business is connected; `remote` is the proxy itself. Throws SyncFailure. */
export async function readConnection(remote: Remote, businessCode: string): Promise<Connection> {
  const reply = await remote.call('GET', `/connections/${businessCode}`);
  if (reply.kind === 'failed') throw reply.failure;
  const view = View.safeParse(reply.body);
  if (!view.success) throw new SyncFailure('unavailable', 'zendesk_odd_connection');
  const { state, generation, subdomain, refusal } = view.data;
  return {
    ...{ state, generation },
    ...(subdomain === undefined ? {} : { subdomain }),
    ...(refusal ? { refusal } : {}),
  };
}
