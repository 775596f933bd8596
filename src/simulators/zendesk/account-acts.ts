import { z } from 'zod';
import { type Act, act } from '../act.ts';
import { zendeskSwitches } from './switches.ts';
import type { Zendesk } from './zendesk.ts';

const text = z.string();
const range = z.tuple([z.number().nonnegative(), z.number().nonnegative()]);
const searchLag = z.strictObject({ queryMs: range, externalIdMs: range.default([0, 0]) });
const newField = z.strictObject({
  key: z.string().regex(/^\w+$/),
  title: text.exactOptional(),
  type: z.enum(['dropdown', 'checkbox', 'text']).exactOptional(),
  options: z.array(text).exactOptional(),
  active: z.boolean().exactOptional(),
});
const activity = z.strictObject({ active: z.boolean() });
const ticket = z.strictObject({ requester: text });
const organization = z.strictObject({ name: text, member: text.exactOptional() });
// The form of ids is settled at the start.
const switches = zendeskSwitches.omit({ idsBeyondDouble: true }).partial();

/** What admins do about the account, and how the simulator itself is set. */
export function createAccountActs(zendesk: Zendesk): readonly Act[] {
  const fields = () => ({ answer: zendesk.userFields() });

  return [
    act('GET', '/user-fields', 'the custom fields of users', fields),
    act(
      'POST',
      '/user-fields',
      'an admin adds one, or replaces it',
      (_ids, body) => {
        zendesk.addUserField(newField.parse(body));
        return { ...fields(), status: 201 };
      },
      { key: 'customer_status', type: 'dropdown', options: ['new_prospect', 'active', 'deactivated'] },
    ),
    act(
      'PUT',
      '/user-fields/:key',
      'an admin switches one on or off',
      ({ key = '' }, body) => {
        zendesk.setUserFieldActive(key, activity.parse(body).active);
        return fields();
      },
      { active: false },
    ),
    act('DELETE', '/user-fields/:key', 'an admin removes one', ({ key = '' }) => {
      zendesk.removeUserField(key);
      return fields();
    }),
    act('DELETE', '/user-fields/:key/options/:option', 'an admin removes a tag', ({ key = '', option = '' }) => {
      zendesk.removeUserFieldOption(key, option);
      return fields();
    }),
    act(
      'POST',
      '/tickets',
      'a user opens a ticket; its event goes to the same webhook',
      (_ids, body, now) => ({
        status: 201,
        answer: {},
        events: zendesk.createTicket(ticket.parse(body).requester, now),
      }),
      { requester: '<id>' },
    ),
    act(
      'POST',
      '/organizations',
      'an organization is made; its events go to the same webhook',
      (_ids, body, now) => {
        const { name, member } = organization.parse(body);
        return { status: 201, answer: {}, events: zendesk.createOrganization(name, member, now) };
      },
      { name: 'Acme', member: '<id>' },
    ),
    act('GET', '/mails', 'the mails that customers would have got', () => ({ answer: zendesk.mails })),
    act(
      'PUT',
      '/search-lag',
      'how long search does not see later writes',
      (_ids, body) => {
        const { queryMs, externalIdMs } = searchLag.parse(body);
        zendesk.setSearchLag({ query: queryMs, externalId: externalIdMs });
        return { answer: {} };
      },
      { queryMs: [0, 0] },
    ),
    act('GET', '/switches', 'how open questions are settled', () => ({ answer: zendesk.switches() })),
    act(
      'PUT',
      '/switches',
      'settle some of them otherwise',
      (_ids, body) => {
        zendesk.setSwitches(switches.parse(body));
        return { answer: zendesk.switches() };
      },
      { phoneValidation: true, unknownOption: 'refused' },
    ),
  ];
}
