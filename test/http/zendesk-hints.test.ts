import { describe, expect, it } from 'vitest';
import { parseZendesk } from '../../src/connectors/zendesk/webhook.ts';
import { hashValue } from '../../src/domain/value-hash.ts';
import { toDelivery } from '../../src/http/zendesk-delivery.ts';
import { HASH_KEY } from './door-server.ts';

const OLD = 'old@example.com';
const NEW = 'New@Example.com';
const identity = (over: object = {}) => ({ id: '6200000000009', primary: true, type: 'email', value: NEW, ...over });

function parse(type: string, event: unknown) {
  const body = { id: 'e1', type: `zen:event-type:user.${type}`, detail: { id: '61' }, event };
  const parsed = parseZendesk(Buffer.from(JSON.stringify(body)));
  if (parsed.kind !== 'event') throw new Error('expected an event');
  return parsed;
}

describe('what an event says of an address or a number', () => {
  it.each<[string, string, object, object]>([
    ['a new one', 'identity_created', { identity: identity() }, { field: 'email', current: NEW }],
    ['a new one, by another key', 'identity_created', { current: identity() }, { field: 'email', current: NEW }],
    ['one that went', 'identity_deleted', { identity: identity() }, { field: 'email', previous: NEW }],
    ['one that went, by another key', 'identity_deleted', { current: identity() }, { field: 'email', previous: NEW }],
    [
      'one that changed',
      'identity_changed',
      { current: identity(), previous: identity({ value: OLD }) },
      { field: 'email', current: NEW, previous: OLD },
    ],
    [
      'one that became the first',
      'identity_changed',
      { current: identity(), previous: identity({ primary: false }) },
      { field: 'email', current: NEW, previous: NEW },
    ],
    [
      'one that is no longer the first',
      'identity_changed',
      { current: identity({ primary: false }), previous: identity() },
      { field: 'email', current: NEW, previous: NEW, isDemoted: true },
    ],
    [
      'one that changed, from nothing told',
      'identity_changed',
      { current: identity() },
      { field: 'email', current: NEW },
    ],
    [
      'a number',
      'identity_created',
      { identity: identity({ type: 'phone_number', value: '03-1234-5678' }) },
      { field: 'phone', current: '03-1234-5678' },
    ],
    [
      'a type in capitals',
      'identity_created',
      { identity: identity({ type: 'EMAIL' }) },
      { field: 'email', current: NEW },
    ],
    [
      'a number’s type in capitals',
      'identity_deleted',
      { identity: identity({ type: 'Phone_Number', value: '+81312345678' }) },
      { field: 'phone', previous: '+81312345678' },
    ],
    ['no word on being first', 'identity_created', { identity: identity({ primary: null }) }, { current: NEW }],
    ['keys that may come', 'identity_created', { identity: identity({ later: [1] }), x: {} }, { current: NEW }],
  ])('is told: %s', (_, type, event, hint) => {
    const parsed = parse(type, event);

    expect(parsed).toMatchObject({ hint });
    expect(Object.keys(parsed.hint ?? {}).sort()).toEqual(Object.keys({ field: 'email', ...hint }).sort());
  });

  it.each<[string, string, unknown]>([
    ['another type of identity', 'identity_created', { identity: identity({ type: 'google' }) }],
    ['no type', 'identity_created', { identity: identity({ type: undefined }) }],
    ['no value', 'identity_changed', { current: identity({ value: undefined }) }],
    ['a value of another type', 'identity_created', { identity: identity({ value: { x: 1 } }) }],
    ['a text', 'identity_created', { identity: NEW }],
    ['nothing', 'identity_deleted', {}],
    ['null', 'identity_changed', null],
    ['another event that shows one', 'created', { identity: identity() }],
    ['a suspension', 'suspended_changed', { current: true, previous: false }],
    ['a role', 'role_changed', { current: 'agent', previous: 'end-user' }],
    ['an external_id', 'external_id_changed', { current: 'sg1', previous: '' }],
    ['a name of one side', 'name_changed', { current: 'Pat' }],
  ])('is nothing, and the event still points at its user: %s', (_, type, event) => {
    const parsed = parse(type, event);

    expect(parsed).toMatchObject({ kind: 'event', type: `user.${type}`, recordId: '61' });
    expect(parsed).not.toHaveProperty('hint');
  });
});

describe('a merge', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a number', { user: { id: 62 } }, '62'],
    ['a text', { user: { id: '62' } }, '62'],
    ['a path', { user: { id: '../62' } }, undefined],
    ['zero', { user: { id: 0 } }, undefined],
    ['nothing', {}, undefined],
    ['null', { user: null }, undefined],
  ])('names the other user by %s', (_, event, mergedWith) => {
    const parsed = parse('merged', event);

    expect(parsed.mergedWith).toBe(mergedWith);
    expect(parsed).toMatchObject({ type: 'user.merged', recordId: '61' });
  });

  it('is the only event that does', () => {
    expect(parse('deleted', { user: { id: 62 } })).not.toHaveProperty('mergedWith');
  });
});

describe('what is kept of an event', () => {
  const tenant = { code: 'acme', nameOrder: 'first_last', callingCode: '+81' } as const;
  const keep = (type: string, event: unknown) => toDelivery(parse(type, event), tenant, HASH_KEY);
  const hash = (field: string, value: string, code = 'acme') => hashValue(HASH_KEY, code, field, value);

  it.each<[string, string, object, object]>([
    [
      'an address',
      'identity_changed',
      { current: identity(), previous: identity({ value: OLD }) },
      { field: 'email', current: hash('email', 'new@example.com'), previous: hash('email', OLD) },
    ],
    [
      'a number as typed',
      'identity_created',
      { identity: identity({ type: 'phone_number', value: '03-1234-5678' }) },
      { field: 'phone', current: hash('phone', '+81312345678') },
    ],
    [
      'a name',
      'name_changed',
      { current: ' Pat  Doe ', previous: 'Pat unknown' },
      { field: 'name', current: hash('name', 'Pat Doe'), previous: hash('name', 'Pat') },
    ],
    [
      'an address that is no longer the first',
      'identity_changed',
      { current: identity({ primary: false }) },
      { field: 'email', current: hash('email', 'new@example.com'), isDemoted: true },
    ],
  ])('is a keyed hash in the form values are compared in, and no value: %s', (_, type, event, hint) => {
    const delivery = keep(type, event);

    expect(delivery).toEqual({
      tenant: 'acme',
      platform: 'zendesk',
      recordId: '61',
      key: 'e1',
      type: `user.${type}`,
      hint,
    });
    expect(JSON.stringify(delivery)).not.toMatch(/@|1234|Pat/i);
  });

  it('tells nobody that two tenants know the same value', () => {
    expect(hash('email', OLD)).not.toBe(hash('email', OLD, 'beta'));
    expect(hash('email', OLD)).not.toBe(hash('name', OLD));
    expect(hash('email', OLD)).not.toBe(hashValue('another key', 'acme', 'email', OLD));
  });

  it('is the other user of a merge', () => {
    expect(keep('merged', { user: { id: 62 } })).toMatchObject({ recordId: '61', mergedWith: '62' });
    expect(keep('merged', {})).not.toHaveProperty('mergedWith');
  });
});
