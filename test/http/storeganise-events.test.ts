import { describe, expect, it } from 'vitest';
import { parseStoreganise } from '../../src/connectors/storeganise/webhook.ts';
import { toDelivery } from '../../src/http/storeganise-delivery.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const CREATED = '2026-03-01T11:59:58.500Z';

const parse = (type: string, data: unknown, over: object = {}) =>
  parseStoreganise(
    Buffer.from(
      JSON.stringify({
        id: 'e1',
        type,
        addonId: 'a01',
        apiUrl: 'https://x.example/api',
        created: CREATED,
        data,
        ...over,
      }),
    ),
  );
function parsed(type: string, data: unknown, over: object = {}) {
  const event = parse(type, data, over);
  if (event.kind !== 'event') throw new Error('expected an event');
  return event;
}

const AT = Date.parse(CREATED);

describe('an event about a rental', () => {
  it.each([
    'job.unit_moveIn.created',
    'job.unit_moveIn.started',
    'job.unit_moveIn.completed',
    'job.unit_moveIn.cancelled',
    'job.unit_moveOut.completed',
    'job.unit_moveOut.cancelled',
    'job.unit_transfer.completed',
    'unitRental.updated',
  ])('is known: %s', (type) => {
    expect(parsed(type, { jobId: 'j1', unitRentalId: 'r1' })).toMatchObject({
      type,
      rental: { rentalIds: ['r1'], jobId: 'j1' },
      ownFieldsOnly: false,
    });
    expect(parsed(type, { jobId: 'j1' })).not.toHaveProperty('recordId');
  });

  it.each<[string, unknown, object]>([
    ['the rental alone', { unitRentalId: 'r1' }, { rentalIds: ['r1'] }],
    ['the job alone', { jobId: 'j1' }, { rentalIds: [], jobId: 'j1' }],
    ['both rentals of a transfer', { newRentalId: 'r2', oldRentalId: 'r1' }, { rentalIds: ['r2', 'r1'] }],
    [
      'rentals as objects',
      { newRentalId: { id: 'r2', unit: {} }, oldRentalId: { id: 'r1' } },
      { rentalIds: ['r2', 'r1'] },
    ],
    ['one of each kind', { newRentalId: 'r2', oldRentalId: { id: 'r1' }, jobId: 'j1' }, { rentalIds: ['r2', 'r1'] }],
    ['what can be read', { newRentalId: { id: 7 }, oldRentalId: 'r1' }, { rentalIds: ['r1'] }],
    ['no path', { unitRentalId: '../users', jobId: 'j1' }, { rentalIds: [], jobId: 'j1' }],
    ['a customer who is named as well', { userId: 'u1', unitRentalId: 'r1' }, { rentalIds: ['r1'] }],
  ])('names %s', (_, data, rental) => {
    const event = parsed('job.unit_transfer.completed', data);

    expect(event.rental).toMatchObject(rental);
    expect(event.rental).toHaveProperty('rentalIds', (rental as { rentalIds: string[] }).rentalIds);
  });

  it.each<[string, string, unknown]>([
    ['names nothing', 'unitRental.updated', {}],
    ['has no data', 'unitRental.updated', null],
    ['names only paths', 'job.unit_moveIn.completed', { jobId: '../x', unitRentalId: { $ne: '' } }],
    ['is about an overdue mark, which may come after the end', 'unitRental.markOverdue', { unitRentalId: 'r1' }],
    ['is about charges', 'unitRental.charges.updated', { unitRentalId: 'r1' }],
    ['is about a move that is only planned', 'job.unit_moveOut.created', { jobId: 'j1' }],
    ['is about a valet order', 'job.valetOrder.completed', { jobId: 'j1' }],
    ['is about a unit', 'unit.occupied', { unitId: 'x1' }],
    ['is about an invoice', 'invoice.created', { invoiceId: 'x1' }],
  ])('is irrelevant where it %s', (_, type, data) => {
    expect(parse(type, data)).toMatchObject({ kind: 'irrelevant', sender: { type, addonId: 'a01', key: 'e1' } });
  });
});

describe('what an event says of being disabled', () => {
  type Row = [string, string, readonly unknown[] | undefined, string | undefined];

  it.each<Row>([
    ['the event of it', 'user.disabled', undefined, 'disabled'],
    ['the event of it, with keys', 'user.disabled', ['phone'], 'disabled'],
    ['an update that names no keys', 'user.updated', undefined, 'may_be_enabled'],
    ['an update of nothing', 'user.updated', [], 'may_be_enabled'],
    ['an update of other keys', 'user.updated', ['phone', 'customFields.x'], undefined],
    ['an update of our own fields', 'user.updated', ['customFields.zendesk_userId'], undefined],
    ['a new customer', 'user.created', undefined, undefined],
    ...['disabled', 'isDisabled', 'disabledAt', 'enabled', 'isEnabled', 'state', 'status'].map(
      (key): Row => [`an update of ${key}`, 'user.updated', ['phone', key], 'may_be_enabled'],
    ),
    ['an update of activity, which is about renting', 'user.updated', ['isActive'], undefined],
  ])('is: %s', (_, type, changedKeys, bar) => {
    const event = parsed(type, { userId: 'u1', changedKeys });

    expect(event.bar).toBe(bar);
    expect(event.toldAt).toBe(AT);
    expect(event.recordId).toBe('u1');
  });

  it.each([undefined, null, 'yesterday', '', 1_772_366_398_500])('has no time of its own with %j', (created) => {
    const event = parsed('user.disabled', { userId: 'u1' }, { created });

    expect(event.bar).toBe('disabled');
    expect(event.toldAt).toBeUndefined();
  });
});

describe('what is kept of an event', () => {
  const keep = (type: string, data: unknown, over: object = {}) => toDelivery(parsed(type, data, over), 'acme', NOW);
  const base = { tenant: 'acme', platform: 'storeganise', key: 'e1' };

  it.each<[string, string, object, object]>([
    ['a customer', 'user.created', { userId: 'u1' }, { recordId: 'u1', toldAt: AT }],
    [
      'a customer who was disabled',
      'user.disabled',
      { userId: 'u1' },
      { recordId: 'u1', toldAt: AT, bar: { kind: 'disabled', at: AT } },
    ],
    [
      'a rental, whose customer is not known yet',
      'unitRental.updated',
      { unitRentalId: 'r1' },
      { recordId: '', rental: { rentalIds: ['r1'] } },
    ],
    [
      'our own fields, at whose end nothing is left to do',
      'user.updated',
      { userId: 'u1', changedKeys: ['customFields.zendesk_otherEmails'] },
      { recordId: 'u1', toldAt: AT, outcome: { kind: 'noop', reason: 'own_fields' } },
    ],
    [
      'the add-on itself',
      'addon.dailyEvent.started',
      {},
      { recordId: '', outcome: { kind: 'noop', reason: 'addon_event' } },
    ],
  ])('points at %s, and holds no value', (_, type, data, kept) => {
    expect(keep(type, { firstName: 'Taro', ...data })).toEqual({ ...base, type, ...kept });
  });

  it('takes the time of its arrival where it tells none', () => {
    expect(keep('user.disabled', { userId: 'u1' }, { created: undefined })).toMatchObject({
      bar: { kind: 'disabled', at: NOW },
    });
  });
});
