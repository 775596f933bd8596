import { describe, expect, it } from 'vitest';
import { hasUnknownPointer, noteForeignPointer } from '../../src/domain/foreign-pointer.ts';
import type { Link } from '../../src/domain/records.ts';
import { buildCustomer, buildLink, buildUser, closedBy, openedBy } from '../support/builders.ts';

const carrying = (pointer: string) => ({ storeganise: buildCustomer('A'), zendesk: buildUser('A', { pointer }) });
const knowing = (value: string, isCustomer = false, over: Partial<Link> = {}) =>
  buildLink({ foreignPointer: { value, isCustomer }, ...over });
const taken = { notices: ['external_id_taken'] } as const satisfies Partial<Link>;

describe('an external_id', () => {
  it.each([
    ['our own', buildLink(), 'sg1', false],
    ['our own in capitals', buildLink(), 'SG1', false],
    ['blank', buildLink(), '', false],
    ['a stranger’s', buildLink(), 'crm-77', true],
    ['a stranger’s that is known', knowing('crm-77'), 'crm-77', false],
    ['another stranger’s than the known one', knowing('crm-77'), 'crm-78', true],
    ['blank again', knowing('crm-77'), '', false],
  ])('is looked up only where it is foreign and new: %s', (_, link, pointer, isLookedUp) => {
    expect(hasUnknownPointer(link, carrying(pointer))).toBe(isLookedUp);
  });

  it('of another integration is left alone, and the business is told once', () => {
    const link = noteForeignPointer(buildLink(), carrying('crm-77'), false, 5);

    expect(link.foreignPointer).toEqual({ value: 'crm-77', isCustomer: false });
    expect(openedBy(link)).toMatchObject([
      { id: 'acme.foreign_external_ids', subject: 'acme', values: { external_id: 'crm-77' } },
    ]);
    expect(link.notices).toEqual([]);
  });

  it('of another customer is a question about the link', () => {
    const link = noteForeignPointer(buildLink(), carrying('sg2'), true, 5);

    expect(link.foreignPointer).toEqual({ value: 'sg2', isCustomer: true });
    expect(openedBy(link)).toMatchObject([
      {
        id: 'link1.external_id_taken',
        subject: 'link1',
        person: { storeganiseId: 'sg1', name: 'A', email: 'pat@example.com' },
        values: { external_id: 'sg2' },
      },
    ]);
    expect(link.notices).toEqual(['external_id_taken']);
  });

  it.each([
    ['a customer’s', knowing('sg2', true, taken), 'sg2', true],
    ['a stranger’s', knowing('crm-77'), 'crm-77', false],
  ])('that is known asks nothing again: %s', (_, link, pointer, isCustomer) => {
    expect(noteForeignPointer(link, carrying(pointer), isCustomer, 5)).toEqual(link);
  });

  it.each([
    ['our own', 'sg1'],
    ['cleared', ''],
  ])('that is %s answers the question', (_, pointer) => {
    const link = noteForeignPointer(knowing('sg2', true, taken), carrying(pointer), false, 5);

    expect(link).not.toHaveProperty('foreignPointer');
    expect(link.notices).toEqual([]);
    expect(closedBy(link)).toEqual(['link1.external_id_taken']);
  });

  it('that is a stranger’s instead of a customer’s answers the one question and asks the other', () => {
    const link = noteForeignPointer(knowing('sg2', true, taken), carrying('crm-77'), false, 5);

    expect(closedBy(link)).toEqual(['link1.external_id_taken']);
    expect(openedBy(link)).toMatchObject([{ kind: 'foreign_external_ids' }]);
  });
});
