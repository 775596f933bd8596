import { afterEach, expect } from 'vitest';
import type { Change, Delivery, Lease, RecordRef } from '../../../src/domain/records.ts';
import type { Clock, Store } from '../../../src/ports.ts';
import { ManualClock } from '../manual-clock.ts';

/** A delivery as it is handed to `accept`. */
export type NewDelivery = Omit<Delivery, 'mark' | 'receivedAt'>;

/** One empty store under test. */
export type OpenedStore = {
  readonly store: Store;
  /** Accepts a delivery in a process that stops between insert and mark; what comes back lets that process go on. */
  stopBeforeMark(delivery: NewDelivery): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

/** Opens an empty store whose time is that of `clock`. */
export type OpenStore = (clock: Clock) => Promise<OpenedStore>;

/** Opens stores for the tests of one `describe`, each with a clock of its own, and closes them after each test. */
export function opener(openStore: OpenStore) {
  const opened: OpenedStore[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  return async () => {
    const clock = new ManualClock();
    const one = await openStore(clock);
    opened.push(one);
    return { ...one, clock };
  };
}

export const buildRef = (over: Partial<RecordRef> = {}): RecordRef => ({
  tenant: 'acme',
  platform: 'zendesk',
  recordId: '61',
  ...over,
});

export const buildDelivery = (over: Partial<NewDelivery> = {}): NewDelivery => ({
  ...buildRef(),
  key: 'z1',
  type: 'user.name_changed',
  ...over,
});

/** The lease of a tenant that can be claimed now. */
export async function claim(store: Store, tenant = 'acme', worker = 'w1'): Promise<Lease> {
  const lease = await store.claimTenant(worker, [tenant]);
  expect(lease, `${tenant} can be claimed`).toBeDefined();
  return lease as Lease;
}

/** The change that can be taken now. */
export async function take(store: Store, lease: Lease): Promise<Change> {
  const change = await store.takeChange(lease);
  expect(change, 'a change can be taken').toBeDefined();
  return change as Change;
}

/** Marks the record, claims its tenant and takes its change. */
export async function markAndTake(
  store: Store,
  ref: RecordRef = buildRef(),
): Promise<{ lease: Lease; change: Change }> {
  await store.mark(ref);
  const lease = await claim(store, ref.tenant);
  return { lease, change: await take(store, lease) };
}
