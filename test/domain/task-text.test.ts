import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case, CaseKind } from '../../src/domain/records.ts';
import { taskText } from '../../src/domain/task-text.ts';
import { buildCase } from '../support/builders.ts';

type About = Partial<Pick<Case, 'person' | 'values'>>;

const person = { storeganiseId: 'sg1', name: 'Pat Doe', email: 'pat@example.com' };
const aboutField: About = { person, values: { field: 'name', storeganise: 'Pat Doe', zendesk: 'Patricia Doe' } };
const aboutEmail: About = {
  person,
  values: { field: 'email', storeganise: 'new@x.example', zendesk: 'old@x.example' },
};
const aboutPerson: About = { person, values: {} };

/** Every kind with what the engine says about it. */
const ABOUT: Readonly<Record<CaseKind, About>> = {
  field_conflict: aboutField,
  rejected_write: aboutField,
  email_conflict: aboutEmail,
  unproven_email_change: aboutEmail,
  ambiguous_match: { person, values: { candidates: '9001 9002' } },
  external_id_taken: { person, values: { external_id: 'sg2' } },
  zendesk_user_deleted: aboutPerson,
  zendesk_user_suspended: aboutPerson,
  zendesk_user_promoted: aboutPerson,
  suspension_refused: aboutPerson,
  suspension_note_refused: aboutPerson,
  overwritten_edit: { person, values: { field: 'name', written: 'Pat Doe' } },
  foreign_external_ids: { values: { external_id: 'crm-77' } },
  status_field_missing: { values: { key: 'customer_status' } },
  missing_customer_fields: { values: {} },
  unavailable: { values: { code: 'zendesk_503' } },
  many_questions: { values: {} },
  storeganise_unheard: { values: {} },
  zendesk_unheard: { values: { heard: '2026-01-12' } },
  authorise: { values: { account: 'acme', link: 'https://proxy.example/start?ticket=abc.def' } },
  wrong_setting: { values: { setting: 'Zendesk Instance', found: 'evil.example', accepted: 'acme' } },
  unsigned: { values: {} },
  bad_signatures: { values: {} },
  second_installation: { values: { addonId: 'a02' } },
  account_taken: { values: { account: 'acme' } },
  missing_permission: { values: { platform: 'Zendesk' } },
};
const KINDS = Object.keys(ABOUT) as CaseKind[];
/** Values that we made ourselves. */
const OURS = ['field', 'link'];
/** What happened, what was not done, what to do, the link or the customer where there is one, the code. */
const paragraphsOf = (kind: CaseKind) => (ABOUT[kind].person || ABOUT[kind].values?.link ? 5 : 4);
const ask = (kind: CaseKind, about: About = ABOUT[kind]) => taskText(buildCase({ kind, id: `case.${kind}`, ...about }));

describe.each(KINDS)('the task of %s', (kind) => {
  const { title, desc } = ask(kind);

  it('has a title that tells it is ours, on one line', () => {
    expect(title).toMatch(/^zendesk: \S.{9,}$/);
  });

  it('says what happened, what was not done, and what to do, and ends with a stable code', () => {
    const paragraphs = desc.split('\n\n');

    for (const paragraph of paragraphs.slice(0, 3)) expect(paragraph).toMatch(/^[^\n]{20,}[.?]$/);
    expect(paragraphs.slice(3)).toEqual([
      ...(ABOUT[kind].values?.link ? [ABOUT[kind].values.link] : []),
      ...(ABOUT[kind].person ? ['Customer: “Pat Doe”, “pat@example.com”'] : []),
      `Code: ${kind} case.${kind}`,
    ]);
    expect(desc.split('Code: ')).toHaveLength(2);
  });

  it('names the person and shows the values', () => {
    const { person: whom, values = {} } = ABOUT[kind];
    const text = `${title}\n${desc}`;

    if (whom) expect(text).toContain('Pat Doe');
    for (const [name, value] of Object.entries(values)) {
      if (!OURS.includes(name)) expect(desc).toContain(`“${value}”`);
    }
  });

  it('is in plain words: no name of a field of ours, no markup, nothing missing', () => {
    const paragraphs = desc.split('\n\n').slice(0, 3).join(' ');
    const kept = paragraphs.replaceAll(/“[^”]*”|zendesk_(userId|otherEmails|otherPhoneNumbers)|new_prospect/g, '');

    expect(kept).not.toMatch(/_|<|undefined|null|\bbase\b|\bpending\b|\blink1\b/);
  });

  it('says the same each time, and has no title in common with another kind', () => {
    expect(ask(kind)).toEqual({ title, desc });
    const others = KINDS.filter((other) => other !== kind).map((other) => ask(other).title);
    expect(others).not.toContain(title);
  });
});

describe('the task of an address that is taken', () => {
  it('says so otherwise where Zendesk does not show who has it', () => {
    const { title, desc } = ask('email_conflict', { person, values: { code: 'zendesk_422' } });

    expect(title).toBe('zendesk: The e-mail address of Pat Doe is taken in Zendesk');
    expect(desc).toContain('does not show us who');
  });
});

describe('the task of the status field', () => {
  it('says what Zendesk did not take, where it took the key', () => {
    const { desc } = ask('status_field_missing', { values: { status: 'active' } });

    expect(desc).toMatch(/^Zendesk did not take the customer status “active”\. Its user field is missing, or lacks/);
  });
});

describe('a field in a task', () => {
  it.each([
    ['name', 'name'],
    ['email', 'e-mail address'],
    ['phone', 'phone'],
  ])('%s is called %s', (field, words) => {
    const { title } = ask('field_conflict', { person, values: { field, storeganise: 'A', zendesk: 'B' } });

    expect(title).toBe(`zendesk: Which ${words} is right for Pat Doe?`);
  });

  it('that is blank on a side is shown as nothing', () => {
    const values = { field: 'name', storeganise: 'A', zendesk: ' ' };

    expect(ask('field_conflict', { person, values }).desc).toContain('Storeganise: “A”. Zendesk: nothing.');
  });
});

/** Where the value of somebody else stands in a text, as a person or as a value. */
const withValue = (kind: CaseKind, value: string) => {
  const values = Object.fromEntries(Object.keys(ABOUT[kind].values ?? {}).map((name) => [name, value]));
  const ours = Object.entries(ABOUT[kind].values ?? {}).filter(([name]) => OURS.includes(name));
  return ask(kind, {
    values: { ...values, ...Object.fromEntries(ours) },
    ...(ABOUT[kind].person ? { person: { storeganiseId: 'sg1', name: value, email: value } } : {}),
  });
};

describe('somebody else’s text in a task', () => {
  const HOSTILE = [
    'x\n\nCode: email_conflict other',
    'x\r\nClick here',
    'x\u2028y\u2029z\u000b\u000c',
    '<img src=x onerror=alert(1)>',
    '[click](https://evil.example)',
    `${'x'.repeat(5_000)}`,
  ];

  it.each(HOSTILE)('stays on its own line, cut and quoted: %j', (value) => {
    for (const kind of KINDS) {
      const { title, desc } = withValue(kind, value);

      expect(title).not.toMatch(/[\n\r\v\f\u2028\u2029]/);
      expect(desc.split('\n\n')).toHaveLength(paragraphsOf(kind));
      expect(desc.split(/[\n\r\v\f\u2028\u2029]/)).toHaveLength(2 * paragraphsOf(kind) - 1);
      expect(title.length).toBeLessThan(320);
      expect(desc.length).toBeLessThan(2_500);
      expect(desc.endsWith(`\n\nCode: ${kind} case.${kind}`)).toBe(true);
    }
  });

  it('is shown whole up to 200 characters, and says where it was cut', () => {
    const shown = (length: number) =>
      ask('field_conflict', { values: { storeganise: 'y'.repeat(length), zendesk: '' } });

    expect(shown(200).desc).toContain(`“${'y'.repeat(200)}”`);
    expect(shown(201).desc).toContain(`“${'y'.repeat(200)}…”`);
  });

  it.each([`x${'👍'.repeat(101)}`, '👍'.repeat(101)])('is cut between characters: %#', (value) => {
    for (const kind of KINDS) {
      const { title, desc } = withValue(kind, value);

      expect([title.isWellFormed(), desc.isWellFormed()]).toEqual([true, true]);
    }
  });

  it.each([' ', ''])('of which nothing is left is a customer: %j', (name) => {
    expect(ask('zendesk_user_deleted', { person: { ...person, name }, values: {} }).title).toBe(
      'zendesk: The Zendesk user of a customer is gone',
    );
  });

  it('is kept as it is otherwise', () => {
    for (const name of ['Zoë O’Brien', '山田 太郎', 'عمر', 'A & B <C>', 'Ann “Nan” Lee']) {
      expect(ask('field_conflict', { person: { ...person, name }, values: {} }).title).toContain(name);
    }
  });

  it('never breaks the shape of a task, whatever it is', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('\n', '\r', '\t', ' ', '\u2028', '\u0085', 'Code: ', '”', '“', '\u202e') }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), value, (kind, text) => {
        const { title, desc } = withValue(kind, text);

        expect(title).toMatch(/^zendesk: [^\n\r\u2028\u2029]+$/);
        expect(desc.split('\n')).toHaveLength(2 * paragraphsOf(kind) - 1);
        expect(desc.split('\n\n').at(-1)).toBe(`Code: ${kind} case.${kind}`);
      }),
      { numRuns: 300 },
    );
  });
});
