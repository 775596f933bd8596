import { describe, expect, it } from 'vitest';
import type { Pair, PlatformRecord } from '../../src/domain/contact.ts';
import {
  completeLink,
  draftHalfLink,
  draftLink,
  intendCreate,
  refuseCreate,
  settleCreate,
} from '../../src/domain/new-link.ts';
import { planSync } from '../../src/domain/plan.ts';
import type { Link } from '../../src/domain/records.ts';
import { buildCustomer, buildFacts, buildUser, closedBy } from '../support/builders.ts';

const NOW = 1_000;
const ORIGIN = { tenant: 'acme', id: 'link1', since: NOW, fence: 7 };
const MATCH_CASES = ['acme.match.storeganise.sg1', 'acme.match.zendesk.9001'];

const CONTACT = { name: 'Pat Doe', email: 'pat@example.com', phone: '+819012345678' };
const customer = (over: Partial<PlatformRecord> = {}) => buildCustomer('', { contact: CONTACT, pointer: '', ...over });
const user = (over: Partial<PlatformRecord> = {}) => buildUser('', { contact: CONTACT, ...over });
const pairOf = (storeganise = customer(), zendesk = user()): Pair => ({ storeganise, zendesk });
const renamed = (name: string) => customer({ contact: { ...CONTACT, name } });
const historyOf = ({ outbox }: Link) => outbox.flatMap((row) => (row.kind === 'history' ? [row.row] : []));

describe('a new link between two people', () => {
  const link = draftLink(ORIGIN, pairOf(), 'email');

  it('knows both ids and how they were found; nothing is agreed or proven yet', () => {
    expect(link).toMatchObject({
      ...ORIGIN,
      storeganiseId: 'sg1',
      zendeskId: '9001',
      state: 'linked',
      matchedBy: 'email',
      isProven: false,
      base: {},
      pending: {},
      revision: 0,
    });
    expect(link).not.toHaveProperty('intent');
  });

  it('answers the question whom either belongs to', () => {
    expect(closedBy(link)).toEqual(MATCH_CASES);
  });
});

describe('the intent of a create', () => {
  it('is a half link with the keys of the create', () => {
    const half = draftHalfLink(ORIGIN, customer());

    expect(half).toMatchObject({
      ...ORIGIN,
      storeganiseId: 'sg1',
      state: 'half',
      matchedBy: 'created',
      isProven: false,
      intent: { email: 'pat@example.com', since: NOW },
      base: CONTACT,
      revision: 0,
    });
    expect(half).not.toHaveProperty('zendeskId');
    expect(half.pending).toEqual({
      name: { target: 'zendesk', value: CONTACT.name, was: '', first: true },
      email: { target: 'zendesk', value: CONTACT.email, was: '', first: true },
      phone: { target: 'zendesk', value: CONTACT.phone, was: '', first: true },
    });
  });

  it('of a Zendesk user knows that one', () => {
    const half = draftHalfLink(ORIGIN, user({ pointer: '' }));

    expect(half).toMatchObject({ zendeskId: '9001', pending: { email: { target: 'storeganise' } } });
    expect(half).not.toHaveProperty('storeganiseId');
  });

  it('says nothing of what is blank', () => {
    const half = draftHalfLink(ORIGIN, customer({ contact: { ...CONTACT, phone: '' } }));

    expect(half.pending).not.toHaveProperty('phone');
    expect(half.base).not.toHaveProperty('phone');
  });

  it('sent again keeps its keys and takes the present values; the earlier ones stay in doubt', () => {
    const half = draftHalfLink(ORIGIN, customer());
    const moved = customer({ contact: { name: 'Pat D. Doe', email: 'new@example.com', phone: '' } });

    const again = intendCreate(half, moved, 5_000);

    expect(again.intent).toEqual({ email: 'pat@example.com', since: NOW });
    expect(again.base).toEqual({ name: 'Pat D. Doe', email: 'pat@example.com' });
    expect(again.pending).toEqual({
      name: { target: 'zendesk', value: 'Pat D. Doe', was: '', first: true },
      email: half.pending.email,
    });
    expect(again.doubts).toEqual([
      { side: 'zendesk', field: 'name', value: CONTACT.name, until: 185_000 },
      { side: 'zendesk', field: 'phone', value: CONTACT.phone, until: 185_000 },
    ]);
    expect(historyOf(again).map(({ field, after, why }) => [field, after, why])).toEqual([
      ['name', CONTACT.name, 'replaced'],
      ['phone', CONTACT.phone, 'replaced'],
    ]);
  });

  it('sent again unchanged is the same', () => {
    const half = draftHalfLink(ORIGIN, customer());

    expect(intendCreate(half, customer(), 5_000)).toEqual(half);
  });

  it('sent again without an address of the customer keeps the first one', () => {
    const half = draftHalfLink(ORIGIN, customer());

    const again = intendCreate(half, customer({ contact: { ...CONTACT, email: '' } }), 5_000);

    expect(again.pending.email).toEqual(half.pending.email);
    expect(again.doubts).toEqual([]);
  });

  it('that was refused wrote nothing, and keeps its keys', () => {
    const half = draftHalfLink(ORIGIN, customer());

    const refused = refuseCreate(half);

    expect(refused).toMatchObject({ base: {}, pending: {}, intent: half.intent, storeganiseId: 'sg1', state: 'half' });
    expect(intendCreate(refused, customer(), 5_000)).toMatchObject({ pending: half.pending, intent: half.intent });
  });
});

describe('a create that was answered', () => {
  const half = draftHalfLink(ORIGIN, customer());
  const linked = settleCreate(half, pairOf(), 'zendesk', NOW);

  it('links both; what it wrote is agreed, and a Zendesk user of our own making proven', () => {
    expect(linked).toMatchObject({
      storeganiseId: 'sg1',
      zendeskId: '9001',
      state: 'linked',
      matchedBy: 'created',
      isProven: true,
      base: CONTACT,
      pending: {},
      seen: { zendesk: user().updatedAt },
    });
  });

  it('proves nothing about a customer whom we made for a Zendesk user', () => {
    const other = draftHalfLink(ORIGIN, user({ pointer: '' }));

    expect(settleCreate(other, pairOf(), 'storeganise', NOW)).toMatchObject({ storeganiseId: 'sg1', isProven: false });
  });

  it('goes to history: the record, and each value', () => {
    expect(historyOf(linked).map(({ field, side, before, after, why }) => [field, side, before, after, why])).toEqual([
      ['name', 'zendesk', '', CONTACT.name, 'written'],
      ['email', 'zendesk', '', CONTACT.email, 'written'],
      ['phone', 'zendesk', '', CONTACT.phone, 'written'],
      ['record', 'zendesk', '', '9001', 'created'],
    ]);
    expect(new Set(historyOf(linked).map(({ id }) => id)).size).toBe(4);
  });

  it('answers whom either belongs to, and that the Zendesk user was gone', () => {
    const gone = settleCreate({ ...half, notices: ['zendesk_user_deleted'] }, pairOf(), 'zendesk', NOW);

    expect(closedBy(linked)).toEqual(MATCH_CASES);
    expect(closedBy(gone)).toEqual(['link1.zendesk_user_deleted', ...MATCH_CASES]);
    expect(gone.notices).toEqual([]);
  });

  it('agrees on what the answer shows, so that what is missing there is written next', () => {
    const shown = user({ contact: { ...CONTACT, phone: '' } });

    const { base } = settleCreate(half, pairOf(customer(), shown), 'zendesk', NOW);

    expect(base).toEqual({ ...CONTACT, phone: '' });
  });
});

describe('a half link whose other record was found', () => {
  const half = draftHalfLink(ORIGIN, customer());
  const plan = (link: Link, pair: Pair) => planSync(link, pair, buildFacts()).operations;

  it('is our create that was carried out, if it carries our pointer', () => {
    const link = completeLink(half, pairOf(), 'external_id');

    expect(link).toMatchObject({ zendeskId: '9001', state: 'linked', matchedBy: 'created', isProven: true });
    expect(link.pending).toEqual(half.pending);
    expect(closedBy(link)).toEqual(MATCH_CASES);
  });

  it('compares the pointer without case, as Zendesk does', () => {
    expect(completeLink(half, pairOf(customer(), user({ pointer: 'SG1' })), 'email').matchedBy).toBe('created');
  });

  it.each([
    ['carries no pointer', half, user({ pointer: '' })],
    ['carries another pointer', half, user({ pointer: 'sg2' })],
    ['was found after the create was refused', refuseCreate(half), user()],
  ])('is somebody who existed before, if it %s: the first link is decided afresh', (_, known, found) => {
    const doubted = { ...known, doubts: [{ side: 'zendesk', field: 'name', value: 'x', until: 9 }] } as const;

    const link = completeLink(doubted, pairOf(customer(), found), 'email');

    expect(link).toMatchObject({ zendeskId: '9001', state: 'linked', matchedBy: 'email', isProven: false });
    expect(link).toMatchObject({ base: {}, pending: {}, doubts: [] });
  });

  it('of our own making takes an edit made there since then for an edit', () => {
    const link = completeLink(half, pairOf(), 'external_id');
    const edited = user({ contact: { ...CONTACT, name: 'Patricia Doe' } });

    expect(plan(link, pairOf(customer(), edited))).toEqual([
      { target: 'storeganise', fields: { name: 'Patricia Doe' } },
    ]);
  });

  it('of our own making gives an edit of the source precedence over what was created', () => {
    const link = completeLink(half, pairOf(), 'external_id');

    expect(plan(link, pairOf(renamed('Pat D. Doe'), user()))).toMatchObject([
      { target: 'zendesk', fields: { name: 'Pat D. Doe' } },
    ]);
  });

  it('in Storeganise proves nothing, whoever made it', () => {
    const other = draftHalfLink(ORIGIN, user({ pointer: '' }));

    const link = completeLink(other, pairOf(customer({ pointer: '9001' })), 'pointer');

    expect(link).toMatchObject({ storeganiseId: 'sg1', matchedBy: 'created', isProven: false });
  });
});
