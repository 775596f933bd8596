import { describe, expect, it } from 'vitest';
import type { Case, Task } from '../../src/domain/records.ts';
import { fingerprintOf, isTaskDue } from '../../src/domain/task.ts';
import { buildCase } from '../support/builders.ts';

const SAYS = fingerprintOf(buildCase());
const task = (over: Partial<Task> = {}): Task => ({ state: 'open', jobId: 'job1', says: SAYS, postedAt: 5, ...over });
const moved = { values: { field: 'name', storeganise: 'A', zendesk: 'C' } };

describe('the task of a question', () => {
  it.each<[string, Case, boolean]>([
    ['is due where none was posted', buildCase(), true],
    ['is not due where it says what is asked', buildCase({ task: task() }), false],
    ['is due where a value has moved', buildCase({ task: task(), ...moved }), true],
    [
      'is due where the person is called otherwise',
      buildCase({ task: task(), person: { name: 'Pat', email: 'pat@example.com' } }),
      true,
    ],
    ['is due where nobody knows whether it was posted', buildCase({ task: task({ state: 'posting' }) }), true],
    ['is due where the question came up again', buildCase({ task: task({ state: 'closed' }) }), true],
    ['is due where the question is answered', buildCase({ open: false, task: task() }), true],
    [
      'is due where the question is answered and nobody knows whether it was posted',
      buildCase({ open: false, task: task({ state: 'posting' }) }),
      true,
    ],
    ['is not due where it is closed', buildCase({ open: false, task: task({ state: 'closed' }) }), false],
    ['is not due where the question was answered before it was posted', buildCase({ open: false }), false],
  ])('%s', (_rule, question, isDue) => {
    expect(isTaskDue(question)).toBe(isDue);
  });
});

describe('what a question says', () => {
  it.each<[string, Partial<Case>, boolean]>([
    ['its age', { since: 99 }, true],
    ['its task', { task: task() }, true],
    ['the id of the customer', { person: { storeganiseId: 'sg9', name: 'Pat', email: 'pat@example.com' } }, true],
    ['its kind', { kind: 'rejected_write' }, false],
    ['the name of the person', { person: { name: 'Patricia', email: 'pat@example.com' } }, false],
    ['the address of the person', { person: { name: 'Pat', email: 'new@example.com' } }, false],
    ['one of its values', { values: { field: 'name', storeganise: 'A', zendesk: '' } }, false],
  ])('is the same with another %s: %s', (_, over, isSame) => {
    const question = buildCase({ person: { storeganiseId: 'sg1', name: 'Pat', email: 'pat@example.com' } });

    expect(fingerprintOf({ ...question, ...over }) === fingerprintOf(question)).toBe(isSame);
  });
});
