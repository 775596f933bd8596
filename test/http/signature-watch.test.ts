import { afterEach, describe, expect, it } from 'vitest';
import type { OutboxRow } from '../../src/domain/records.ts';
import { createSignatureWatch } from '../../src/http/signature-watch.ts';
import { openDoor, signedByZendesk } from './door-server.ts';

const MINUTE_MS = 60_000;

/** A watch of its own, with what it delivered. */
function open() {
  const rows: string[] = [];
  let now = 0;
  const name = (row: OutboxRow) =>
    row.kind === 'case' ? `ask ${row.case.id}` : row.kind === 'case_closed' ? `answer ${row.caseId}` : row.kind;
  const watch = createSignatureWatch({
    store: { deliverRow: async (_, row) => void rows.push(name(row)) },
    clock: { now: () => now },
  });
  return {
    rows,
    pass: (ms: number) => {
      now += ms;
    },
    good: (tenant = 'acme') => watch.good(tenant),
    async bad(count: number, tenant = 'acme') {
      for (let time = 0; time < count; time += 1) await watch.bad(tenant);
    },
  };
}

describe('webhooks without a good signature', () => {
  it('are a question from the twentieth on', async () => {
    const { bad, rows } = open();

    await bad(19);
    expect(rows).toEqual([]);
    await bad(1);

    expect(rows).toEqual(['ask acme.bad_signatures']);
  });

  it('are none where they come over more than ten minutes', async () => {
    const { bad, rows, pass } = open();

    await bad(10);
    pass(10 * MINUTE_MS);
    await bad(19);

    expect(rows).toEqual([]);
  });

  it('are none with a good one between', async () => {
    const { bad, good, rows } = open();

    await bad(19);
    await good();
    await bad(19);

    expect(rows).toEqual(['answer acme.bad_signatures']);
  });

  it('are counted for each business by itself', async () => {
    const { bad, good, rows } = open();

    await bad(19, 'acme');
    await bad(19, 'beta');
    await good('gamma');
    await bad(1, 'beta');

    expect(rows).toEqual(['answer gamma.bad_signatures', 'ask beta.bad_signatures']);
  });
});

describe('a good signature', () => {
  it('answers the question at once', async () => {
    const { bad, good, rows } = open();

    await good();
    await bad(20);
    await good();

    expect(rows.slice(1)).toEqual(['ask acme.bad_signatures', 'answer acme.bad_signatures']);
  });

  it('answers what another process may have asked, though not more than once a minute', async () => {
    const { good, pass, rows } = open();

    for (let time = 0; time < 100; time += 1) await good();
    expect(rows).toHaveLength(1);
    pass(MINUTE_MS);
    await good();

    expect(rows).toHaveLength(2);
  });
});

describe('at the door', () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const act of undo.splice(0)) await act();
  });
  const body = JSON.stringify({ id: 'z1', type: 'zen:event-type:user.deleted', subject: 'zen:user:61' });

  it('twenty wrong, missing or outdated signatures are a question, and the first good one answers it', async () => {
    const door = await openDoor();
    undo.push(door.close);
    const wrong = { 'x-zendesk-webhook-signature': 'wrong' };
    const outdated = signedByZendesk(body, { timestamp: '2026-01-01T00:00:00Z' });

    for (const headers of [{}, wrong, outdated, ...Array(17).fill({})]) {
      expect((await door.post('/addon/zendesk/acme', body, headers)).status).toBe(401);
    }
    expect(door.rows).toMatchObject([{ kind: 'case', case: { kind: 'bad_signatures', tenant: 'acme' } }]);
    await door.post('/addon/zendesk/acme', body, signedByZendesk(body));

    expect(door.rows.slice(1)).toEqual([{ kind: 'case_closed', caseId: 'acme.bad_signatures' }]);
  });

  it('nothing is asked about unsigned webhooks, strangers and test clicks', async () => {
    const door = await openDoor();
    undo.push(door.close);

    for (let time = 0; time < 20; time += 1) {
      await door.post('/addon/zendesk/open', body);
      await door.post('/addon/zendesk/nobody', body);
    }

    expect(door.rows).toEqual([]);
  });
});
