import { z } from 'zod';
import { type Act, act, type Done } from '../act.ts';
import type { SimEvent } from '../wire.ts';
import type { Storeganise } from './storeganise.ts';

const text = z.string();
const day = z.iso.date();

const rent = z.strictObject({
  state: text.exactOptional(),
  unitId: text.exactOptional(),
  startDate: day.exactOptional(),
  via: z.enum(['portal', 'rest']).exactOptional(),
});
const next = z.strictObject({ state: text });
const moveOut = z.strictObject({ endDate: day.exactOptional() });
const transfer = z.strictObject({ later: z.boolean().exactOptional() });

/** What customers and staff do about rentals and tasks. */
export function createRentalActs(sg: Storeganise): readonly Act[] {
  const rental = (id: string, events: SimEvent[], status = 200): Done => ({ answer: sg.rental(id), events, status });
  const onRental =
    (run: (id: string, now: number) => SimEvent[]) => (ids: Record<string, string>, _: unknown, now: number) =>
      rental(ids.id ?? '', run(ids.id ?? '', now));

  return [
    act('GET', '/rentals', 'all rentals', () => ({ answer: sg.rentals() })),
    act(
      'POST',
      '/users/:id/rentals',
      'a customer rents, as far as the state (occupied)',
      ({ id = '' }, body, now) => {
        const { id: rentalId, events } = sg.rent(id, now, rent.parse(body));
        return rental(rentalId, events, 201);
      },
      { state: 'reserved' },
    ),
    act(
      'PUT',
      '/rentals/:id',
      'the next state: reserved, occupied, ended, cancelled, abandoned, or any word',
      ({ id = '' }, body, now) => rental(id, sg.setRentalState(id, next.parse(body).state, now)),
      { state: 'ended' },
    ),
    act(
      'POST',
      '/rentals/:id/move-out',
      'a move-out is scheduled',
      ({ id = '' }, body, now) => rental(id, sg.scheduleMoveOut(id, moveOut.parse(body).endDate, now)),
      { endDate: '2026-12-31' },
    ),
    act('DELETE', '/rentals/:id/move-out', 'the move-out is called off', onRental(sg.cancelMoveOut)),
    act(
      'POST',
      '/rentals/:id/transfer',
      'the customer moves to another unit, at once or later',
      ({ id = '' }, body, now) => {
        const moved = sg.transfer(id, now, transfer.parse(body));
        return rental(moved.id, moved.events, 201);
      },
      { later: true },
    ),
    act(
      'POST',
      '/rentals/:id/complete-transfer/:newId',
      'the transfer for later takes place',
      ({ id = '', newId = '' }, _body, now) => rental(newId, sg.completeTransfer(id, newId, now)),
    ),
    act('PUT', '/rentals/:id/overdue', 'payment is overdue', onRental(sg.markOverdue)),
    act('DELETE', '/rentals/:id/overdue', 'payment came in', onRental(sg.unmarkOverdue)),
    act('GET', '/jobs', 'the tasks, as an admin sees them', () => ({ answer: sg.jobs() })),
    act('GET', '/jobs/:id', 'any job, as the API describes it', ({ id = '' }) => ({ answer: sg.job(id) })),
    act('POST', '/jobs/:id/complete', 'an admin ticks a task off', ({ id = '' }, _body, now) => ({
      events: sg.completeJob(id, now),
      answer: sg.job(id),
    })),
    act('POST', '/jobs/:id/cancel', 'an admin cancels a task', ({ id = '' }, _body, now) => ({
      events: sg.cancelJob(id, now),
      answer: sg.job(id),
    })),
  ];
}
