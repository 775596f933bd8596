import { z } from 'zod';
import { type Act, act } from '../act.ts';
import type { Zendesk } from './zendesk.ts';

const admin = z.strictObject({
  role: z.enum(['end-user', 'agent', 'admin']).exactOptional(),
  suspended: z.boolean().exactOptional(),
});

/** What admins do about the connection, and what OAuth clients did. */
export function createOAuthActs({ oauth }: Zendesk): readonly Act[] {
  const grants = () => ({ answer: oauth.grants().map(({ id, userId, scope }) => ({ id, userId, scope })) });

  return [
    act('GET', '/oauth/calls', 'what came to the addresses of OAuth', () => ({ answer: oauth.calls })),
    act('GET', '/oauth/grants', 'the living tokens, without the tokens', grants),
    act('POST', '/oauth/revoke', 'an admin removes the application from the account', () => {
      oauth.revokeAll();
      return grants();
    }),
    act('POST', '/oauth/expire', 'every access token runs out now', (_ids, _body, now) => {
      oauth.expireAll(now);
      return grants();
    }),
    act(
      'PUT',
      '/oauth/admin',
      'the admin of the account is demoted or suspended',
      (_ids, body) => ({ answer: oauth.changeAdmin(admin.parse(body)) }),
      { role: 'agent' },
    ),
  ];
}
