import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/domain/installation.ts';
import type { Case, OutboxRow } from '../../src/domain/records.ts';
import { askOperator, judgeTenant, type SettingFault, type TenantFacts } from '../../src/domain/tenant-standing.ts';

const NOW = Date.parse('2026-01-10T08:00:00Z');
const DAY_MS = 86_400_000;
const fault: SettingFault = { setting: 'zendesk_instance', label: 'Zendesk Instance', found: '?', accepted: 'acme' };
const connected: Connection = { state: 'connected', generation: 1, subdomain: 'acme' };

const buildFacts = (over: Partial<TenantFacts> = {}): TenantFacts => ({
  tenant: 'acme',
  state: 'enabled',
  faults: [],
  subdomain: 'acme',
  isSigned: true,
  connection: connected,
  seconds: [],
  ...over,
});

describe('where a tenant stands', () => {
  it.each<[string, Partial<TenantFacts>, string | undefined, boolean, number | undefined]>([
    ['everything is there', {}, undefined, true, 50_000],
    ['its record could not be read', { state: 'unread' }, 'record', false, 4_000],
    ['Storeganise does not let it in', { state: 'refused', faults: [fault] }, 'let its installation in', false, 60_000],
    ['it is paused', { state: 'paused' }, 'paused', false, 60_000],
    ['it is disabled', { state: 'disabled', faults: [fault] }, 'disabled', false, undefined],
    [
      'a setting is wrong',
      { faults: [fault], connection: { ...connected, state: 'revoked' } },
      'Instance',
      true,
      50_000,
    ],
    ['nobody has agreed', { connection: { state: 'not_connected', generation: 0 } }, 'not connected', true, 4_000],
    ['access has ended', { connection: { ...connected, state: 'revoked' } }, 'ended', true, 4_000],
    ['another account is connected', { subdomain: 'other' }, 'another', true, 4_000],
  ])('is told where %s', (_, over, notLive, mayAsk, nextLookMs) => {
    const standing = judgeTenant(buildFacts(over));

    expect(standing.notLive ?? '').toContain(notLive ?? '');
    expect(standing.notLive === undefined).toBe(notLive === undefined);
    expect([standing.mayAsk, standing.nextLookMs]).toEqual([mayAsk, nextLookMs]);
  });

  it('is not known as long as the proxy has told nothing, and nobody is asked for consent', () => {
    const { connection: _, ...facts } = buildFacts();

    expect(judgeTenant(facts)).toMatchObject({ notLive: expect.stringContaining('proxy'), nextLookMs: 4_000 });
    expect(ask(facts).rows).toEqual([]);
  });
});

/** What is asked and answered, with the questions that are open afterwards. */
function ask(facts: TenantFacts, open: readonly Case[] = [], now = NOW) {
  const rows = askOperator(facts, {
    ...{ open, now },
    linkTo: ({ tenant, subdomain, generation }) => `https://proxy/${tenant}/${subdomain}/${generation}/${now}`,
  });
  const asked = rows.flatMap((row) => (row.kind === 'case' ? [row.case] : []));
  const answered = rows.flatMap((row) => (row.kind === 'case_closed' ? [row.caseId] : []));
  const replaced = [...answered, ...asked.map(({ id }) => id)];
  return { rows, asked, answered, open: [...open.filter(({ id }) => !replaced.includes(id)), ...asked] };
}
const namesOf = (rows: readonly OutboxRow[]) =>
  rows.map((row) =>
    row.kind === 'case' ? `+${row.case.id}` : row.kind === 'case_closed' ? `-${row.caseId}` : row.kind,
  );
const notConnected = { connection: { state: 'not_connected', generation: 0 } } as const;

describe('the operator', () => {
  it('is asked for consent once, with one link, until there is a connection', () => {
    const first = ask(buildFacts(notConnected));

    expect(first.asked).toMatchObject([
      { id: 'acme.authorise', kind: 'authorise', subject: 'acme', since: NOW, open: true },
    ]);
    expect(first.asked[0]?.values).toEqual({
      account: 'acme',
      link: `https://proxy/acme/acme/0/${NOW}`,
      madeFor: 'acme 0',
      madeAt: '2026-01-10T08:00:00.000Z',
    });
    expect(ask(buildFacts(notConnected), first.open, NOW + 1).rows).toEqual([]);
    expect(namesOf(ask(buildFacts(), first.open).rows)).toEqual(['-acme.authorise']);
  });

  it.each<[string, Partial<TenantFacts>, number]>([
    ['there was a consent since', { connection: { ...connected, state: 'revoked' } }, NOW + 1],
    ['the settings name another account', { ...notConnected, subdomain: 'other' }, NOW + 1],
    ['the old one will run out', notConnected, NOW + 31 * DAY_MS],
  ])('gets a new link where %s', (_, over, now) => {
    const first = ask(buildFacts(notConnected));

    const [again] = ask(buildFacts(over), first.open, now).asked;

    expect(again?.id).toBe('acme.authorise');
    expect(again?.values.link).not.toBe(first.asked[0]?.values.link);
  });

  it.each<[Connection['state'], object]>([
    ['not_connected', {}],
    ['revoked', { before: 'revoked' }],
    ['connected', { before: 'connected' }],
  ])('is told what was before: %s', (state, told) => {
    const facts = buildFacts({ subdomain: 'other', connection: { ...connected, state } });

    expect(ask(facts).asked).toMatchObject([{ values: told }]);
    expect(Object.keys(ask(facts).asked[0]?.values ?? {}).includes('before')).toBe('before' in told);
  });

  it('is told why the last consent came to nothing, as long as that is about the same account', () => {
    const refused = (reason: string, subdomain = 'acme') =>
      buildFacts({ connection: { ...notConnected.connection, refusal: { reason, subdomain } } });

    expect(ask(refused('not_admin')).asked[0]?.values).toMatchObject({ refusal: 'not_admin' });
    expect(ask(refused('not_admin', 'other')).asked[0]?.values).not.toHaveProperty('refusal');
    expect(namesOf(ask(refused('account_taken')).rows)).toEqual(['+acme.authorise', '+acme.account_taken']);
    expect(namesOf(ask(refused('account_taken', 'other')).rows)).toEqual(['+acme.authorise']);
  });

  it('is asked about each wrong setting by itself, and the question about consent stays meanwhile', () => {
    const other = { ...fault, setting: 'zendesk_userNameFormat', label: 'Zendesk User Name Format' };
    const waiting = ask(buildFacts(notConnected)).open;

    const wrong = ask(buildFacts({ ...notConnected, faults: [fault, other] }), waiting);
    const better = ask(buildFacts({ ...notConnected, faults: [other] }), wrong.open);

    expect(wrong.asked.map(({ subject, values }) => [subject, values])).toEqual([
      ['zendesk_instance', { setting: 'Zendesk Instance', found: '?', accepted: 'acme' }],
      ['zendesk_userNameFormat', { setting: 'Zendesk User Name Format', found: '?', accepted: 'acme' }],
    ]);
    expect(namesOf(better.rows)).toEqual(['-acme.wrong_setting.zendesk_instance']);
    expect(namesOf(ask(buildFacts(notConnected), better.open).rows)).toEqual([
      '-acme.wrong_setting.zendesk_userNameFormat',
    ]);
  });

  it('is not asked for consent while a setting is wrong', () => {
    expect(namesOf(ask(buildFacts({ ...notConnected, faults: [fault] })).rows)).toEqual([
      '+acme.wrong_setting.zendesk_instance',
    ]);
  });

  it('is told again where a wrong setting is wrong in another way', () => {
    const wrong = ask(buildFacts({ faults: [fault] }));

    expect(ask(buildFacts({ faults: [{ ...fault, found: '!' }] }), wrong.open).asked).toMatchObject([
      { values: { found: '!' } },
    ]);
  });

  it('is told of unsigned webhooks and of further installations, live or not', () => {
    const asked = ask(buildFacts({ isSigned: false, seconds: ['a02', 'a03'] }));

    expect(namesOf(asked.rows)).toEqual([
      '+acme.unsigned',
      '+acme.second_installation.a02',
      '+acme.second_installation.a03',
    ]);
    expect(namesOf(ask(buildFacts({ seconds: ['a03'] }), asked.open).rows)).toEqual([
      '-acme.unsigned',
      '-acme.second_installation.a02',
    ]);
  });

  it.each(['unread', 'refused', 'paused', 'disabled'] as const)('of a tenant that is %s is left alone', (state) => {
    const open = ask(buildFacts(notConnected)).open;

    expect(ask(buildFacts({ state, faults: [fault], isSigned: false }), open).rows).toEqual([]);
  });

  it('keeps every other question', () => {
    const other: Case = {
      ...ask(buildFacts(notConnected)).open[0],
      kind: 'unavailable',
      id: 'acme.unavailable',
    } as Case;

    expect(ask(buildFacts(), [other]).rows).toEqual([]);
  });
});
