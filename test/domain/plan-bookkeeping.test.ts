import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity, Lists, Operation, Pair } from '../../src/domain/contact.ts';
import { planBookkeeping } from '../../src/domain/plan-bookkeeping.ts';
import type { Link } from '../../src/domain/records.ts';
import { AGREED, buildCustomer, buildFacts, buildLink, buildUser } from '../support/builders.ts';
import { carryOut } from '../support/carry-out.ts';

const PHONE = '+819012345678';
const OTHER_PHONE = '+81312345678';

const identity = (type: Identity['type'], value: string, primary = false): Identity => ({
  id: `${type}:${value}`,
  type,
  value,
  primary,
});
const email = (value: string) => identity('email', value);
const phone = (value: string) => identity('phone', value);
const own = [identity('email', AGREED.email, true), identity('phone', PHONE, true)];

/** What Storeganise shows of the lists, beside a user with these identities and the phone `PHONE`. */
const showing = (lists: Partial<Lists>, identities?: readonly Identity[], pointer = '9001'): Pair => ({
  storeganise: buildCustomer('A', { lists, pointer }),
  zendesk: buildUser('A', {
    contact: { ...AGREED, phone: PHONE },
    ...(identities ? { identities: [...own, ...identities] } : {}),
  }),
});
const writes = (rest: Omit<Operation, 'target' | 'fields'>): readonly Operation[] => [
  { target: 'storeganise', fields: {}, ...rest },
];
const plan = (pair: Pair, link: Link = buildLink(), isThorough = false) => planBookkeeping(link, pair, isThorough);

describe('the lists of further addresses and numbers', () => {
  it.each<[string, Pair, Partial<Lists> | undefined]>([
    ['show an address', showing({}, [email('pat@work.example')]), { emails: ['pat@work.example'] }],
    ['show a number', showing({}, [phone(OTHER_PHONE)]), { phones: [OTHER_PHONE] }],
    [
      'are sorted, each value once',
      showing({}, [email('b@x.example'), email('a@x.example'), email('b@x.example')]),
      { emails: ['a@x.example', 'b@x.example'] },
    ],
    ['leave out what cannot be read', showing({}, [phone(''), email('')]), undefined],
    ['leave out what the contact shows', showing({}, []), undefined],
    ['are not written where the identities were not read', showing({ emails: ['a@x.example'] }), undefined],
    ['are not written while empty and never written before', showing({}, []), undefined],
    ['are not written while empty and shown as empty', showing({ emails: [], phones: [] }, []), undefined],
    ['are emptied where the last value went', showing({ emails: ['a@x.example'] }, []), { emails: [] }],
    ['are not written where they are right', showing({ emails: ['a@x.example'] }, [email('a@x.example')]), undefined],
    [
      'are written one without the other',
      showing({ emails: ['a@x.example'], phones: [] }, [email('a@x.example'), phone(OTHER_PHONE)]),
      { phones: [OTHER_PHONE] },
    ],
    [
      'are not misled by values that look like two when joined',
      showing({ emails: ['a@x.example', 'b@x.example'] }, [email('a@x.example,b@x.example')]),
      { emails: ['a@x.example,b@x.example'] },
    ],
  ])('%s', (_rule, pair, lists) => {
    expect(plan(pair)).toEqual(lists ? writes({ lists }) : []);
  });

  it('name a primary identity that the profile does not show', () => {
    const pair = showing({}, [identity('phone', OTHER_PHONE, true)]);

    expect(plan(pair)).toEqual(writes({ lists: { phones: [OTHER_PHONE] } }));
  });

  it('go with the missing pointer in one write', () => {
    expect(plan(showing({}, [phone(OTHER_PHONE)], ''))).toEqual(
      writes({ pointer: '9001', lists: { phones: [OTHER_PHONE] } }),
    );
  });

  it('once written are not written again, whatever the user has', () => {
    const identities = fc.array(
      fc.oneof(
        fc.constantFrom('', AGREED.email, 'a@x.example', 'b@x.example').map(email),
        fc.constantFrom('', PHONE, OTHER_PHONE).map(phone),
      ),
      { maxLength: 5 },
    );
    const list = fc.option(fc.uniqueArray(fc.constantFrom('a@x.example', 'c@x.example'), { maxLength: 2 }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(identities, list, (found, emails) => {
        const pair = showing(emails ? { emails: [...emails].sort() } : {}, found);
        const link = buildLink({ base: { ...AGREED, phone: PHONE } });
        const agreed = { ...pair, storeganise: { ...pair.storeganise, contact: pair.zendesk.contact } };

        const done = carryOut(link, agreed, buildFacts());

        expect(plan(done.pair, done.link)).toEqual([]);
        expect(done.link.refused).toEqual([]);
      }),
    );
  });
});

describe('the pointer to the Zendesk user', () => {
  it.each([
    ['is written where there is none', '', writes({ pointer: '9001' })],
    ['is written over another', '7', writes({ pointer: '9001' })],
    ['is not written where it is right', '9001', []],
  ])('%s', (_rule, pointer, operations) => {
    expect(plan(showing({}, [], pointer))).toEqual(operations);
  });
});

describe('bookkeeping that was refused', () => {
  const missing = showing({}, [phone(OTHER_PHONE)], '');

  it.each<[string, Link['refused'], Omit<Operation, 'target' | 'fields'> | undefined]>([
    ['the pointer', ['pointer_storeganise'], { lists: { phones: [OTHER_PHONE] } }],
    ['the lists', ['lists'], { pointer: '9001' }],
    ['both', ['lists', 'pointer_storeganise'], undefined],
    ['the other side’s', ['pointer_zendesk'], { pointer: '9001', lists: { phones: [OTHER_PHONE] } }],
  ])('is not tried again before a thorough look: %s', (_, refused, rest) => {
    const link = buildLink({ refused });

    expect(plan(missing, link)).toEqual(rest ? writes(rest) : []);
    expect(plan(missing, link, true)).toEqual(writes({ pointer: '9001', lists: { phones: [OTHER_PHONE] } }));
  });
});
