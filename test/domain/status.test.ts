import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerStatus, hasActiveRental } from '../../src/domain/status.ts';

const ACTIVE = ['reserved', 'occupied', 'active', 'overdue'];
const NEVER = ['submitted', 'cancelled', 'canceled', 'abandoned'];
const UNKNOWN = ['', 'completed', 'pre_completed', 'paused', 'Occupied', 'ENDED', ' ended', 'constructor'];

describe('the status of a customer', () => {
  it.each<[string, readonly string[], boolean, string | undefined]>([
    ['who rents is active', ['occupied'], false, 'active'],
    ['who rents and did so before is active', ['ended', 'occupied', 'cancelled'], false, 'active'],
    ['who rents and owes is active', ['overdue'], false, 'active'],
    ['who has only reserved is active', ['reserved'], false, 'active'],
    ['who is shown as active is', ['active'], false, 'active'],
    ['who rents is active, whatever else cannot be understood', ['paused', 'occupied'], false, 'active'],
    ['who rents is active even while disabled', ['occupied'], true, 'active'],
    ['who has only reserved is active even while disabled', ['reserved', 'paused'], true, 'active'],
    ['whose rentals ended is deactivated', ['ended'], false, 'deactivated'],
    ['whose rentals ended and who cancelled another is deactivated', ['ended', 'cancelled'], false, 'deactivated'],
    ['whose rentals ended and who applies again is deactivated', ['submitted', 'ended'], false, 'deactivated'],
    ['who cancelled is a prospect', ['cancelled'], false, 'new_prospect'],
    ['who cancelled, in the other spelling, is a prospect', ['canceled'], false, 'new_prospect'],
    ['who never finished is a prospect', ['abandoned', 'submitted'], false, 'new_prospect'],
    ['who never rented is a prospect', [], false, 'new_prospect'],
    ['who never rented and is disabled is deactivated', [], true, 'deactivated'],
    ['who only cancelled and is disabled is deactivated', ['cancelled'], true, 'deactivated'],
    ['whose rentals ended and who is disabled is deactivated', ['ended'], true, 'deactivated'],
    ['with a rental in a state that we do not know is not written', ['paused'], false, undefined],
    ['with an unknown state besides an ended one is not written', ['ended', 'completed'], false, undefined],
    ['with a rental without a state is not written', [''], false, undefined],
    ['with an unknown state is not written even while disabled', ['ended', 'paused'], true, undefined],
  ])('%s', (_rule, rentals, isDisabled, status) => {
    expect(customerStatus(rentals, isDisabled)).toBe(status);
  });

  it.each(UNKNOWN)('knows no state %j', (state) => {
    expect(customerStatus([state], false)).toBeUndefined();
    expect(customerStatus([state], true)).toBeUndefined();
  });

  const rentals = fc.array(fc.constantFrom(...ACTIVE, ...NEVER, 'ended', ...UNKNOWN), { maxLength: 6 });

  it('follows the order active, unknown, disabled, ended, never for every set of rentals', () => {
    fc.assert(
      fc.property(rentals, fc.boolean(), (states, isDisabled) => {
        const has = (group: readonly string[]) => states.some((state) => group.includes(state));
        const expected = has(ACTIVE)
          ? 'active'
          : has(UNKNOWN)
            ? undefined
            : isDisabled || has(['ended'])
              ? 'deactivated'
              : 'new_prospect';

        expect(customerStatus(states, isDisabled)).toBe(expected);
        expect(hasActiveRental(states)).toBe(has(ACTIVE));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order of the rentals, nor on one shown twice', () => {
    fc.assert(
      fc.property(rentals, fc.boolean(), (states, isDisabled) => {
        const status = customerStatus(states, isDisabled);

        expect(customerStatus([...states].reverse(), isDisabled)).toBe(status);
        expect(customerStatus([...states, ...states], isDisabled)).toBe(status);
      }),
    );
  });
});
