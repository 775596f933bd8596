import { expect, it } from 'vitest';
import type { Platform } from '../../src/domain/contact.ts';
import { findAstray, type ShownPointers } from '../../src/domain/pointers.ts';
import type { Link } from '../../src/domain/records.ts';
import { buildLink } from '../support/builders.ts';

const SEEN = '2026-01-05T09:30:00.000Z';
const LATER = '2026-01-05T09:30:00.001Z';
/** Both records name each other, and nobody changed the customer since. */
const RIGHT: ShownPointers = { storeganise: { pointer: '9001', updatedAt: SEEN }, zendesk: 'sg1' };

const ROWS: readonly [rule: string, shown: Partial<ShownPointers>, link: Partial<Link>, astray: readonly Platform[]][] =
  [
    ['records that name each other', {}, {}, []],
    ['a pointer in other letters', { zendesk: 'SG1' }, {}, []],
    ['a customer that names another user', { storeganise: { pointer: '9002' } }, {}, ['storeganise']],
    ['a customer that names nobody', { storeganise: { pointer: '' } }, {}, ['storeganise']],
    ['a user that names another customer', { zendesk: 'sg2' }, {}, ['zendesk']],
    ['a user that names nobody', { zendesk: '' }, {}, ['zendesk']],
    ['both', { storeganise: { pointer: '' }, zendesk: '' }, {}, ['storeganise', 'zendesk']],
    ['a list without pointers, the customer as it was seen', { storeganise: { updatedAt: SEEN } }, {}, []],
    ['a list without pointers, the customer changed', { storeganise: { updatedAt: LATER } }, {}, ['storeganise']],
    [
      'the right pointer on a customer that changed',
      { storeganise: { pointer: '9001', updatedAt: LATER } },
      {},
      ['storeganise'],
    ],
    ['a list that tells neither pointer nor time', { storeganise: {} }, {}, []],
    ['a pointer that Storeganise refuses', { storeganise: { pointer: '' } }, { refused: ['pointer_storeganise'] }, []],
    ['a pointer that Zendesk refuses', { zendesk: '' }, { refused: ['pointer_zendesk'] }, []],
    ['a foreign id in its place', { zendesk: 'sg2' }, { refused: ['pointer_zendesk'] }, ['zendesk']],
    ['a foreign id that is known', { zendesk: 'crm-1' }, { foreignPointer: { value: 'crm-1', isCustomer: false } }, []],
    ['a link that is parked', { zendesk: '' }, { state: 'parked' }, []],
  ];

it.each(ROWS)('%s', (_, shown, link, astray) => {
  const seen = { storeganise: SEEN };

  expect(findAstray(buildLink({ seen, ...link }), { ...RIGHT, ...shown })).toEqual(astray);
});

it('a user who does not exist', () => {
  const { zendesk: _, ...shown } = RIGHT;

  expect(findAstray(buildLink({ seen: { storeganise: SEEN } }), shown)).toEqual(['zendesk']);
});
