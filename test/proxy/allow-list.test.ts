import { expect, it } from 'vitest';
import type { Contact } from '../../src/domain/contact.ts';
import { ALLOWED_CALLS, findRule } from '../../src/oauth-proxy/allow-list.ts';
import { buildAnswer } from '../connectors/scripted-transport.ts';
import { buildUser, ID, openZendesk } from '../connectors/zendesk-account.ts';

const EMAIL = { id: 1, type: 'email', value: 'pat@example.com', primary: true };
const NEW_EMAIL = { id: 2, type: 'email', value: 'new@example.com', primary: false };
const OLD_PHONE = { id: 3, type: 'phone_number', value: '+81312345678', primary: true };
const NEW_PHONE = { id: 4, type: 'phone_number', value: '+81398765432', primary: false };

const user = (over: object = {}) => buildAnswer(200, { user: buildUser({ phone: OLD_PHONE.value, ...over }) });
const identities = (list: readonly object[], next: string | null = null) =>
  buildAnswer(200, { identities: list, next_page: next });

/** Everything that the connector can do, in calls that together take every road. */
async function callsOfTheConnector() {
  const { zendesk, requests } = openZendesk(
    user(),
    identities([EMAIL], 'https://alias.zendesk.com/next'),
    identities([OLD_PHONE]),
    buildAnswer(200, { users: [] }),
    buildAnswer(200, { users: [] }),
    user(),
    buildAnswer(201, { identity: NEW_EMAIL }),
    identities([{ ...NEW_EMAIL, primary: true }]),
    buildAnswer(201, { identity: NEW_PHONE }),
    user({ phone: null }),
    user({ phone: NEW_PHONE.value }),
    buildAnswer(204),
    user({ name: 'New' }),
    buildAnswer(200, { users: [], after_cursor: 'c', end_of_stream: true }),
    buildAnswer(200, { users: [], after_cursor: 'd', end_of_stream: true }),
    buildAnswer(200, { users: [{ id: 42, external_id: 'sg-43' }] }),
  );
  const record = await zendesk.read(ID);
  if (!record) throw new Error('the connector read nobody');
  const whole = { ...record, identities: await zendesk.readIdentities(ID) };
  const write = (fields: Partial<Contact>, over: object = {}) =>
    zendesk.write(whole, { target: 'zendesk', fields, ...over }, async () => {});

  await zendesk.findByPointer('sg 42&x=1');
  await zendesk.findByEmail('pat+1@example.com');
  await zendesk.create({ name: 'Zoë', email: 'zoe@example.com', phone: '', pointer: 'sg-43' });
  await write({ email: NEW_EMAIL.value });
  await write({ phone: NEW_PHONE.value }, { replaces: OLD_PHONE.value });
  await write({ name: 'New' });
  const { cursor } = await zendesk.listChanged(undefined, 1_767_600_000_000);
  await zendesk.listChanged(`${cursor}=&x/y`, 0);
  await zendesk.readPointers(['42', '43']);
  return requests.map(({ method, url }) => {
    const { pathname, search } = new URL(url);
    return { method, path: pathname.replace('/zendesk/acme/api/v2/', ''), query: search };
  });
}

it('lets through every call that the connector makes, and none that it does not make', async () => {
  const calls = await callsOfTheConnector();

  const rules = calls.map(({ method, path, query }) => findRule(method, path, query) ?? `refused: ${method} ${path}`);
  expect([...new Set(rules)].toSorted()).toEqual(ALLOWED_CALLS.toSorted());
});
