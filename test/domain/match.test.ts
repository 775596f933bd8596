import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlatformRecord } from '../../src/domain/contact.ts';
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

/** One whom a pointer names, and who proves nothing more. */
const pointed = (over: Partial<Candidate> = {}) => candidate({ via: 'pointer', holdsEmail: 'no', ...over });
/** One who points back. */
const mutual = (over: Partial<Candidate> = {}) => pointed({ record: buildUser('A'), ...over });
/** Somebody who carries this customer’s id, and to whom the customer does not point. */
const claiming = (over: Partial<PlatformRecord> = {}) => buildUser('A', { id: '9002', ...over });

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
    ['by an external_id that is answered', [mutual({ via: 'external_id' })], 'match'],
    ['by an external_id whose address agrees', [candidate({ via: 'external_id', record: claiming() })], 'match'],
    ['by an answered pointer in capitals', [mutual({ record: buildUser('A', { pointer: 'SG1' }) })], 'match'],
    [
      'is a question when an external_id names this customer and nothing else proves it',
      [candidate({ via: 'external_id', holdsEmail: 'no', record: claiming() })],
      'ambiguous',
    ],
    [
      'is a question between who names this customer and who is pointed at',
      [
        candidate({ via: 'external_id', holdsEmail: 'no', record: claiming() }),
        candidate({ via: 'external_id', holdsEmail: 'no', record: claiming() }),
      ],
      'ambiguous',
    ],
    [
      'ignores a deleted user who names this customer',
      [candidate({ via: 'external_id', record: claiming({ standing: 'gone' }) })],
      'none',
    ],
    [
      'by an external_id goes before one that proves nothing',
      [mutual({ via: 'external_id' }), candidate({ via: 'external_id', holdsEmail: 'no', record: claiming() })],
      'match',
    ],
    ['is a question when the answered pointer is linked elsewhere', [mutual({ isLinkedElsewhere: true })], 'ambiguous'],
    [
      'is a question when a pointed-at user with the address names another customer',
      [candidate({ via: 'pointer', namesAnother: true })],
      'ambiguous',
    ],
    [
      'is none when a pointer leads to somebody who does not answer',
      [pointed({ record: buildUser('A', { pointer: 'sg2' }) })],
      'none',
    ],
    [
      'never links an agent who is awaited',
      [pointed({ isAwaited: true, record: buildUser('A', { standing: 'out_of_scope' }) })],
      'none',
    ],
    [
      'never links who is gone, awaited or not',
      [pointed({ isAwaited: true, record: buildUser('A', { standing: 'gone' }) })],
      'none',
    ],
    [
      'is a question between two who are awaited',
      [pointed({ isAwaited: true }), pointed({ isAwaited: true })],
      'ambiguous',
    ],
    [
      'by address is a question between a primary and a secondary holder',
      [candidate(), candidate({ holdsEmail: 'secondary' })],
      'ambiguous',
    ],
    ['by address ignores a hit that holds another one', [candidate(), candidate({ holdsEmail: 'no' })], 'match'],
    ['of nobody is none', [], 'none'],
  ])('%s', (_rule, candidates, expected) => {
    expect(judgeMatch(buildCustomer('A'), candidates).kind).toBe(expected);
  });

  it('gives the one that fits', () => {
    const fits = mutual({ via: 'external_id' });

    expect(judgeMatch(buildCustomer('A'), [candidate({ holdsEmail: 'no' }), fits])).toEqual({
      kind: 'match',
      candidate: fits,
    });
  });

  it('gives those who may be meant, and nobody else', () => {
    const likely = [candidate(), candidate({ holdsEmail: 'secondary' })];

    expect(judgeMatch(buildCustomer('A'), [candidate({ holdsEmail: 'no' }), ...likely])).toEqual({
      kind: 'ambiguous',
      candidates: likely,
    });
  });

  it('never takes a user who is gone, an agent, linked elsewhere, or another’s', () => {
    const anyCandidate = fc.record<Candidate>({
      record: fc
        .record({
          standing: fc.constantFrom('customer', 'out_of_scope', 'gone'),
          pointer: fc.constantFrom('', 'sg1', 'sg2'),
        })
        .map((over) => buildUser('A', over)),
      via: fc.constantFrom('pointer', 'external_id', 'email'),
      holdsEmail: fc.constantFrom('primary', 'secondary', 'no'),
      isAwaited: fc.boolean(),
      isLinkedElsewhere: fc.boolean(),
      namesAnother: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 3 }), fc.constantFrom('', '9001'), (candidates, pointer) => {
        const verdict = judgeMatch(buildCustomer('A', { pointer }), candidates);
        if (verdict.kind !== 'match') return;
        const { record, via, holdsEmail, isAwaited, isLinkedElsewhere, namesAnother } = verdict.candidate;
        expect(record.standing).toBe('customer');
        expect([isLinkedElsewhere, namesAnother]).toEqual([false, false]);
        const isMutual = record.pointer === 'sg1' && pointer === record.id;
        const isProven = via === 'email' ? holdsEmail === 'primary' : isMutual || isAwaited || holdsEmail !== 'no';
        expect(isProven).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
