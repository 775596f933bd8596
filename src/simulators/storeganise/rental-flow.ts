import type { SimEvent } from '../wire.ts';
import { invalid } from './answers.ts';
import type { Customers } from './customers.ts';
import type { Events } from './events.ts';
import { isOver, type Job, type Jobs } from './jobs.ts';
import { dayOf, type Rental, type RentalChanges, type Rentals } from './rentals.ts';
import type { StoreganiseSwitches } from './switches.ts';
import type { Units } from './units.ts';

/** Jobs made through the REST API belong to the API key's own user (Storeganise dossier §2.8). */
const apiUserId = '5f0000000000000000000a9f';

export type RentOptions = {
  /** A unit that is there; absent = a new one. */
  unitId?: string;
  startDate?: string;
  /** `rest`: the job names the API key's user as its owner (Storeganise dossier §2.8). */
  via?: 'portal' | 'rest';
  /** How far the order goes; `occupied` when absent. Any word is possible (Storeganise dossier §4.1). */
  state?: string;
};

type Parts = {
  events: Events;
  customers: Customers;
  rentals: Rentals;
  jobs: Jobs;
  units: Units;
  switches: StoreganiseSwitches;
};

/** What customers and staff do about rentals, with the events of each step (Storeganise dossier §2.7, §4.1, §6). */
export function createRentalFlow({ events, customers, rentals, jobs, units, switches }: Parts) {
  /** A job event carries the job, the rental, or both (Storeganise dossier §2.7). */
  function tellJob(type: string, rental: Rental, job: Job, now: number): SimEvent[] {
    const ids = { jobId: job.id, unitRentalId: rental.id };
    const { rentalEventIds } = switches;
    const data = rentalEventIds === 'both' ? ids : { [rentalEventIds]: ids[rentalEventIds] };
    return events.tell(`job.${job.type}.${type}`, rental.ownerId, data, now);
  }

  function tellUpdate(rental: Rental, changed: readonly string[], now: number): SimEvent[] {
    if (changed.length === 0) return [];
    const data = { unitRentalId: rental.id, ...events.keys(changed) };
    return events.tell('unitRental.updated', rental.ownerId, data, now);
  }

  function finishJob(job: Job, rental: Rental, now: number) {
    const made = { unitRentalId: rental.id, unitId: rental.unitId };
    const start = { type: 'start', state: 'completed' as const, result: made, completedAt: now };
    const { steps } = jobs.require(job.id);
    const inStep = switches.jobResultIn === 'step';
    const changes = inStep ? { steps: steps.map((step) => ({ ...step, ...start })) } : {};
    const result = { ...(inStep ? {} : made), ownerId: rental.ownerId };
    jobs.update(job.id, { state: 'completed', result, ...changes }, rental.ownerId, now);
  }

  function order(ownerId: string, { unitId, startDate, via = 'portal' }: RentOptions, now: number) {
    customers.require(ownerId);
    const unit = unitId === undefined ? units.build(now) : units.require(unitId);
    const fresh = { ownerId, unitId: unit.id, state: 'submitted', startDate: startDate ?? dayOf(now) };
    const rental = rentals.create(fresh, now);
    const jobOwner = via === 'rest' ? apiUserId : ownerId;
    const data = { siteId: unit.siteId, unitTypeId: unit.typeId };
    const job = jobs.create({ type: 'unit_moveIn', ownerId: jobOwner, data, stepType: 'await_confirmOrder' }, now);
    jobs.update(job.id, { result: { ownerId } }, ownerId, now);
    const linked = rentals.update(rental.id, { moveInJobId: job.id }, 'staff', now).rental;
    const told = ['create.started', 'created'].flatMap((type) => tellJob(type, linked, job, now));
    return { id: rental.id, events: told };
  }

  function moveInJob({ moveInJobId }: Rental): Job {
    return jobs.require(moveInJobId ?? '');
  }

  function reserve(rental: Rental, now: number): SimEvent[] {
    const job = jobs.update(moveInJob(rental).id, { state: 'running', step: 'start' }, rental.ownerId, now);
    return tellJob('started', set(rental, { state: 'reserved' }, now), job, now);
  }

  function occupy(rental: Rental, now: number): SimEvent[] {
    const reserved = rental.state === 'submitted' ? reserve(rental, now) : [];
    finishJob(moveInJob(rental), rental, now);
    return [...reserved, ...tellJob('completed', set(rental, { state: 'occupied' }, now), moveInJob(rental), now)];
  }

  function cancel(rental: Rental, state: string, now: number): SimEvent[] {
    const job = jobs.update(moveInJob(rental).id, { state: 'cancelled' }, rental.ownerId, now);
    return tellJob('cancelled', set(rental, { state }, now), job, now);
  }

  function scheduleMoveOut(id: string, endDate: string | undefined, now: number): SimEvent[] {
    const rental = rentals.require(id);
    if (rental.state !== 'occupied') throw invalid('Only an occupied rental can be moved out of');
    const data = { unitRentalId: id };
    const job = jobs.create({ type: 'unit_moveOut', ownerId: rental.ownerId, data, stepType: 'await_moveOut' }, now);
    const scheduled = set(rental, { moveOutJobId: job.id, endDate: endDate ?? dayOf(now) }, now);
    return tellJob('created', scheduled, job, now);
  }

  function end(rental: Rental, now: number): SimEvent[] {
    const scheduled = rental.moveOutJobId === undefined ? scheduleMoveOut(rental.id, undefined, now) : [];
    const job = jobs.require(rentals.require(rental.id).moveOutJobId ?? '');
    finishJob(job, rental, now);
    const ended = set(rental, { state: 'ended', endDate: dayOf(now) }, now);
    return [...scheduled, ...tellJob('completed', ended, job, now)];
  }

  function set(rental: Rental, changes: RentalChanges, now: number): Rental {
    return rentals.update(rental.id, changes, 'staff', now).rental;
  }

  /** Each step that the platform knows emits its event; any other word, or none, is only an update. */
  function setRentalState(id: string, state: string, now: number): SimEvent[] {
    const rental = rentals.require(id);
    const { state: from } = rental;
    if (from === state) return [];
    const isOrdered = (from === 'submitted' || from === 'reserved') && rental.moveInJobId !== undefined;
    if (isOrdered && from === 'submitted' && state === 'reserved') return reserve(rental, now);
    if (isOrdered && state === 'occupied') return occupy(rental, now);
    if (isOrdered && /^cancell?ed$/.test(state)) return cancel(rental, state, now);
    if (from === 'occupied' && state === 'ended') return end(rental, now);
    if (state === 'abandoned') {
      set(rental, { state }, now);
      return [];
    }
    const { rental: changed, changed: keys } = rentals.update(id, { state }, 'staff', now);
    return tellUpdate(changed, keys, now);
  }

  return {
    /** A customer orders: a rental in state `submitted`. */
    order: (userId: string, options: RentOptions, now: number): { id: string; events: SimEvent[] } =>
      order(userId, options, now),

    /** A customer rents: the whole way to `occupied`, or to the state told. */
    rent(userId: string, now: number, options: RentOptions = {}): { id: string; events: SimEvent[] } {
      const { id, events: ordered } = order(userId, options, now);
      return { id, events: [...ordered, ...setRentalState(id, options.state ?? 'occupied', now)] };
    },

    setRentalState,
    scheduleMoveOut,

    cancelMoveOut(id: string, now: number): SimEvent[] {
      const rental = rentals.require(id);
      const scheduled = rental.moveOutJobId === undefined ? undefined : jobs.require(rental.moveOutJobId);
      if (scheduled === undefined || isOver(scheduled)) throw invalid('No move-out is scheduled');
      const job = jobs.update(scheduled.id, { state: 'cancelled' }, rental.ownerId, now);
      rentals.clear(id, ['moveOutJobId', 'endDate'], now);
      return tellJob('cancelled', rental, job, now);
    },

    /**
     * The customer moves to another unit at once, or later: then the new rental stays `reserved` until
     * `completeTransfer` (Storeganise dossier §4.1).
     */
    transfer(id: string, now: number, { later = false } = {}): { id: string; events: SimEvent[] } {
      const old = rentals.require(id);
      if (old.state !== 'occupied') throw invalid('Only an occupied rental can be transferred');
      const fresh = { ownerId: old.ownerId, unitId: units.build(now).id, state: 'reserved', startDate: dayOf(now) };
      const { id: newId } = rentals.create(fresh, now);
      return { id: newId, events: later ? [] : completeTransfer(id, newId, now) };
    },

    completeTransfer,

    /** May come for a rental that has ended, too (Storeganise dossier §4.4). */
    markOverdue(id: string, now: number): SimEvent[] {
      const rental = set(rentals.require(id), { overdue: now }, now);
      return events.tell('unitRental.markOverdue', rental.ownerId, { unitRentalId: id }, now);
    },

    unmarkOverdue(id: string, now: number): SimEvent[] {
      rentals.clear(id, ['overdue'], now);
      return events.tell('unitRental.unmarkOverdue', rentals.require(id).ownerId, { unitRentalId: id }, now);
    },

    tellUpdate,
  };

  function completeTransfer(oldId: string, newId: string, now: number): SimEvent[] {
    const old = set(rentals.require(oldId), { state: 'ended', endDate: dayOf(now) }, now);
    set(rentals.require(newId), { state: 'occupied' }, now);
    const data = { oldRentalId: oldId, newRentalId: newId };
    const job = jobs.create({ type: 'unit_transfer', ownerId: old.ownerId, data, stepType: 'transfer' }, now);
    jobs.update(job.id, { state: 'completed', result: { ownerId: old.ownerId } }, old.ownerId, now);
    const inForm = (rentalId: string) => (switches.transferIds === 'object' ? { id: rentalId } : rentalId);
    const ids = { oldRentalId: inForm(oldId), newRentalId: inForm(newId) };
    return events.tell('job.unit_transfer.completed', old.ownerId, { jobId: job.id, ...ids }, now);
  }
}
