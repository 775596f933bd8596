import { describe, expect, it, vi } from 'vitest';
import { countWrites } from '../../src/cli/demo/writes.ts';
import { otherPlatform, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import { onStage, type Stage } from './stage.ts';

const html = { 'content-type': 'text/html' };

/** What stands between us and a platform may answer anything. */
const ODD_ANSWERS = {
  html: { status: 200, headers: html, body: '<!doctype html><h1>We will be back soon</h1>' },
  text: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' },
  empty: { status: 200 },
  error: { status: 200, body: '{"error":"internal"}' },
  redirect: { status: 302, headers: { location: 'https://evil.example/login' } },
  gateway: { status: 502, headers: html, body: '<html>Bad gateway</html>' },
  unheard: { status: 599, body: 'what?' },
} as const;
const ODD = Object.entries(ODD_ANSWERS);

/** A person for each odd answer, met at `broken` while an edit travels there. */
type Person = { readonly email: string; readonly broken: Platform; readonly answer: (typeof ODD)[number][1] };

const people: readonly Person[] = PLATFORMS.flatMap((broken) =>
  ODD.map(([odd, answer]) => ({ email: `${odd}.${broken}@example.com`, broken, answer })),
);

async function idOf(stage: Stage, platform: Platform, { email }: Person): Promise<string> {
  const [record] = await stage.control.find(platform, 'acme', email);
  return record?.id ?? 'nobody';
}

async function haveCustomers(stage: Stage, firstName: string) {
  for (const { email } of people)
    await stage.control.create('storeganise', 'acme', { firstName, lastName: 'Doe', email });
}

async function edit(stage: Stage, person: Person) {
  const origin = otherPlatform(person.broken);
  const changes = origin === 'storeganise' ? { firstName: 'New' } : { name: 'New Doe' };
  await stage.control.edit(origin, 'acme', await idOf(stage, origin, person), changes);
}

async function expectEqual(stage: Stage) {
  const namesAt = (platform: Platform) => stage.simulators.tenants.acme[platform].users().map(({ name }) => name);
  await vi.waitFor(
    () => {
      for (const platform of PLATFORMS) expect(namesAt(platform)).toEqual(people.map(() => 'New Doe'));
    },
    { timeout: 60_000, interval: 100 },
  );
  await stage.rest();
}

/** Everything was understood: no defect of ours, nobody asked, the process alive. */
async function expectCalm(stage: Stage) {
  const healthz = await fetch(`${stage.url}/healthz`);

  expect(healthz.status).toBe(200);
  expect(stage.errors).toEqual([]);
  expect(await stage.metric('usersync_cases_open')).toBe(0);
  for (const platform of PLATFORMS) {
    expect(await stage.metric(`usersync_outcomes_total{platform="${platform}",outcome="failed"}`)).toBe(0);
  }
}

const writesTo = (stage: Stage, platform: Platform) => countWrites(stage.callsOf(platform, 'acme'));

describe('an odd answer', () => {
  it.concurrent.each([
    ['read is met with patience', 'GET'],
    ['write is not taken for success', 'PUT'],
  ])('to a %s, and the edit arrives once', (_rule, method) =>
    onStage(async (stage) => {
      await haveCustomers(stage, 'Old');
      await stage.rest();
      stage.forgetCalls();
      for (const person of people) {
        const pathIncludes = await idOf(stage, person.broken, person);
        const effect = { kind: 'answer', ...person.answer } as const;
        await stage.breakCalls(person.broken, 'acme', { method, pathIncludes, effect });
      }

      for (const person of people) await edit(stage, person);
      await expectEqual(stage);

      for (const platform of PLATFORMS) {
        expect(await stage.breaksLeft(platform, 'acme')).toBe(0);
        expect(writesTo(stage, platform)).toEqual({ changes: ODD.length, notes: 0, idle: 0 });
      }
      await expectCalm(stage);
    })(),
  );

  it.concurrent(
    'to a create, or none, makes no second user',
    onStage(async (stage) => {
      const effect = { kind: 'answer', ...ODD_ANSWERS.html } as const;
      await stage.breakCalls('zendesk', 'acme', { method: 'POST', effect });
      await stage.breakCalls('zendesk', 'acme', { method: 'POST', effect: { kind: 'lost' } });

      await haveCustomers(stage, 'New');
      await expectEqual(stage);

      expect(await stage.breaksLeft('zendesk', 'acme')).toBe(0);
      expect(writesTo(stage, 'zendesk').changes).toBe(people.length);
      await expectCalm(stage);
    }),
  );
});
