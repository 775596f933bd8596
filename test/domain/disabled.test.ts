import { describe, expect, it } from 'vitest';
import { isDisabled } from '../../src/domain/disabled.ts';
import { buildCustomer } from '../support/builders.ts';

const silent = buildCustomer('A');
const heard = { disabledAt: 20 };
const takenBack = { disabledAt: 20, enabledAt: 20 };

describe('whether a customer is disabled', () => {
  it.each([
    ['the record says so', buildCustomer('A', { isBarred: true }), takenBack, false, true],
    [
      'the record says that it is not, whatever events say',
      buildCustomer('A', { isBarred: false }),
      heard,
      false,
      false,
    ],
    ['nobody says anything', silent, undefined, false, false],
    ['only the event says so', silent, heard, false, true],
    ['a later event took it back', silent, { disabledAt: 20, enabledAt: 21 }, false, false],
    ['an event of the same moment took it back', silent, takenBack, false, false],
    ['an older event said that it may be over', silent, { disabledAt: 20, enabledAt: 19 }, false, true],
    ['records of this business show it, and this one does not', silent, heard, true, false],
  ])('%s', (_, customer, change, marksDisabled, expected) => {
    expect(isDisabled(customer, change, marksDisabled)).toBe(expected);
  });
});
