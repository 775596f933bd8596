import { describe, expect, it } from 'vitest';
import { buildAnswer } from './scripted-transport.ts';
import { buildUser, ID, openStoreganise } from './storeganise-business.ts';

const readShown = (over: object) => openStoreganise(buildAnswer(200, buildUser(over))).storeganise.read(ID);

describe('the phone of a customer', () => {
  it.each([
    ['as the country types it', '090-1234-5678', '+819012345678'],
    ['of another country', '+82 010 5344 8110', '+821053448110'],
    ['with an extension', '03-1234-5678 ext 5', '+81312345678'],
    ['null', null, ''],
    ['absent', undefined, ''],
    ['blank', ' \n', ''],
  ])('is read: %s', async (_, phone, expected) => {
    const record = await readShown({ phone });

    expect(record?.contact.phone).toBe(expected);
    expect(record).not.toHaveProperty('hasUnreadablePhone');
  });

  it.each(['see notes', '12', '+81 1'])('is unreadable: %s', async (phone) => {
    expect(await readShown({ phone })).toMatchObject({ contact: { phone: '' }, hasUnreadablePhone: true });
  });
});

describe('a customer who is disabled', () => {
  it.each<[string, object, boolean | undefined]>([
    ['a moment', { disabled: '2026-01-01T00:00:00.000Z' }, true],
    ['true', { disabled: true }, true],
    ['another word for it', { isDisabled: true }, true],
    ['its moment by another name', { disabledAt: '2026-01-01T00:00:00.000Z' }, true],
    ['not enabled', { enabled: false }, true],
    ['not enabled, in another word', { isEnabled: false }, true],
    ['a state', { state: 'disabled' }, true],
    ['a status in capitals', { status: 'Disabled' }, true],
    ['one marker against another', { disabled: true, enabled: true }, true],
    ['false', { disabled: false }, false],
    ['false, in another word', { isDisabled: false }, false],
    ['enabled', { enabled: true }, false],
    ['enabled, in another word', { isEnabled: true }, false],
    ['the state of somebody enabled', { state: 'enabled' }, false],
    ['no word on it', {}, undefined],
    ['null', { disabled: null, disabledAt: null }, undefined],
    ['another state', { state: 'active', status: 7 }, undefined],
    ['no activity, which is about renting', { isActive: false }, undefined],
  ])('is told by the record: %s', async (_, marker, isBarred) => {
    const record = await readShown(marker);

    expect(record?.isBarred).toBe(isBarred);
    if (isBarred === undefined) expect(record).not.toHaveProperty('isBarred');
  });
});

describe('the address of a customer', () => {
  it.each([
    ['a moment', '2025-11-02T03:04:05.678Z', true],
    ['true', true, true],
    ['nothing', undefined, false],
    ['null', null, false],
    ['false', false, false],
    ['an empty text', '', false],
  ])('is confirmed: %s', async (_, emailConfirmed, isConfirmed) => {
    expect(await readShown({ emailConfirmed })).toMatchObject({ isConfirmed });
  });
});

describe('the lists of a customer', () => {
  const listsOf = async (customFields: object) => (await readShown({ customFields }))?.lists;

  it.each<[string, unknown, readonly string[] | undefined]>([
    ['a list', ['b@x.example', 'a@x.example'], ['a@x.example', 'b@x.example']],
    ['an empty list', [], []],
    ['lines', 'b@x.example\na@x.example\n', ['a@x.example', 'b@x.example']],
    ['lines of another kind', 'b@x.example\r\na@x.example', ['a@x.example', 'b@x.example']],
    ['commas', 'b@x.example, a@x.example', ['a@x.example', 'b@x.example']],
    ['semicolons', 'b@x.example;a@x.example;', ['a@x.example', 'b@x.example']],
    ['an empty text', '', []],
    ['a text of blanks', ' \n ', []],
    ['numbers', [81312345678], ['81312345678']],
    ['null', null, undefined],
    ['nothing', undefined, undefined],
    ['an object', { a: 1 }, undefined],
  ])('are read as %s', async (_, field, emails) => {
    const lists = await listsOf({ zendesk_otherEmails: field });

    expect(lists?.emails).toEqual(emails);
    expect(lists).not.toHaveProperty('phones');
  });

  it('are none where there are no custom fields', async () => {
    expect(await readShown({ customFields: null })).toMatchObject({ lists: {} });
  });
});
