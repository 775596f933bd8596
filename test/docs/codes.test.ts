import { describe, expect, it } from 'vitest';
import { noopWords } from '../../src/domain/explain/words.ts';
import type { Case, CaseKind, NoopReason, Outcome } from '../../src/domain/records.ts';
import { taskText } from '../../src/domain/task-text.ts';
import { judgeTenant, type TenantFacts } from '../../src/domain/tenant-standing.ts';
import type { WebhookResult } from '../../src/http/delivery.ts';
import { refusalPage } from '../../src/oauth-proxy/consent-pages.ts';
import type { ConsentRefusal } from '../../src/oauth-proxy/consents.ts';
import { codesIn, documentAt, rowsOf, SOURCES, sectionOf } from './documents.ts';

const catalogue = documentAt('docs/error-catalogue.md');
const guide = documentAt('docs/setup.md');

/** The codes in one column of a section's tables. */
const codesOf = (text: string, heading: string, column: number): readonly string[] =>
  rowsOf(sectionOf(text, heading)).flatMap((row) => codesIn(row[column] ?? ''));

const keysOf = (record: object): readonly string[] => Object.keys(record).toSorted();
const sorted = (codes: Iterable<string>): readonly string[] => [...new Set(codes)].toSorted();

// Complete by their types: a new member does not compile until it is here, and is red until it is in the documents.

const KINDS: Readonly<Record<CaseKind, true>> = {
  authorise: true,
  wrong_setting: true,
  unsigned: true,
  bad_signatures: true,
  second_installation: true,
  account_taken: true,
  missing_permission: true,
  status_field_missing: true,
  missing_customer_fields: true,
  foreign_external_ids: true,
  unavailable: true,
  many_questions: true,
  storeganise_unheard: true,
  zendesk_unheard: true,
  field_conflict: true,
  email_conflict: true,
  unproven_email_change: true,
  ambiguous_match: true,
  external_id_taken: true,
  rejected_write: true,
  overwritten_edit: true,
  zendesk_user_deleted: true,
  zendesk_user_suspended: true,
  zendesk_user_promoted: true,
  suspension_refused: true,
  suspension_note_refused: true,
};

const REASONS: Readonly<Record<NoopReason, true>> = {
  in_sync: true,
  echo: true,
  own_fields: true,
  addon_event: true,
  blank_kept: true,
  no_match: true,
  no_email: true,
  out_of_scope: true,
  record_gone: true,
  linked_elsewhere: true,
  unreadable_phone: true,
  folded: true,
  disabled: true,
  parked: true,
};

const OUTCOMES: Readonly<Record<Outcome['kind'], true>> = { applied: true, noop: true, held: true, failed: true };

const RESULTS: Readonly<Record<WebhookResult, true>> = {
  accepted: true,
  duplicate: true,
  irrelevant: true,
  unknown_tenant: true,
  bad_signature: true,
  too_large: true,
  not_json: true,
  not_stored: true,
  refused: true,
};

const REFUSALS: Readonly<Record<ConsentRefusal, true>> = {
  not_a_ticket: true,
  expired: true,
  void: true,
  unknown_state: true,
  denied: true,
  code_refused: true,
  scope_too_small: true,
  not_admin: true,
  account_taken: true,
  misconfigured: true,
  unavailable: true,
  store_away: true,
};

describe('every kind of task', () => {
  it('is in the catalogue', () => {
    expect(sorted(codesOf(catalogue, 'Tasks', 0))).toEqual(keysOf(KINDS));
  });

  it('is in the guide for operators', () => {
    expect(sorted(codesOf(guide, 'The tasks, one by one', 0))).toEqual(keysOf(KINDS));
  });

  it('has the title there that operators see', () => {
    const rows = rowsOf(sectionOf(guide, 'The tasks, one by one'));
    const shown = rows.map(([code = '', title]) => `${codesIn(code)[0]}: ${title}`);
    const kinds = Object.keys(KINDS) as CaseKind[];
    const sampled = kinds.flatMap((kind) => samplesOf(kind).map((sample) => `${kind}: ${titleOf(sample)}`));

    expect(sorted(shown)).toEqual(sorted(sampled));
  });
});

/** The question about Ann Lee; where its title depends on what is asked, each of its forms. */
function samplesOf(kind: CaseKind): readonly Case[] {
  const values = { setting: 'Default Phone Country Code', platform: 'Zendesk' };
  const sample = { ...{ tenant: 'acme', id: 'acme.1', kind, subject: 'acme', since: 0, open: true }, values };
  const person = { storeganiseId: '1', name: 'Ann Lee', email: 'ann@example.com' };
  const field = kind === 'field_conflict' ? 'phone' : 'email';
  const aboutField = { ...sample, person, values: { ...values, field } };
  if (kind === 'email_conflict') return [aboutField, { ...sample, person }];
  return kind === 'field_conflict' ? [aboutField] : [{ ...sample, person }];
}

const titleOf = (sample: Case) => taskText(sample).title.replace(/^zendesk: /, '');

describe('every outcome', () => {
  const named = codesOf(catalogue, 'Outcomes', 0);

  it('is in the catalogue', () => {
    expect(sorted(named.map((code) => code.replace(/\(.*/, '')))).toEqual(keysOf(OUTCOMES));
  });

  it('that is nothing has its reason there', () => {
    const reasons = named.flatMap((code) => /^noop\((.+)\)$/.exec(code)?.[1] ?? []);

    expect(sorted(reasons)).toEqual(keysOf(REASONS));
    expect(sorted(reasons).filter((reason) => noopWords(reason as NoopReason) === undefined)).toEqual([]);
  });
});

/** The part of a code that its making spells out: of `${platform}_stale_read` what follows the platform. */
const fixedPart = (code: string): string => code.split(/\$\{[^}]*\}/).findLast((part) => part.length > 1) ?? '';

describe('every code of a failure', () => {
  it('is in the catalogue', () => {
    const made = SOURCES.flatMap((text) => [
      ...text.matchAll(/new SyncFailure\(\s*'\w+',\s*['`]([^'`]+)['`]/g),
      ...text.matchAll(/\bfailure: '(\w+)'/g),
      ...text.matchAll(/\bkind: 'failed', code: '(\w+)'/g),
    ]).map(([, code = '']) => fixedPart(code));
    const known = codesOf(catalogue, 'Why a change waits', 0);
    const missing = made.filter((part) => !known.some((code) => code.includes(part)));

    expect(made.length).toBeGreaterThan(12);
    expect(sorted(missing)).toEqual([]);
  });
});

/** What is known of a business where nothing is missing. */
const LIVE: TenantFacts = {
  ...{ tenant: 'acme', state: 'enabled', faults: [], subdomain: 'acme', isSigned: true, seconds: [] },
  connection: { state: 'connected', generation: 1, subdomain: 'acme' },
};
const fault = { setting: 'zendesk_instance', label: '…', accepted: '' };
const { subdomain: _, ...unnamed } = LIVE;
const { connection: __, ...unasked } = LIVE;
const STANDINGS: readonly TenantFacts[] = [
  { ...LIVE, state: 'unread' },
  { ...LIVE, state: 'refused' },
  { ...LIVE, state: 'disabled' },
  { ...LIVE, state: 'paused' },
  { ...LIVE, faults: [fault] },
  unnamed,
  unasked,
  { ...LIVE, connection: { state: 'not_connected', generation: 0 } },
  { ...LIVE, connection: { state: 'revoked', generation: 1, subdomain: 'acme' } },
  { ...LIVE, connection: { state: 'connected', generation: 1, subdomain: 'other' } },
];

describe('every reason why a business waits', () => {
  it('is in the catalogue, word for word', () => {
    const known = rowsOf(sectionOf(catalogue, 'Why a business waits')).map(([says]) => says);

    expect(judgeTenant(LIVE).notLive).toBeUndefined();
    expect(sorted(known.map(String))).toEqual(sorted(STANDINGS.map((facts) => String(judgeTenant(facts).notLive))));
  });
});

describe('every answer', () => {
  it('to a webhook is in the catalogue', () => {
    expect(sorted(codesOf(catalogue, 'Answers to webhooks', 1))).toEqual(keysOf(RESULTS));
  });

  it('of the proxy is in the catalogue, with its status', () => {
    const refusals = SOURCES.flatMap((text) => [...text.matchAll(/\brefuse\(ctx, (\d{3}), '(\w+)'\)/g)]);
    const own = [
      ...refusals.map(([, status, code]) => `${status} ${code}`),
      '401 not_connected',
      '401 revoked',
      '500 internal',
    ];
    const known = rowsOf(sectionOf(catalogue, 'Answers of the proxy')).map(
      ([status, code = '']) => `${status} ${codesIn(code)[0]}`,
    );

    expect(refusals.length).toBeGreaterThan(10);
    expect(sorted(known)).toEqual(sorted(own));
  });

  it('of a consent page is in the catalogue with its status, and in the guide with its title', () => {
    const reasons = Object.keys(REFUSALS) as ConsentRefusal[];
    const pages = reasons.map((reason) => ({ reason, ...refusalPage({ kind: 'refused', reason }) }));
    const known = rowsOf(sectionOf(catalogue, 'Consent pages')).map(
      ([status, code = '']) => `${status} ${codesIn(code)[0]}`,
    );
    const titles = rowsOf(sectionOf(guide, 'The page of the link says something else')).map(([title]) => title);

    expect(sorted(known)).toEqual(
      sorted(['200 connected', ...pages.map(({ status, reason }) => `${status} ${reason}`)]),
    );
    expect(sorted(titles.map(String))).toEqual(
      sorted(pages.map(({ page }) => /<h1[^>]*>([^<]+)<\/h1>/.exec(page)?.[1] ?? '')),
    );
  });
});
