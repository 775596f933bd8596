import type { Lease } from '../domain/records.ts';
import type { Engine } from './engine.ts';

/** A remote call takes up to 10 s: none starts with less of the lease left than this. */
const ENOUGH_MS = 15_000;

/**
 * Before each remote write: whoever overslept the lease stops here (LostCompareAndSet), and nobody goes on with too
 * little of it left, also who overslept the very answer that renewed it.
 */
export async function holdLease({ store, clock }: Pick<Engine, 'store' | 'clock'>, lease: Lease): Promise<Lease> {
  let held = lease;
  do held = await store.renewLease(held);
  while (held.until - clock.now() < ENOUGH_MS);
  return held;
}
