import { MemoryStore } from '../../src/store/memory-store.ts';
import { describeStore } from './store-contract.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describeStore('the store in memory', async (clock) => {
  const pauses: (() => Promise<void>)[] = [];
  const store = new MemoryStore(clock, () => (pauses.shift() ?? turn)());
  return {
    store,
    async stopBeforeMark(delivery) {
      const stopped = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const stop = () => {
        stopped.resolve();
        return goOn.promise;
      };
      // `accept` pauses before its insert and once more before its mark.
      pauses.push(turn, stop);
      const accepted = store.accept(delivery);
      await stopped.promise;
      return async () => {
        goOn.resolve();
        await accepted;
      };
    },
    close: async () => {},
  };
});
