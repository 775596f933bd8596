import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseStoreganise } from '../../src/connectors/storeganise/webhook.ts';
import { parseZendesk } from '../../src/connectors/zendesk/webhook.ts';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('hex');
const NESTED = Buffer.from('['.repeat(30_000) + ']'.repeat(30_000));

const zendesk = (changed: object = {}) =>
  json({
    account_id: 900000001,
    id: 'e1',
    type: 'zen:event-type:user.name_changed',
    subject: 'zen:user:6100000000001',
    detail: { id: '6100000000001', email: 'pat@example.com' },
    event: { current: 'Pat Doe', previous: 'Pat Dow' },
    ...changed,
  });

const storeganise = (changed: object = {}) =>
  json({
    id: 'e1',
    type: 'user.updated',
    addonId: 'a01',
    apiUrl: 'https://acme.storeganise.com/api',
    businessCode: 'acme',
    data: { userId: 'b01', changedKeys: ['phone'] },
    ...changed,
  });

describe('an event of Zendesk', () => {
  it('points at a user; a name change brings both names as sent', () => {
    expect(parseZendesk(zendesk())).toEqual({
      kind: 'event',
      key: 'e1',
      type: 'user.name_changed',
      accountId: '900000001',
      recordId: '6100000000001',
      hint: { field: 'name', current: 'Pat Doe', previous: 'Pat Dow' },
    });
  });

  it.each([
    'created',
    'identity_created',
    'identity_changed',
    'identity_deleted',
    'active_changed',
    'deleted',
    'merged',
    'suspended_changed',
    'external_id_changed',
    'role_changed',
  ])('knows user.%s in both spellings, without a hint', (name) => {
    for (const mark of [':', '/']) {
      const event = parseZendesk(zendesk({ type: `zen:event-type${mark}user.${name}` }));

      expect(event).toMatchObject({ kind: 'event', type: `user.${name}` });
      expect(event).not.toHaveProperty('hint');
    }
  });

  it.each([
    ['a text', { detail: { id: '6100000000001' } }, '6100000000001'],
    ['a number', { detail: { id: 6100000000001 } }, '6100000000001'],
    ['the subject', { detail: {} }, '6100000000001'],
    ['the subject, the id being odd', { detail: { id: '../1' } }, '6100000000001'],
    ['the subject, the detail being none', { detail: null }, '6100000000001'],
  ])('takes the id from %s', (_, changed, recordId) => {
    expect(parseZendesk(zendesk(changed))).toMatchObject({ kind: 'event', recordId });
  });

  it('keeps every digit of an id above 2^53', () => {
    const body = Buffer.from(
      '{"account_id":9223372036854775807,"id":9007199254740995,"type":"zen:event-type:user.created","detail":{"id":9007199254740993}}',
    );

    expect(parseZendesk(body)).toEqual({
      kind: 'event',
      key: '9007199254740995',
      type: 'user.created',
      accountId: '9223372036854775807',
      recordId: '9007199254740993',
    });
  });

  it.each([
    ['missing', { id: undefined }],
    ['blank', { id: '' }],
    ['of another shape', { id: ['e1'] }],
    ['over-long', { id: 'x'.repeat(201) }],
  ])('is known by the hash of its bytes where its id is %s', (_, changed) => {
    const body = zendesk(changed);

    expect(parseZendesk(body)).toMatchObject({ kind: 'event', key: sha256(body) });
  });

  it.each([
    ['another type', { type: 'zen:event-type:user.notes_changed' }],
    ['a ticket', { type: 'zen:event-type:ticket.created' }],
    ['an invented type', { type: 'zen:event-type:user.email_changed' }],
    ['a type with more behind', { type: 'zen:event-type:user.created.extra' }],
    ['a line feed behind the type', { type: 'zen:event-type:user.created\n' }],
    ['capitals', { type: 'zen:event-type:USER.CREATED' }],
    ['no prefix', { type: 'user.created' }],
    ['a name of the prototype', { type: 'zen:event-type:user.constructor' }],
    ['no type', { type: undefined }],
    ['no user', { detail: {}, subject: 'zen:ticket:1' }],
    ['user 0', { detail: { id: 0 }, subject: '' }],
    ['an id that is no number', { detail: { id: '1 OR 1=1' }, subject: '' }],
  ])('is irrelevant with %s', (_, changed) => {
    expect(parseZendesk(zendesk(changed))).toEqual({ kind: 'irrelevant', accountId: '900000001' });
  });

  it('ignores a hint that is not two texts', () => {
    for (const event of [{ current: 1, previous: 'x' }, { current: 'x' }, null, 'x', []]) {
      expect(parseZendesk(zendesk({ event }))).not.toHaveProperty('hint');
    }
  });
});

describe('an event of Storeganise', () => {
  it('points at a customer of an installation', () => {
    expect(parseStoreganise(storeganise())).toEqual({
      kind: 'event',
      key: 'e1',
      type: 'user.updated',
      addonId: 'a01',
      apiUrl: 'https://acme.storeganise.com/api',
      businessCode: 'acme',
      recordId: 'b01',
      ownFieldsOnly: false,
    });
  });

  it.each([
    [['customFields.zendesk_userId'], true],
    [['customFields.zendesk_userId', 'customFields.zendesk_otherEmails'], true],
    [['customFields.zendesk_userId', 'phone'], false],
    [['customFields.other'], false],
    [[], false],
    [undefined, false],
    [['customFields.zendesk_userId', 7], false],
    ['customFields.zendesk_userId', false],
  ])('takes a change of %j for our own: %s', (changedKeys, expected) => {
    const event = parseStoreganise(storeganise({ data: { userId: 'b01', changedKeys } }));

    expect(event).toMatchObject({ ownFieldsOnly: expected });
  });

  it('never takes a new customer for our own', () => {
    const data = { userId: 'b01', changedKeys: ['customFields.zendesk_userId'] };

    expect(parseStoreganise(storeganise({ type: 'user.created', data }))).toMatchObject({ ownFieldsOnly: false });
  });

  it.each(['addon.installed', 'addon.customFields.validate', 'addon.dailyEvent.started'])('knows %s', (type) => {
    const event = parseStoreganise(storeganise({ type, data: undefined }));

    expect(event).toMatchObject({ kind: 'event', type });
    expect(event).not.toHaveProperty('recordId');
  });

  it.each([
    ['a rental', { type: 'unitRental.updated' }],
    ['a payment method', { type: 'user.billing.updated' }],
    ['no customer', { data: {} }],
    ['no data', { data: null }],
    ['a path for an id', { data: { userId: '../sites' } }],
    ['an operator for an id', { data: { userId: { $gt: '' } } }],
    ['a list of ids', { data: { userId: ['a', 'b'] } }],
    ['no add-on', { addonId: undefined }],
    ['no address', { apiUrl: undefined }],
    ['an operator for a business', { businessCode: { $ne: null } }],
    ['no type', { type: undefined }],
    ['an endless type', { type: `addon.${'x'.repeat(1000)}` }],
  ])('is irrelevant with %s', (_, changed) => {
    expect(parseStoreganise(storeganise(changed))).toMatchObject({ kind: 'irrelevant' });
  });
});

describe.each([
  ['Zendesk', parseZendesk],
  ['Storeganise', parseStoreganise],
])('a body for %s', (_, parse) => {
  it.each(['', '{', 'undefined', '{"a":undefined}', "{'a':1}", '{"a":1}x', '\u0000', 'NaN'])(
    'is not JSON: %j',
    (text) => {
      expect(parse(Buffer.from(text))).toEqual({ kind: 'not_json' });
    },
  );

  it.each([
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('is not JSON: %s', (_name, body) => {
    expect(parse(body)).toEqual({ kind: 'not_json' });
  });

  it.each([
    ...['null', '[]', '"x"', '1', 'true', '{}', '[{"type":"user.created"}]'].map((text) => Buffer.from(text)),
    Buffer.from('\ufeff{}'),
    Buffer.from('{"__proto__":{"type":"user.created","addonId":"a","apiUrl":"x"},"detail":{"id":"1"}}'),
    Buffer.from('{"constructor":{"prototype":{"isAdmin":true}}}'),
    NESTED,
  ])('is JSON of another shape (%#)', (body) => {
    expect(parse(body)).toEqual({ kind: 'irrelevant' });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
