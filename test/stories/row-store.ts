import type { Outcome } from '../../src/domain/records.ts';
import type { Clock, Store } from '../../src/ports.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';

/** The store of one row. */
export type RowStore = {
  readonly store: Store;
  /** Resolves when everything that was asked of it is answered, and whatever the answers led to as well. */
  settled(): Promise<void>;
};

export type OpenRowStore = (clock: Clock) => RowStore;

const drainMicrotasks = () => new Promise<void>((resolve) => setImmediate(resolve));

export const openMemoryStore: OpenRowStore = (clock) => ({
  store: new MemoryStore(clock, () => Promise.resolve()),
  settled: drainMicrotasks,
});

/** A store whose answers come from another process: time stands still while one is on its way, but not before it is asked. */
export function awaitAnswers(store: Store, pause?: () => Promise<void>): RowStore {
  let onTheirWay = 0;
  const counting = new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await pause?.();
        onTheirWay += 1;
        try {
          return await Reflect.apply(method, target, args);
        } finally {
          onTheirWay -= 1;
        }
      };
    },
  });
  return {
    store: counting,
    async settled() {
      do await drainMicrotasks();
      while (onTheirWay > 0);
    },
  };
}

export type Ended = { readonly key: string; readonly outcome: Outcome };

/** From now on the store remembers how deliveries end, in the order in which they do. */
export function rememberOutcomes(store: Store): Ended[] {
  const ended: Ended[] = [];
  const accept = store.accept.bind(store);
  const record = store.recordOutcome.bind(store);
  store.accept = async (delivery) => {
    const result = await accept(delivery);
    if (result === 'accepted' && delivery.outcome) ended.push({ key: delivery.key, outcome: delivery.outcome });
    return result;
  };
  store.recordOutcome = async (tenant, platform, key, outcome) => {
    const isWritten = await record(tenant, platform, key, outcome);
    if (isWritten) ended.push({ key, outcome });
    return isWritten;
  };
  return ended;
}
