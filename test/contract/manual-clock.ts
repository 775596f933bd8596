import type { Clock } from '../../src/ports.ts';

type Sleeper = { readonly at: number; readonly wake: () => void };

/** Whatever was waiting for its turn has had it. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Time that moves only when it is told to. Sleepers wake in order, each at its own moment. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(now = Date.parse('2026-01-10T08:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + ms, wake });
    });
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let next = this.#nextBy(end); next; next = this.#nextBy(end)) {
      this.#now = next.at;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      next.wake();
      await turn();
    }
    this.#now = end;
  }

  #nextBy(end: number): Sleeper | undefined {
    const due = this.#sleepers.filter(({ at }) => at <= end);
    return due.reduce<Sleeper | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
  }
}
