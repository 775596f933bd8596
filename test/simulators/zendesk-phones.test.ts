import { describe, expect, it } from 'vitest';
import type { ZendeskSwitches } from '../../src/simulators/zendesk/zendesk.ts';
import {
  account,
  found,
  get,
  held,
  identityId,
  json,
  noon,
  onIdentities,
  post,
  put,
  saidBy,
  typesOf,
} from './zendesk-account.ts';

const one = '+81 3-1111-1111';
const two = '+81 3-2222-2222';
const foreign = '+81 3-9999-9999';

/** Pat with an address and, unless told otherwise, the phone `one`; a stranger with `foreign`. */
function pat(switches: Partial<ZendeskSwitches> = {}, phone: string | null = one) {
  const zendesk = account({ switches });
  const { id } = zendesk.createUser({ name: 'Pat', email: 'pat@example.com', ...(phone ? { phone } : {}) }, noon);
  zendesk.createUser({ name: 'Other', phone: foreign }, noon);
  const send = (user: object) => zendesk.handle(put(id, user), noon + 1000);
  const profile = () => [zendesk.user(id)?.phone, zendesk.user(id)?.shared_phone_number];
  const lines = () => held(zendesk, id).filter((value) => !value.startsWith('pat@'));
  return { zendesk, id, send, profile, lines };
}

describe('zendesk simulator: phone in a plain update', () => {
  it.each([
    // name, phone before, update, profile after, direct lines after, events
    [
      'the first one is shown and is a direct line',
      null,
      { phone: one },
      [one, false],
      [`${one}*`],
      ['identity_created'],
    ],
    ['the same one again is nothing', one, { phone: one }, [one, false], [`${one}*`], []],
    ['a second one is only added', one, { phone: two }, [one, false], [`${one}*`, two], ['identity_created']],
    [
      'another spelling is another number',
      one,
      { phone: '+81311111111' },
      [one, false],
      [`${one}*`, '+81311111111'],
      ['identity_created'],
    ],
    ['an empty one clears the profile and leaves the line', one, { phone: '' }, [null, null], [`${one}*`], []],
    ['null clears as well', one, { phone: null }, [null, null], [`${one}*`], []],
    ['any text is a phone', null, { phone: 'ask mum' }, ['ask mum', false], ['ask mum*'], ['identity_created']],
    ['a number of another user is silently shared', null, { phone: foreign }, [foreign, true], [], []],
    ['a foreign number does not replace the one shown', one, { phone: foreign }, [one, false], [`${one}*`], []],
    ['one may be shared on purpose', null, { phone: one, shared_phone_number: true }, [one, true], [], []],
    [
      'sharing the one shown takes its line away',
      one,
      { shared_phone_number: true },
      [one, true],
      [],
      ['identity_deleted'],
    ],
  ] as const)('%s', (_name, before, update, profile, lines, events) => {
    const user = pat({}, before);

    const { response, events: sent } = user.send(update);

    expect(response.status).toBe(200);
    expect([json(response).user.phone, json(response).user.shared_phone_number]).toEqual(profile);
    expect([user.profile(), user.lines(), typesOf(sent)]).toEqual([profile, lines, events]);
  });

  it('shows a new number after the profile was cleared, as the primary line', () => {
    const user = pat();

    user.send({ phone: '' });
    const { events } = user.send({ phone: two });

    expect(user.profile()).toEqual([two, false]);
    expect(user.lines()).toEqual([one, `${two}*`]);
    expect(typesOf(events)).toEqual(['identity_created', 'identity_changed', 'identity_changed']);
  });

  it('replaces a phone by posting the identity, setting the phone and deleting the old line, as far as it goes', () => {
    const user = pat();

    onIdentities(user.zendesk, user.id, 'POST', '', { type: 'phone_number', value: two });
    user.send({ phone: two });
    onIdentities(user.zendesk, user.id, 'DELETE', `/${identityId(user.zendesk, user.id, one)}`);
    const stubborn = user.profile();
    user.send({ phone: '' });
    user.send({ phone: two });

    expect(stubborn).toEqual([one, false]);
    expect(user.profile()).toEqual([two, false]);
    expect(user.lines()).toEqual([`${two}*`]);
  });

  it('selects a further number that is an identity of the user when switched so', () => {
    const user = pat({ ownPhoneOnPut: 'selected' });
    user.zendesk.addIdentity(user.id, 'phone_number', two, noon);

    const { events } = user.send({ phone: two });

    expect([user.profile(), user.lines()]).toEqual([
      [two, false],
      [one, `${two}*`],
    ]);
    expect(typesOf(events)).toEqual(['identity_changed', 'identity_changed']);
  });

  it('makes a direct line of a shared number that nobody else has', () => {
    const user = pat({}, null);
    user.send({ phone: one, shared_phone_number: true });

    const { events } = user.send({ shared_phone_number: false });

    expect([user.profile(), user.lines(), typesOf(events)]).toEqual([[one, false], [`${one}*`], ['identity_created']]);
    user.send({ phone: '' });
    user.send({ phone: foreign });
    expect(user.send({ shared_phone_number: false }).response.status).toBe(422);
  });

  it('refuses a number of another user when switched so, on creation too, and changes nothing', () => {
    const user = pat({ takenPhone: 'refused' });

    const update = user.send({ name: 'Patricia', phone: foreign }).response;
    const creation = user.zendesk.handle(post({ name: 'Third', phone: foreign }), noon).response;
    const shared = user.zendesk.handle(post({ name: 'Fourth', phone: foreign, shared_phone_number: true }), noon);

    expect(json(update).details.phone[0].error).toBe('DuplicateValue');
    expect([update.status, creation.status, shared.response.status]).toEqual([422, 422, 201]);
    expect(user.zendesk.user(user.id)?.name).toBe('Pat');
  });

  it.each([
    ['+81312345678', 200],
    ['+14155551212x123', 200],
    ['+1234567890123456', 422],
    ['5551234567', 422],
    ['(555) 123-4567', 422],
  ])('where the account validates, %s is %i', (phone, status) => {
    const user = pat({}, null);
    user.zendesk.setSwitches({ phoneValidation: true });

    const { response } = user.send({ phone });

    expect(response.status).toBe(status);
    const description = `Phone ${phone} is not properly formatted`;
    if (status === 422) expect(json(response).details.phone).toEqual({ description, error: 'InvalidFormat' });
  });

  it('does not clear the phone of a user without address', () => {
    const zendesk = account();
    const { id } = zendesk.createUser({ name: 'Pat', phone: one }, noon);

    const { response } = zendesk.handle(put(id, { phone: '' }), noon);

    expect([response.status, zendesk.user(id)?.phone]).toEqual([422, one]);
    expect(() => zendesk.editUser(id, { phone: null }, noon)).toThrow('must have');
  });

  it('tells of the phone of a new user, unless switched off', () => {
    const fresh = { name: 'Pat', email: 'pat@example.com', phone: one };

    const loud = account().handle(post(fresh), noon);
    const quiet = account({ switches: { phoneEventOnCreate: false } }).handle(post(fresh), noon);

    expect(typesOf(loud.events)).toEqual(['created', 'identity_created', 'identity_created']);
    expect(saidBy(loud.events)[2]).toMatchObject({ identity: { primary: true, type: 'phone_number', value: one } });
    expect(typesOf(quiet.events)).toEqual(['created', 'identity_created']);
    expect(json(loud.response).user).toMatchObject({ phone: one, shared_phone_number: false });
  });
});

describe('zendesk simulator: phone identities', () => {
  it('shows the first one on a profile without phone, and no other', () => {
    const user = pat({}, null);

    const first = onIdentities(user.zendesk, user.id, 'POST', '', { type: 'phone_number', value: one });
    onIdentities(user.zendesk, user.id, 'POST', '', { type: 'phone_number', value: two });

    expect([first.response.status, 'deliverable_state' in json(first.response).identity]).toEqual([201, false]);
    expect([user.profile(), user.lines()]).toEqual([
      [one, false],
      [`${one}*`, two],
    ]);
    expect(user.zendesk.mails).toEqual([]);
  });

  it('refuses a number that another profile shows, and one of the user itself', () => {
    const user = pat();
    const add = (value: string) => onIdentities(user.zendesk, user.id, 'POST', '', { type: 'phone_number', value });

    expect([add(foreign).response.status, add(one).response.status]).toEqual([422, 422]);
  });

  it.each([
    [true, one],
    [false, two],
  ])('deletes the line shown; that the profile goes on showing it is %s', (phoneOutlivesIdentity, shown) => {
    const user = pat({ phoneOutlivesIdentity });
    user.zendesk.addIdentity(user.id, 'phone_number', two, noon);

    onIdentities(user.zendesk, user.id, 'DELETE', `/${identityId(user.zendesk, user.id, one)}`);

    expect([user.profile(), user.lines()]).toEqual([[shown, false], [`${two}*`]]);
  });

  it('moves the profile along when another line is made primary or the one shown is retyped', () => {
    const user = pat();
    user.zendesk.addIdentity(user.id, 'phone_number', two, noon);

    onIdentities(user.zendesk, user.id, 'PUT', `/${identityId(user.zendesk, user.id, two)}/make_primary`);
    const afterMark = user.profile();
    onIdentities(user.zendesk, user.id, 'PUT', `/${identityId(user.zendesk, user.id, two)}`, { value: '+1 555' });

    expect([afterMark, user.profile()]).toEqual([
      [two, false],
      ['+1 555', false],
    ]);
    expect(user.zendesk.user(user.id)?.email).toBe('pat@example.com');
  });

  it('keeps both an address and a number primary', () => {
    expect(held(...idOf(pat()))).toEqual([`${one}*`, 'pat@example.com*']);
  });

  it('finds by number, in the same spelling or behind a star', () => {
    const { zendesk } = pat();

    expect(found(zendesk, 'query=phone%3A81311111111', noon)).toEqual(['Pat']);
    expect(found(zendesk, 'query=phone%3A*11111111', noon)).toEqual(['Pat']);
    expect(found(zendesk, 'query=phone%3A11111111', noon)).toEqual([]);
  });
});

describe('zendesk simulator: what agents do to phones', () => {
  it.each([
    ['a first number', null, two, [two, false], [`${two}*`], ['identity_created']],
    ['another number', one, two, [two, false], [`${two}*`], ['identity_changed']],
    ['the same number', one, one, [one, false], [`${one}*`], []],
    ['nothing', one, null, [null, null], [], ['identity_deleted']],
    ['a number of somebody else', one, foreign, [foreign, true], [], ['identity_deleted']],
    ['a number of somebody else, first', null, foreign, [foreign, true], [], []],
  ] as const)('typing %s', (_name, before, typed, profile, lines, types) => {
    const user = pat({}, before);

    const events = user.zendesk.editUser(user.id, { phone: typed }, noon + 1000);

    expect([user.profile(), user.lines(), typesOf(events)]).toEqual([profile, lines, types]);
    const shown = json(user.zendesk.handle(get(`/api/v2/users/${user.id}`), noon).response).user;
    expect([shown.phone, shown.shared_phone_number]).toEqual(profile);
  });

  it('typing over a shared number is seen by nobody but updated_at', () => {
    const user = pat({}, null);
    user.zendesk.editUser(user.id, { phone: foreign }, noon);

    const events = user.zendesk.editUser(user.id, { phone: two }, noon + 5000);

    expect([events, user.profile(), user.lines()]).toEqual([[], [two, true], []]);
    expect(user.zendesk.user(user.id)?.updated_at).toBe('2026-01-10T12:00:05Z');
  });

  it('typing one of the user’s other numbers only makes it primary', () => {
    const user = pat();
    user.zendesk.addIdentity(user.id, 'phone_number', two, noon);

    const events = user.zendesk.editUser(user.id, { phone: two }, noon);

    expect([user.profile(), user.lines()]).toEqual([
      [two, false],
      [one, `${two}*`],
    ]);
    expect(typesOf(events)).toEqual(['identity_changed', 'identity_changed']);
  });
});

function idOf({ zendesk, id }: ReturnType<typeof pat>) {
  return [zendesk, id] as const;
}
