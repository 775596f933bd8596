import { describe, expect, it } from 'vitest';
import type { StoreganiseSwitches } from '../../src/simulators/storeganise/storeganise.ts';
import { business, dataOf, get, json, noon, read, taro, typesOf, write } from './storeganise-business.ts';

function oneUser(switches: Partial<StoreganiseSwitches> = {}) {
  const sg = business({ switches });
  const { id } = sg.createUser(taro, noon);
  return { sg, id };
}

/** A rental that went as far as `state`. */
function oneRental(state: string, switches: Partial<StoreganiseSwitches> = {}) {
  const { sg, id: userId } = oneUser(switches);
  const { id } = sg.order(userId, {}, noon);
  for (const step of ['reserved', 'occupied', 'ended']) {
    if (sg.rental(id).state === state) break;
    sg.setRentalState(id, step, noon);
  }
  return { sg, userId, id };
}

const jobs = (...names: string[]) => names.map((name) => `job.unit_${name}`);

describe('storeganise simulator: what people do about rentals', () => {
  it.each([
    ['submitted', 'reserved', jobs('moveIn.started')],
    ['submitted', 'occupied', jobs('moveIn.started', 'moveIn.completed')],
    ['submitted', 'cancelled', jobs('moveIn.cancelled')],
    ['submitted', 'abandoned', []],
    ['reserved', 'occupied', jobs('moveIn.completed')],
    ['reserved', 'canceled', jobs('moveIn.cancelled')],
    ['occupied', 'ended', jobs('moveOut.created', 'moveOut.completed')],
    ['occupied', 'occupied', []],
    ['ended', 'occupied', ['unitRental.updated']],
    ['occupied', 'pre_completed', ['unitRental.updated']],
    ['occupied', '', ['unitRental.updated']],
  ])('from %s to %s', (from, to, types) => {
    const { sg, userId, id } = oneRental(from);

    const events = sg.setRentalState(id, to, noon + 1000);

    expect(typesOf(events)).toEqual(types);
    expect(events.every(({ recordId }) => recordId === userId)).toBe(true);
    expect(sg.rental(id).state).toBe(to === '' ? undefined : to);
    expect('endDate' in sg.rental(id)).toBe(to === 'ended' || from === 'ended');
  });

  it('rent goes the whole way, order stops at submitted', () => {
    const { sg, id } = oneUser();

    const ordered = sg.order(id, {}, noon);
    const rented = sg.rent(id, noon);
    const reserved = sg.rent(id, noon, { state: 'reserved', startDate: '2026-02-01' });

    expect(typesOf(ordered.events)).toEqual(jobs('moveIn.create.started', 'moveIn.created'));
    expect(typesOf(rented.events)).toEqual(
      jobs('moveIn.create.started', 'moveIn.created', 'moveIn.started', 'moveIn.completed'),
    );
    expect(sg.rentals(id).map(({ state }) => state)).toEqual(['submitted', 'occupied', 'reserved']);
    expect(sg.rental(reserved.id).startDate).toBe('2026-02-01');
    expect(() => sg.rent('nobody', noon)).toThrow('Not found');
  });

  it('a move-out is scheduled, called off, scheduled again and completed', () => {
    const { sg, id } = oneRental('occupied');

    const created = sg.scheduleMoveOut(id, '2026-03-31', noon);
    const scheduled = sg.rental(id);
    const cancelled = sg.cancelMoveOut(id, noon);
    const back = sg.rental(id);
    sg.scheduleMoveOut(id, undefined, noon);
    const completed = sg.setRentalState(id, 'ended', noon);

    expect([created, cancelled, completed].map(typesOf)).toEqual([
      jobs('moveOut.created'),
      jobs('moveOut.cancelled'),
      jobs('moveOut.completed'),
    ]);
    expect([scheduled.state, scheduled.endDate, back.endDate]).toEqual(['occupied', '2026-03-31', undefined]);
    expect(sg.rental(id)).toMatchObject({ state: 'ended', endDate: '2026-01-10' });
    expect(() => sg.cancelMoveOut(id, noon)).toThrow('No move-out');
    expect(() => sg.scheduleMoveOut(id, undefined, noon)).toThrow('occupied');
  });

  it.each([
    ['text', (id: string) => id],
    ['object', (id: string) => ({ id })],
  ] as const)('a transfer ends the old one and tells both ids as %s', (transferIds, form) => {
    const { sg, userId, id } = oneRental('occupied', { transferIds });

    const moved = sg.transfer(id, noon);

    expect(dataOf(moved.events)).toMatchObject([{ oldRentalId: form(id), newRentalId: form(moved.id) }]);
    expect(typesOf(moved.events)).toEqual(jobs('transfer.completed'));
    expect([sg.rental(id).state, sg.rental(moved.id).state]).toEqual(['ended', 'occupied']);
    expect(sg.rental(moved.id).ownerId).toBe(userId);
  });

  it('a transfer for later keeps the old one occupied and the new one reserved', () => {
    const { sg, id } = oneRental('occupied');

    const later = sg.transfer(id, noon, { later: true });
    const between = [sg.rental(id).state, sg.rental(later.id).state];
    sg.completeTransfer(id, later.id, noon + 1000);

    expect([later.events, between]).toEqual([[], ['occupied', 'reserved']]);
    expect([sg.rental(id).state, sg.rental(later.id).state]).toEqual(['ended', 'occupied']);
  });

  it('overdue is a mark, not a state, and may come after the end', () => {
    const { sg, userId, id } = oneRental('occupied');

    const marked = sg.markOverdue(id, noon);
    const isShown = ['overdue' in read(sg, `unit-rentals/${id}`), 'overdue' in read(sg, `users/${userId}`)];
    sg.setRentalState(id, 'ended', noon);
    const late = sg.markOverdue(id, noon + 1000);
    const unmarked = sg.unmarkOverdue(id, noon);

    expect([marked, late, unmarked].map(typesOf)).toEqual([
      ['unitRental.markOverdue'],
      ['unitRental.markOverdue'],
      ['unitRental.unmarkOverdue'],
    ]);
    expect([isShown, sg.rental(id).state, 'overdue' in sg.rental(id)]).toEqual([[true, true], 'ended', false]);
  });

  it('a user is active while renting, and only then', () => {
    const { sg, userId, id } = oneRental('submitted');
    const isActive = () => sg.user(userId)?.isActive;

    const before = isActive();
    sg.setRentalState(id, 'reserved', noon);
    const while_ = isActive();
    sg.setRentalState(id, 'cancelled', noon);

    expect([before, while_, isActive()]).toEqual([false, true, false]);
  });

  it.each([
    [false, '2026-01-10T12:00:00.123Z'],
    [true, '2026-01-10T12:00:05.123Z'],
  ])('a rental moves its owner’s updated: %s', (rentalMovesOwner, updated) => {
    const { sg, id } = oneUser({ rentalMovesOwner });

    sg.rent(id, noon + 5000);

    expect(sg.user(id)?.updated).toBe(updated);
  });
});

describe('storeganise simulator: ids in rental events', () => {
  it.each([
    ['both', ['jobId', 'unitRentalId']],
    ['jobId', ['jobId']],
    ['unitRentalId', ['unitRentalId']],
  ] as const)('%s', (rentalEventIds, keys) => {
    const { sg, id } = oneUser({ rentalEventIds });

    const { id: rentalId, events } = sg.rent(id, noon);
    const [data] = dataOf(events).slice(-1);

    expect(Object.keys(data)).toEqual(keys);
    if ('unitRentalId' in data) expect(data.unitRentalId).toBe(rentalId);
    if ('jobId' in data)
      expect(read(sg, `jobs/${data.jobId}`)).toMatchObject({ type: 'unit_moveIn', state: 'completed' });
  });

  it.each([
    ['portal', 'result', true],
    ['rest', 'result', false],
    ['portal', 'step', true],
    ['rest', 'step', false],
  ] as const)('a job made through the %s names its rental in its %s', (via, jobResultIn, isOwner) => {
    const { sg, id } = oneUser({ jobResultIn });

    const { id: rentalId, events } = sg.rent(id, noon, { via });
    const job = read(sg, `jobs/${dataOf(events)[0].jobId}`);

    expect([job.ownerId === id, job.result.ownerId]).toEqual([isOwner, id]);
    const start = job.steps.find(({ type }: { type: string }) => type === 'start');
    expect((jobResultIn === 'result' ? job.result : start.result).unitRentalId).toBe(rentalId);
    expect('unitRentalId' in job.result).toBe(jobResultIn === 'result');
  });
});

describe('storeganise simulator: rentals through the API', () => {
  function several() {
    const { sg, id } = oneUser();
    const other = sg.createUser({ ...taro, email: 'other@example.com' }, noon).id;
    const ids = {
      occupied: sg.rent(id, noon + 1, { startDate: '2026-01-01' }).id,
      ended: sg.rent(id, noon + 2, { state: 'occupied', startDate: '2025-12-01' }).id,
      foreign: sg.rent(other, noon + 3, { state: 'reserved', startDate: '2026-02-01' }).id,
    };
    sg.setRentalState(ids.ended, 'ended', noon + 5000);
    const name = new Map(Object.entries(ids).map(([key, value]) => [value, key]));
    const list = (query: string) =>
      read(sg, `unit-rentals?${query}`, noon + 9000).map((rental: { id: string }) => name.get(rental.id));
    return { sg, id, ids, list };
  }

  it('are filtered by owner, state, days and change, and by nothing else', () => {
    const { id, list } = several();

    expect(list(`ownerId=${id}`)).toEqual(['ended', 'occupied']);
    expect(list(`userId=${id}`)).toEqual(['foreign', 'ended', 'occupied']);
    expect(list('state=active')).toEqual(['foreign', 'occupied']);
    expect(list('state=ended,reserved')).toEqual(['foreign', 'ended']);
    expect(list('start=2026-01-01,2026-01-31')).toEqual(['occupied']);
    expect(list('end=2026-01-01,')).toEqual(['ended']);
    expect(list(`updatedAfter=${encodeURIComponent(new Date(noon + 1000).toISOString())}`)).toEqual(['ended']);
    expect(list('limit=1&offset=1')).toEqual(['ended']);
    expect(list('siteId=nowhere')).toEqual([]);
  });

  it('show unit, owner and custom fields on request', () => {
    const { sg, id, ids } = several();

    const plain = read(sg, `unit-rentals/${ids.occupied}`, noon + 9000);
    const full = read(sg, `unit-rentals/${ids.occupied}?include=unit,owner,customFields`, noon + 9000);

    expect(['unit' in plain, 'owner' in plain, 'customFields' in plain]).toEqual([false, false, false]);
    expect(full).toMatchObject({
      ownerId: id,
      owner: { id, customFields: {} },
      unit: { state: 'occupied' },
      customFields: {},
    });
    expect(read(sg, `users/${id}?include=units`, noon + 9000).units).toHaveLength(2);
  });

  it('take custom fields and a start date, and echo', () => {
    const { sg, ids } = several();
    sg.ensureCustomField({ code: 'pin', type: 'string' }, 'unitRental');
    const put = (body: object) => sg.handle(write('PUT', `unit-rentals/${ids.occupied}`, body), noon);

    const changed = put({ startDate: '2026-01-02', customFields: { pin: '1', nobody: 'x' }, state: 'ended' });

    expect(json(changed.response)).toMatchObject({
      startDate: '2026-01-02',
      customFields: { pin: '1' },
      state: 'occupied',
    });
    expect(dataOf(changed.events)).toEqual([
      { unitRentalId: ids.occupied, changedKeys: ['startDate', 'customFields.pin'] },
    ]);
    expect(put({ startDate: 'soon' }).response.status).toBe(400);
    sg.setSwitches({ echoes: false, readLagMs: undefined });
    expect([put({ startDate: '2026-01-03' }).events, sg.switches().readLagMs]).toEqual([[], 0]);
    expect(sg.calls.at(-3)).toMatchObject({ recordId: ids.occupied, changedFields: ['startDate', 'customFields.pin'] });
  });

  it('lag behind their events', () => {
    const { sg, id } = oneUser({ readLagMs: 5000 });
    const { id: rentalId } = sg.rent(id, noon);

    expect(sg.handle(get(`unit-rentals/${rentalId}`), noon + 4999).response.status).toBe(404);
    expect(read(sg, `unit-rentals/${rentalId}`, noon + 5000).state).toBe('occupied');
    sg.setRentalState(rentalId, 'ended', noon + 10_000);
    expect(read(sg, `unit-rentals?ownerId=${id}`, noon + 14_999)[0].state).toBe('occupied');
    expect(read(sg, `unit-rentals?ownerId=${id}`, noon + 15_000)[0].state).toBe('ended');
  });

  it('leave their units free when they are over', () => {
    const { sg, ids } = several();
    const unitOf = (id: string) => read(sg, `units/${sg.rental(id).unitId}`);

    expect([unitOf(ids.occupied).state, unitOf(ids.ended).state]).toEqual(['occupied', 'available']);
    expect('ownerId' in unitOf(ids.ended)).toBe(false);
    expect(read(sg, 'units?state=reserved')).toHaveLength(1);
  });

  it('belong to a site of a business that shows its settings', () => {
    const { sg, ids } = several();

    expect(read(sg, 'sites')[0].id).toBe(sg.rental(ids.occupied).siteId);
    expect(read(sg, 'settings')).toMatchObject({ companyName: 'acme', modes: ['selfStorage'] });
  });
});
