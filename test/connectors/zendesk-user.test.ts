import { describe, expect, it } from 'vitest';
import { createZendesk } from '../../src/connectors/zendesk/zendesk.ts';
import { buildAnswer, openRemote } from './scripted-transport.ts';
import { buildUser, ID, openZendesk, SETTINGS } from './zendesk-account.ts';

const readShown = (over: object, settings: object = {}) => {
  const { remote } = openRemote('zendesk', buildAnswer(200, { user: buildUser(over) }));
  return createZendesk(remote, { ...SETTINGS, ...settings }).read(ID);
};

describe('the phone of a user', () => {
  it.each([
    ['international', '+81 3 1234 5678', '+81312345678'],
    ['as the country types it', '03-1234-5678', '+81312345678'],
    ['with an extension', '+14155552671x123', '+14155552671'],
    ['null', null, ''],
    ['empty', '', ''],
    ['blank', ' \u3000', ''],
  ])('is read: %s', async (_, phone, expected) => {
    const record = await readShown({ phone });

    expect(record?.contact.phone).toBe(expected);
    expect(record).not.toHaveProperty('hasUnreadablePhone');
  });

  it.each(['reception', '12', '+81 1', '03-1234-5678 / 090-1234-5678'])('is unreadable: %s', async (phone) => {
    expect(await readShown({ phone })).toMatchObject({ contact: { phone: '' }, hasUnreadablePhone: true });
  });

  it('typed nationally is unreadable where no calling code is set', async () => {
    expect(await readShown({ phone: '03-1234-5678' }, { callingCode: '' })).toMatchObject({ hasUnreadablePhone: true });
  });
});

describe('the standing of a user', () => {
  it.each([
    [true, true],
    [false, false],
    [null, false],
    [undefined, false],
  ])('suspended %j is barred: %s', async (suspended, isBarred) => {
    expect(await readShown({ suspended })).toMatchObject({ isBarred });
  });

  it.each([
    [null, ''],
    [undefined, ''],
    [' VIP\r\n\r\n<b> \u2028', ' VIP\r\n\r\n<b> \u2028'],
  ])('has the notes %j byte for byte', async (notes, expected) => {
    expect((await readShown({ notes }))?.notes).toBe(expected);
  });
});

describe('the customer status of a user', () => {
  it.each<[string, unknown, string | undefined]>([
    ['set', { customer_status: 'active' }, 'active'],
    ['not set', { customer_status: null }, ''],
    ['of a type of its own', { customer_status: 7 }, '7'],
    ['beside others', { vip: true, customer_status: 'deactivated' }, 'deactivated'],
    ['of another key', { vip: true }, undefined],
    ['of nobody', {}, undefined],
    ['of no fields', null, undefined],
    ['of fields that are not sent', undefined, undefined],
    ['of fields of another shape', 'none', undefined],
  ])('is read where the user has the field: %s', async (_, fields, status) => {
    const record = await readShown({ user_fields: fields });

    expect(record?.status).toBe(status);
    if (status === undefined) expect(record).not.toHaveProperty('status');
  });

  it('is not looked at where the account keeps none', async () => {
    const { remote } = openRemote('zendesk', buildAnswer(200, { user: buildUser() }));

    const record = await createZendesk(remote, { nameOrder: 'first_last', callingCode: '' }).read(ID);

    expect(record).not.toHaveProperty('status');
  });

  it.each(['constructor', 'toString', '__proto__'])('is not misled by a key that every object has: %s', async (key) => {
    expect(await readShown({}, { statusKey: key })).not.toHaveProperty('status');
  });
});

describe('a new user', () => {
  const NEW = { name: 'Pat Doe', email: 'pat@example.com', phone: '', pointer: 'sg-42' };
  const sentFor = async (over: object, settings: object = {}) => {
    const { remote, requests } = openRemote('zendesk', buildAnswer(201, { user: buildUser() }));
    await createZendesk(remote, { ...SETTINGS, ...settings }).create({ ...NEW, ...over });
    return JSON.parse(requests[0]?.body ?? '').user;
  };

  it('has phone and status in the same call, where there are any', async () => {
    expect(await sentFor({ phone: '+81312345678', status: 'active' })).toEqual({
      name: 'Pat Doe',
      email: 'pat@example.com',
      phone: '+81312345678',
      external_id: 'sg-42',
      role: 'end-user',
      user_fields: { customer_status: 'active' },
      skip_verify_email: true,
    });
    expect(await sentFor({})).not.toHaveProperty('phone');
    expect(await sentFor({})).not.toHaveProperty('user_fields');
  });

  it('has no status where the account keeps none', async () => {
    expect(await sentFor({ status: 'active' }, { statusKey: undefined })).not.toHaveProperty('user_fields');
  });

  it('is answered as Zendesk shows it', async () => {
    const { zendesk } = openZendesk(buildAnswer(201, { user: buildUser({ phone: '03-1234-5678' }) }));

    expect(await zendesk.create(NEW)).toMatchObject({
      kind: 'answered',
      record: { id: ID, contact: { name: 'Pat Doe', email: 'pat@example.com', phone: '+81312345678' } },
    });
  });
});
