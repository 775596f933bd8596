import { describe, expect, it } from 'vitest';
import { type Candidate, judgeMatch } from '../../src/domain/match.ts';
import { buildCustomer, buildUser } from '../support/builders.ts';

const candidate = (over: Partial<Candidate> = {}): Candidate => ({
  record: buildUser('A', { pointer: '' }),
  via: 'email',
  holdsEmail: 'primary',
  isAwaited: false,
  isLinkedElsewhere: false,
  namesAnother: false,
  ...over,
});

describe('a match', () => {
  it.each<[string, readonly Candidate[], 'match' | 'ambiguous' | 'none']>([
    ['by primary address', [candidate()], 'match'],
    ['is a question when only a secondary address agrees', [candidate({ holdsEmail: 'secondary' })], 'ambiguous'],
    ['is none when a search hit turns out to hold another address', [candidate({ holdsEmail: 'no' })], 'none'],
    ['is a question between two', [candidate(), candidate()], 'ambiguous'],
    [
      'is a question when the user is linked to another customer',
      [candidate({ isLinkedElsewhere: true })],
      'ambiguous',
    ],
    ['is a question when the user names another customer', [candidate({ namesAnother: true })], 'ambiguous'],
    [
      'is a question when an agent holds the address',
      [candidate({ record: buildUser('A', { standing: 'out_of_scope' }) })],
      'ambiguous',
    ],
    ['ignores a deleted user', [candidate({ record: buildUser('A', { standing: 'gone' }) })], 'none'],
    [
      'by a pointer that is answered',
      [candidate({ via: 'pointer', holdsEmail: 'no', record: buildUser('A') })],
      'match',
    ],
    ['by a pointer whose address agrees', [candidate({ via: 'pointer', holdsEmail: 'secondary' })], 'match'],
    ['by a pointer to an open half link', [candidate({ via: 'pointer', holdsEmail: 'no', isAwaited: true })], 'match'],
    ['is not proven by a pointer alone', [candidate({ via: 'pointer', holdsEmail: 'no' })], 'none'],
    [
      'never links an agent by a pointer',
      [candidate({ via: 'pointer', record: buildUser('A', { standing: 'out_of_scope' }) })],
      'none',
    ],
    [
      'is a question when an agent carries this customer’s id',
      [candidate({ via: 'external_id', record: buildUser('A', { standing: 'out_of_scope' }) })],
      'ambiguous',
    ],
  ])('%s', (_rule, candidates, expected) => {
    expect(judgeMatch(buildCustomer('A'), candidates).kind).toBe(expected);
  });
});
