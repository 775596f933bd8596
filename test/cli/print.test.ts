import { describe, expect, it } from 'vitest';
import { localTime } from '../../src/cli/admin/local-time.ts';
import { printCases } from '../../src/cli/admin/print-cases.ts';
import { printExplanation } from '../../src/cli/admin/print-explanation.ts';
import { printStatus } from '../../src/cli/admin/print-status.ts';
import { caseRow } from '../../src/domain/case-row.ts';
import type { ServiceStatus } from '../../src/domain/service-status.ts';
import { buildCase, buildLink } from '../support/builders.ts';
import { buildChange, buildDelivery, explained, NOW, readCustomer, readUser } from '../support/person-facts.ts';

const at = localTime(NOW);
const change = { dirty: 2, done: 1, isParked: false, platform: 'zendesk', recordId: '9001' } as const;

const status = (over: Partial<ServiceStatus['tenants'][number]> = {}): ServiceStatus => ({
  service: {
    version: '1.2.3',
    node: 'v24',
    store: 'memory',
    startedAt: NOW,
    uptimeMs: 7_200_000,
    isReady: true,
    hasProxy: true,
  },
  tenants: [
    { tenant: 'acme', isLive: true, isSigned: true, backlog: 0, waiting: 0, parked: [], cases: {}, heard: [], ...over },
    { tenant: 'sakura', isLive: true, isSigned: true, backlog: 12, waiting: 3, parked: [], cases: {}, heard: [] },
  ],
});

describe('the status', () => {
  it('is two lines and a table while all is well', () => {
    expect(printStatus(status({ heard: [{ platform: 'zendesk', at: NOW }] })).split('\n')).toEqual([
      `usersync 1.2.3, Node v24, up for 2 h since ${at}`,
      'ready; the OAuth proxy answers; kept in memory: a restart forgets everything',
      '',
      `tenant  state  backlog  waiting  parked  open cases  Storeganise heard  Zendesk heard`,
      `acme    live   0        0        0       -           never              ${at}`,
      'sakura  live   12       3        0       -           never              never',
    ]);
  });

  it('tells below the table what is wrong, tenant by tenant', () => {
    const text = printStatus(
      status({
        isLive: false,
        notLive: 'its add-on is paused',
        isSigned: false,
        oldest: { ...change, says: 'has waited for 2 h; its turn is now' },
        parked: [{ ...change, isParked: true, says: 'parked: defect' }],
        cases: { email_conflict: 2, field_conflict: 1 },
      }),
    );

    expect(text).toContain('acme    not live  0        0        1       email_conflict 2, field_conflict 1  never');
    expect(text.split('\n').slice(-5)).toEqual([
      'acme',
      '  not worked on: its add-on is paused; everything is kept',
      '  webhooks from Zendesk are taken without a signature: zendesk_webhookSecret is blank',
      '  oldest change: zendesk 9001 has waited for 2 h; its turn is now',
      '  zendesk 9001 is parked: defect',
    ]);
  });

  it('shouts when the proxy is down', () => {
    const { service, tenants } = status();

    expect(printStatus({ service: { ...service, hasProxy: false }, tenants })).toContain('DOES NOT ANSWER');
    expect(printStatus({ service, tenants: [] })).toContain('\nNo tenant.');
  });
});

describe('the cases', () => {
  it('are blocks with their values and what to do', () => {
    const question = buildCase({
      id: 'c1',
      kind: 'unproven_email_change',
      since: NOW,
      values: { field: 'email', zendesk: 'a@b' },
    });

    expect(printCases([caseRow(question)], 60).split('\n')).toEqual([
      `unproven_email_change  acme  acme  since ${at}`,
      '  case     c1',
      '  values   field “email”, zendesk “a@b”',
      '  to do    If the change is right: npm run cli -- cases',
      '           agree c1. If it is not: put the old address back',
      '           in Storeganise.',
    ]);
  });

  it('are none', () => {
    expect(printCases([], 60)).toBe('No open case.');
  });
});

describe('an explanation', () => {
  const lines = (over: Parameters<typeof explained>[0], width = 100) =>
    printExplanation(explained(over), width).split('\n');

  it('begins with whom it is about and the state of things', () => {
    const name = 'A'.padEnd(`since ${at}`.length);

    expect(lines({}).slice(0, 8)).toEqual([
      `acme  sg1  as of ${at}`,
      '',
      'Linked, and nothing is left to do.',
      '',
      `Storeganise customer  sg1    ${name}  read now`,
      `Zendesk user          9001   ${name}  read now`,
      `Link                  link1  since ${localTime(NOW - 3 * 86_400_000)}`,
      '  Linked for 3 d: found by the e-mail address; proven.',
    ]);
  });

  it('shows each field, and below it why, unless it is plainly in sync', () => {
    const readings = { storeganise: readCustomer({ name: 'B' }), zendesk: readUser() };
    const shown = lines({ readings, changes: { storeganise: buildChange({ dirty: 4 }) } }, 50);

    expect(shown).toContain('name          B                A                A                waiting');
    expect(shown).toContain('    Changed in Storeganise since both showed “A”:');
    expect(shown).toContain('phone         -                -                -                in sync');
    expect(shown).not.toContain('    In sync.');
  });

  it('says once what is true of several fields, and shows nothing where nobody is', () => {
    const readings = { storeganise: readCustomer(), zendesk: { kind: 'nobody' } } as const;
    const shown = lines({ readings, link: buildLink({ state: 'half', base: {} }) });

    expect(shown.filter((line) => line === '    Goes into the new record.')).toHaveLength(1);
    expect(shown.find((line) => line.startsWith('name '))).not.toContain('?');
  });

  it('shows what could not be read as a question mark', () => {
    const readings = {
      storeganise: readCustomer(),
      zendesk: { kind: 'unread', id: '9001', code: 'zendesk_503' },
    } as const;

    expect(lines({ readings }).find((line) => line.startsWith('name '))).toMatch(/^name +A +\? +A +not known$/);
  });

  it('tells what came in and what we did in one order, the last twenty', () => {
    const heard = Array.from({ length: 22 }, (_, index) =>
      buildDelivery({ key: `${index}`, receivedAt: NOW + index * 1_000 }),
    );
    const row = { tenant: 'acme', id: 'h', linkId: 'link1', field: 'name', side: 'zendesk', why: 'written' } as const;
    const history = [{ ...row, at: NOW + 20_500, before: 'A', after: 'B' }];

    const shown = lines({ deliveries: heard, history });

    const start = shown.indexOf('What happened lately (3 more before; --json shows all)');
    expect(shown[start + 1]).toBe(
      `  ${localTime(NOW + 3_000)}  Zendesk said  user.name_changed  waiting  not worked on yet`,
    );
    expect(shown[start + 19]).toBe(`  ${localTime(NOW + 20_500)}  we wrote name in Zendesk: “A” → “B”`);
    expect(shown[start + 20]).toContain('Zendesk said');
  });

  it('gives long words about the queue lines of their own', () => {
    const waiting = buildChange({ dirty: 4, notBefore: NOW + 9_000, failure: 'zendesk_503' });

    expect(lines({ changes: { storeganise: waiting } }, 80).join('\n')).toContain(
      `\n  Storeganise  sg1  marked 4, answered 3\n    has waited for 3 min; next attempt in 9 s, after zendesk_503: Zendesk\n    answered with an error (${localTime(NOW + 9_000)})`,
    );
    expect(lines({}, 80)).toContain('  Storeganise  sg1   marked 3, answered 3  nothing waits');
  });

  it('leaves out what there is none of', () => {
    const shown = lines({});

    for (const title of ['Open questions', 'What happened', 'Found besides']) expect(shown).not.toContain(title);
    expect(shown.slice(-2)).toEqual(['Searched', '  our links: Storeganise customer sg1']);
  });
});
