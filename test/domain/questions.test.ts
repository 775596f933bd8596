import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../src/domain/contact.ts';
import {
  answerTenant,
  askTenant,
  closeFieldCase,
  closeNotice,
  matchCaseId,
  openFieldCase,
  openNotice,
  personOf,
} from '../../src/domain/questions.ts';
import { AGREED, buildCustomer, buildLink, buildPairOf, buildUser, closedBy, openedBy } from '../support/builders.ts';

const pair = buildPairOf({ name: 'B' }, { name: 'C' });

describe('a question about a field', () => {
  const asked = openFieldCase(buildLink(), 'name', 'field_conflict', pair, 7);

  it('goes to the outbox and stands on the link, with both values', () => {
    expect(openedBy(asked)).toEqual([
      {
        tenant: 'acme',
        id: 'link1.name.field_conflict',
        kind: 'field_conflict',
        subject: 'link1.name',
        person: { storeganiseId: 'sg1', name: 'B', email: AGREED.email },
        since: 7,
        values: { field: 'name', storeganise: 'B', zendesk: 'C' },
        open: true,
      },
    ]);
    expect(asked.fieldCases).toEqual({
      name: {
        caseId: 'link1.name.field_conflict',
        kind: 'field_conflict',
        values: { storeganise: 'B', zendesk: 'C' },
      },
    });
  });

  it('that stands there with the same values changes nothing', () => {
    expect(openFieldCase(asked, 'name', 'field_conflict', pair, 9)).toBe(asked);
  });

  it('takes new values under the same id', () => {
    const moved = openFieldCase(asked, 'name', 'field_conflict', buildPairOf({ name: 'D' }, { name: 'C' }), 9);

    expect(openedBy(moved).map(({ id, values }) => [id, values.storeganise])).toEqual([
      ['link1.name.field_conflict', 'B'],
      ['link1.name.field_conflict', 'D'],
    ]);
    expect(closedBy(moved)).toEqual([]);
  });

  it('of another kind closes the first', () => {
    const other = openFieldCase(asked, 'name', 'rejected_write', pair, 9);

    expect(closedBy(other)).toEqual(['link1.name.field_conflict']);
    expect(openedBy(other).at(-1)).toMatchObject({ id: 'link1.name.rejected_write' });
    expect(other.fieldCases.name).toMatchObject({ kind: 'rejected_write' });
  });

  it('is closed once, and only where there is one', () => {
    const closed = closeFieldCase({ ...asked, outbox: [] }, 'name');

    expect(closedBy(closed)).toEqual(['link1.name.field_conflict']);
    expect(closed.fieldCases).toEqual({});
    expect(closeFieldCase(closed, 'name')).toBe(closed);
    expect(closeFieldCase(asked, 'email')).toBe(asked);
  });

  it('has an id of its own for every field and kind', () => {
    const ids = FIELDS.flatMap((field) =>
      (['field_conflict', 'rejected_write', 'email_conflict', 'unproven_email_change'] as const).map(
        (kind) => openedBy(openFieldCase(buildLink(), field, kind, pair, 7))[0]?.id,
      ),
    );

    expect(new Set(ids).size).toBe(12);
  });
});

describe('a question about a link', () => {
  const person = personOf(buildCustomer('Pat Doe'));
  const asked = openNotice(buildLink(), 'zendesk_user_deleted', person, {}, 7);

  it('is asked once', () => {
    expect(openedBy(asked)).toEqual([
      {
        tenant: 'acme',
        id: 'link1.zendesk_user_deleted',
        kind: 'zendesk_user_deleted',
        subject: 'link1',
        person: { storeganiseId: 'sg1', name: 'Pat Doe', email: AGREED.email },
        since: 7,
        values: {},
        open: true,
      },
    ]);
    expect(asked.notices).toEqual(['zendesk_user_deleted']);
    expect(openNotice(asked, 'zendesk_user_deleted', person, { late: 'x' }, 9)).toBe(asked);
  });

  it('leaves the others of the link open when it is closed', () => {
    const both = openNotice(asked, 'zendesk_user_suspended', person, {}, 8);

    const one = closeNotice(both, 'zendesk_user_deleted');

    expect(closedBy(one)).toEqual(['link1.zendesk_user_deleted']);
    expect(one.notices).toEqual(['zendesk_user_suspended']);
    expect(closeNotice(one, 'zendesk_user_deleted')).toBe(one);
  });
});

describe('a question about the business', () => {
  it('has one id, however many customers show it', () => {
    const one = askTenant('acme', 'foreign_external_ids', { external_id: 'crm-1' }, 7);
    const two = askTenant('acme', 'foreign_external_ids', { external_id: 'crm-2' }, 9);

    expect(one.case).toEqual({
      tenant: 'acme',
      id: 'acme.foreign_external_ids',
      kind: 'foreign_external_ids',
      subject: 'acme',
      since: 7,
      values: { external_id: 'crm-1' },
      open: true,
    });
    expect(two.case.id).toBe(one.case.id);
    expect(answerTenant('acme', 'foreign_external_ids')).toEqual({ kind: 'case_closed', caseId: one.case.id });
  });

  it('is that of its own tenant and kind', () => {
    const ids = ['acme', 'beta'].flatMap((tenant) =>
      (['unavailable', 'many_questions'] as const).map((kind) => askTenant(tenant, kind, {}, 7).case.id),
    );

    expect(new Set(ids).size).toBe(4);
  });
});

describe('whom a question is about', () => {
  it.each([
    ['by name', { name: 'Pat Doe', email: 'pat@example.com', phone: '+1' }, 'Pat Doe'],
    ['by address where there is no name', { name: '', email: 'pat@example.com', phone: '+1' }, 'pat@example.com'],
    ['by number where there is nothing else', { name: '', email: '', phone: '+1' }, '+1'],
  ])('is said %s', (_, contact, name) => {
    expect(personOf(buildCustomer('', { contact }))).toEqual({ storeganiseId: 'sg1', name, email: contact.email });
  });

  it('is no customer where it is a Zendesk user', () => {
    expect(personOf(buildUser('Pat Doe'))).toEqual({ name: 'Pat Doe', email: AGREED.email });
  });

  it('has an id that is made of the record alone', () => {
    expect(matchCaseId('acme', buildUser('A'))).toBe('acme.match.zendesk.9001');
    expect(matchCaseId('acme', buildCustomer('A'))).toBe('acme.match.storeganise.sg1');
  });
});
