import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { LEASE_MS } from '../../src/store/timing.ts';
import { buildDelivery, buildRef, claim, take } from '../contract/store/setting.ts';
import { describeOnMongodb, empty, openTestDatabase } from './test-database.ts';

const HOUR_MS = 3_600_000;
/** As long as a call may take. */
const NEAR_MS = 5_000;

describeOnMongodb('a process whose own clock is wrong', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await empty(mongo);
  });
  afterAll(() => mongo.close());

  /** Sets the clock of this process wrong; returns the right time. */
  function setWrong(byMs: number): () => number {
    const now = Date.now.bind(Date);
    const startedAt = now();
    const elapsed = performance.now();
    vi.useFakeTimers({ toFake: ['Date'], now: startedAt + byMs });
    return () => startedAt + performance.now() - elapsed;
  }

  it.each([HOUR_MS, -HOUR_MS])('by %i ms has leases, marks and deliveries of the server’s time', async (byMs) => {
    const store = new MongoStore(mongo);
    const now = setWrong(byMs);
    await mongo.isReachable();

    await store.accept(buildDelivery());
    const lease = await claim(store);
    const change = await take(store, lease);
    const renewed = await store.renewLease(lease);
    const [delivery] = await store.deliveriesOf(buildRef());

    for (const until of [lease.until, renewed.until]) expect(Math.abs(until - LEASE_MS - now())).toBeLessThan(NEAR_MS);
    expect(Math.abs(change.readyAt - now())).toBeLessThan(NEAR_MS);
    expect(Math.abs((delivery?.receivedAt ?? 0) - now())).toBeLessThan(NEAR_MS);
  });

  it('takes no tenant before its lease is over', async () => {
    const store = new MongoStore(mongo);
    await store.mark(buildRef());
    await claim(store);

    setWrong(HOUR_MS);

    expect(await store.claimTenant('w2', ['acme'])).toBeUndefined();
  });
});
