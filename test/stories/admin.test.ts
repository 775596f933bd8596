import { execFile } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import type { CaseRow } from '../../src/domain/case-row.ts';
import type { Platform } from '../../src/domain/contact.ts';
import type { Explanation, FieldView } from '../../src/domain/explain/explanation.ts';
import { ADMIN_KEY, onStage, openStage, type Stage } from './stage.ts';

const EMAIL = 'pat@example.com';
const TAKEN = 'taken@example.com';

/** What no answer may hold: keys, tokens and secrets of the simulated platforms, and the key itself. */
const SECRETS = ['simulated-', ADMIN_KEY, 'key-of-the-stories'];

type Said = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the command line as an operator does, against the service of the stage. */
function cli(
  stage: Pick<Stage, 'url'>,
  args: readonly string[],
  env: Record<string, string> = { ADMIN_KEY },
): Promise<Said> {
  const command = ['src/cli/main.ts', ...args, '--url', stage.url];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: { PATH: process.env.PATH ?? '', ...env } }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out: out.trim(), err: err.trim() }),
    );
  });
}

async function cliJson<Answer>(stage: Stage, ...args: string[]): Promise<Answer> {
  const { code, out, err } = await cli(stage, [...args, '--json']);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as Answer;
}

const casesOf = (stage: Stage) => cliJson<CaseRow[]>(stage, 'cases', 'list', '--tenant', 'acme');

async function whyOf(stage: Stage, record: string, field: FieldView['field']) {
  const { fields } = await cliJson<Explanation>(stage, 'explain', 'acme', record);
  const { state, why } = fields.find((row) => row.field === field) ?? {};
  return { state, why };
}

/** What a person does on a platform, through the simulator's control. */
async function act(
  stage: Stage,
  platform: Platform,
  method: string,
  path: string,
  body?: object,
): Promise<{ id: string }> {
  const { storeganiseUrl, zendeskUrl } = stage.simulators;
  const url = `${platform === 'storeganise' ? storeganiseUrl : zendeskUrl}/_control/acme/${path}`;
  const answer = await fetch(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as { id: string };
}

async function havePat(stage: Stage): Promise<string> {
  const { id } = await act(stage, 'storeganise', 'POST', 'users', { firstName: 'Pat', lastName: 'Doe', email: EMAIL });
  await stage.rest();
  return id;
}

const emailsOf = (stage: Stage, platform: Platform) =>
  stage.simulators.tenants.acme[platform].users().map(({ email }) => email);

describe('on the command line', () => {
  it.concurrent(
    'a taken address is a case that closes once the address is free',
    onStage(async (stage) => {
      const pat = await havePat(stage);
      const other = await act(stage, 'zendesk', 'POST', 'users', { name: 'Somebody Else', email: 'else@example.com' });
      await act(stage, 'zendesk', 'POST', `users/${other.id}/identities`, { type: 'email', value: TAKEN });
      await act(stage, 'storeganise', 'PATCH', `users/${pat}`, { email: TAKEN });
      await stage.rest();

      const [open, ...more] = await casesOf(stage);
      const held = await whyOf(stage, TAKEN, 'email');
      await act(stage, 'zendesk', 'DELETE', `users/${other.id}/identities`, { value: TAKEN });
      await stage.rest();

      expect(more).toEqual([]);
      expect(open).toEqual({
        id: expect.stringMatching(/\.email\.email_conflict$/),
        tenant: 'acme',
        kind: 'email_conflict',
        subject: pat,
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        values: { field: 'email', storeganise: TAKEN, zendesk: EMAIL },
        action: expect.stringContaining('merge or correct the other one'),
      });
      expect(held).toEqual({ state: 'held', why: expect.stringContaining(`by “Somebody Else” (${other.id})`) });
      expect(await casesOf(stage)).toEqual([]);
      expect(await whyOf(stage, TAKEN, 'email')).toEqual({ state: 'in_sync', why: 'In sync.' });
      expect(emailsOf(stage, 'zendesk')).toContain(TAKEN);
    }),
  );

  it.concurrent(
    'an unproven change waits for “cases agree”, and is then written',
    onStage(async (stage) => {
      await act(stage, 'zendesk', 'POST', 'users', { name: 'Pat Doe', email: EMAIL });
      const pat = await havePat(stage);
      await act(stage, 'storeganise', 'PATCH', `users/${pat}`, { email: 'new@example.com' });
      await stage.rest();
      const [open] = await casesOf(stage);
      const before = emailsOf(stage, 'zendesk');

      const wrong = await cli(stage, ['cases', 'create', open?.id ?? '']);
      const agreed = await cli(stage, ['cases', 'agree', open?.id ?? '']);
      await stage.rest();
      const again = await cli(stage, ['cases', 'agree', open?.id ?? '']);

      expect(open).toMatchObject({ kind: 'unproven_email_change', subject: pat });
      expect(open?.action).toContain(`npm run cli -- cases agree ${open?.id}`);
      expect(before).toEqual([EMAIL]);
      expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/^“cases create” is no answer to unproven/)]);
      expect(agreed).toMatchObject({ code: 0, out: expect.stringMatching(/^The address goes to Zendesk now/) });
      expect(emailsOf(stage, 'zendesk')).toEqual(['new@example.com']);
      expect([again.code, again.err]).toEqual([1, 'The case is closed already.']);
      expect(await casesOf(stage)).toEqual([]);
    }),
  );

  it.concurrent(
    'a deleted Zendesk user is created again by “cases create”',
    onStage(async (stage) => {
      await havePat(stage);
      const [user] = stage.simulators.tenants.acme.zendesk.users();
      await act(stage, 'zendesk', 'DELETE', `users/${user?.id}`);
      await stage.rest();
      const [open] = await casesOf(stage);
      const parked = await cliJson<Explanation>(stage, 'explain', 'acme', EMAIL);

      await cli(stage, ['cases', 'create', open?.id ?? '']);
      await stage.rest();

      const { records, link } = await cliJson<Explanation>(stage, 'explain', 'acme', EMAIL);
      expect(parked.summary).toMatch(/^Parked: .* A person must decide: zendesk_user_deleted\.$/);
      expect(link?.state).toBe('linked');
      expect(records.zendesk.id).not.toBe(user?.id);
      expect(await casesOf(stage)).toEqual([]);
    }),
  );

  it.concurrent(
    'an edit whose event was lost is explained, and “sync” carries it over',
    onStage(async (stage) => {
      const pat = await havePat(stage);
      await act(stage, 'storeganise', 'PUT', 'webhooks', { off: true });
      await act(stage, 'storeganise', 'PATCH', `users/${pat}`, { firstName: 'Patricia' });

      const lost = await whyOf(stage, EMAIL, 'name');
      const marked = await cli(stage, ['sync', 'acme', EMAIL]);
      await stage.rest();

      expect(lost).toEqual({
        state: 'waiting',
        why:
          'Changed in Storeganise since both showed “Pat Doe”: “Patricia Doe” goes to Zendesk. ' +
          'Nothing is queued: its event is on the way or was lost; “sync” looks now.',
      });
      expect(marked).toMatchObject({
        code: 0,
        out: expect.stringContaining(`Looking at Storeganise ${pat} of acme now.`),
      });
      expect(stage.simulators.tenants.acme.zendesk.users().map(({ name }) => name)).toEqual(['Patricia Doe']);
    }),
  );

  it.concurrent(
    'a platform that is down is named where something waits for it',
    onStage(async (stage) => {
      const pat = await havePat(stage);
      await stage.breakCalls('zendesk', 'acme', { times: 1_000, effect: { kind: 'answer', status: 503 } });
      await act(stage, 'storeganise', 'PATCH', `users/${pat}`, { firstName: 'Patricia' });

      await vi.waitFor(async () => expect((await cli(stage, ['status'])).out).toContain('after zendesk_503: '), 20_000);
      // Between two attempts: while one is under way, that is what is told.
      const text = await vi.waitFor(async () => {
        const { out } = await cli(stage, ['explain', 'acme', pat]);
        expect(out).toMatch(/marked 2, answered 1\n {4}has waited for \d+ s, \d+ attempts? in vain; next attempt in/);
        return out;
      }, 20_000);

      expect(text).toContain('could not be read: zendesk_503');
      expect(text).toContain('Changed in Storeganise since both showed “Pat Doe”. Waiting: ');
    }),
  );

  it.concurrent(
    'who is linked, who is not and who is nowhere is each told for what they are',
    onStage(async (stage) => {
      const pat = await havePat(stage);
      await act(stage, 'zendesk', 'POST', 'users', { name: 'Just A Prospect', email: 'ask@example.com' });
      await stage.rest();

      const linked = await cli(stage, ['explain', 'acme', EMAIL]);
      const prospect = await cli(stage, ['explain', 'acme', 'ask@example.com']);
      const nobody = await cli(stage, ['explain', 'acme', 'nobody@example.com']);

      expect(linked.code).toBe(0);
      expect(linked.out).toContain('\nLinked, and nothing is left to do.\n');
      expect(linked.out).toMatch(new RegExp(`^Storeganise customer +${pat} +Pat Doe +read now$`, 'm'));
      expect(linked.out).toMatch(/we created the Zendesk user \d+$/m);
      expect(prospect.out).toContain('Not linked: no customer matches, and the business does not create customers');
      const everything = await Promise.all(
        [['status'], ['cases', 'list'], ['explain', 'acme', pat]].map((words) => cli(stage, [...words, '--json'])),
      );
      expect(everything.map(({ code }) => code)).toEqual([0, 0, 0]);
      for (const secret of SECRETS) expect(JSON.stringify(everything)).not.toContain(secret);
      expect([nobody.code, nobody.out]).toEqual([1, '']);
      expect(nobody.err).toMatch(/^Nobody found in acme\. Searched: Storeganise customer by e-mail address: nobody; /);
    }),
  );

  it('a wrong key, no key, a service without one or none at all are one sentence each, and never a key', async () => {
    const stage = await openStage();
    const shut = await openStage({ ADMIN_KEY: '' });

    const said = await Promise.all([
      cli(stage, ['status'], { ADMIN_KEY: 'wrong-key-0123456789-0123456789-01' }),
      cli(stage, ['status'], {}),
      cli(shut, ['status']),
      cli({ url: 'http://127.0.0.1:9' }, ['status']),
    ]);
    await Promise.all([stage.close(), shut.close()]);

    expect(said.map(({ code, out }) => [code, out])).toEqual(said.map(() => [1, '']));
    expect(said.map(({ err }) => err)).toEqual([
      expect.stringMatching(/^The service at \S+ refuses this ADMIN_KEY\.$/),
      expect.stringMatching(/^ADMIN_KEY is not set\./),
      expect.stringMatching(/^The service at \S+ has no \/admin: /),
      expect.stringMatching(/^No service answers at http:\/\/127\.0\.0\.1:9: /),
    ]);
    expect(JSON.stringify(said)).not.toContain(ADMIN_KEY);
  });
});
