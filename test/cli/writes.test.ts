import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/cli/demo/control.ts';
import { countWrites } from '../../src/cli/demo/writes.ts';

type Values = Readonly<Record<string, unknown>>;

const write = (before: Values, after: Values, other: Partial<Call> = {}): Call => ({
  method: 'PUT',
  path: '/api/v2/users/1',
  status: 200,
  write: true,
  changed: Object.keys(after).length > 0,
  recordId: '1',
  before,
  after,
  ...other,
});
const addAddress = (recordId = '1') =>
  write({ emails: ['a@x.com'], verified: [] }, { emails: ['a@x.com', 'b@x.com'], verified: ['b@x.com'] }, { recordId });
const makePrimary = write({ email: 'a@x.com' }, { email: 'b@x.com' });
const addNumber = write({ phones: ['+1'] }, { phones: ['+1', '+2'] });
const clearPhone = write({ phone: '+1' }, { phone: null });
const setPhone = write({ phone: null }, { phone: '+2' });
const rename = write({ name: 'Pat' }, { name: 'Patty' });

describe('counting writes', () => {
  it.each<[string, readonly Call[], Partial<ReturnType<typeof countWrites>>]>([
    ['a read is none', [{ ...rename, write: false }], {}],
    ['a refused write is none', [{ ...rename, status: 422 }], {}],
    ['a write of a name is one', [rename], { changes: 1 }],
    ['the same field written twice is two', [rename, rename], { changes: 2 }],
    ['an address that is added and made the first is one', [addAddress(), makePrimary], { changes: 1 }],
    ['an address that is only added is one', [addAddress()], { changes: 1 }],
    ['an address that is added to somebody else is another', [addAddress('2'), makePrimary], { changes: 2 }],
    ['a number that takes the place of another is one', [addNumber, clearPhone, setPhone, addNumber], { changes: 1 }],
    ['a number that is cleared is one', [clearPhone], { changes: 1 }],
    ['a note is a note', [write({}, { 'customFields.zendesk_userId': '7' })], { notes: 1 }],
    ['a note that rides in a change is part of it', [write({}, { name: 'Pat', external_id: '7' })], { changes: 1 }],
    ['a call that changes nothing is idle', [write({}, {})], { idle: 1 }],
    ['a task is no change of a customer', [write({}, { 'data.title': 'x' }, { path: '/v1/admin/jobs/5' })], {}],
    ['a task that is written again as it was is idle', [write({}, {}, { path: '/v1/admin/jobs/5' })], { idle: 1 }],
  ])('%s', (_rule, calls, expected) => {
    expect(countWrites(calls)).toEqual({ changes: 0, notes: 0, idle: 0, ...expected });
  });
});
