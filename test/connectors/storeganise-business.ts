import { createStoreganise } from '../../src/connectors/storeganise/storeganise.ts';
import type { HttpAnswer } from '../../src/ports.ts';
import { openRemote } from './scripted-transport.ts';

export const SETTINGS = { nameOrder: 'last_first', callingCode: '+81' } as const;

export const ID = '5f0000000000000000000b01';

/** A customer as Storeganise shows one (Storeganise dossier §3.4). */
export const buildUser = (over: object = {}) => ({
  id: ID,
  email: 'taro@example.com',
  firstName: 'Taro',
  lastName: 'Yamada',
  name: 'Taro Yamada',
  phone: '090-1234-5678',
  language: 'ja',
  isActive: true,
  emailConfirmed: '2025-11-02T03:04:05.678Z',
  roles: [],
  labels: [],
  customFields: { zendesk_userId: '9001', zendesk_otherEmails: [], zendesk_otherPhoneNumbers: ['+81312345678'] },
  market: { id: '5f0000000000000000000c01' },
  created: '2025-11-01T00:00:00.000Z',
  updated: '2026-01-05T09:29:59.900Z',
  ...over,
});

/** Storeganise, behind which the given answers wait, one for each request in turn. */
export function openStoreganise(...answers: readonly HttpAnswer[]) {
  const { remote, requests } = openRemote('storeganise', ...answers);
  return { storeganise: createStoreganise(remote, SETTINGS), requests };
}
