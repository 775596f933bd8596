import { createZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { BASES, openRemote } from './scripted-transport.ts';

export const USERS = `${BASES.zendesk}/api/v2/users`;

export const ID = '6100000000001';

/** A user as Zendesk shows one to an admin (Zendesk dossier §3.2). */
export const buildUser = (over: object = {}) => ({
  id: 6100000000001,
  url: 'https://alias.zendesk.com/api/v2/users/6100000000001.json',
  name: 'Pat Doe',
  email: 'pat@example.com',
  created_at: '2026-01-10T08:00:00Z',
  updated_at: '2026-01-10T08:00:01Z',
  phone: null,
  shared_phone_number: null,
  locale: 'en-US',
  organization_id: null,
  role: 'end-user',
  verified: false,
  external_id: 'sg-42',
  tags: [],
  alias: null,
  active: true,
  suspended: false,
  notes: null,
  user_fields: { customer_status: null, vip: false },
  ...over,
});

export const SETTINGS = { nameOrder: 'first_last', callingCode: '+81', statusKey: 'customer_status' } as const;

/** Zendesk, behind which the given answers wait, one for each request in turn. */
export function openZendesk(...answers: readonly HttpAnswer[]) {
  const { remote, requests } = openRemote('zendesk', ...answers);
  return { zendesk: createZendesk(remote, SETTINGS), requests };
}
