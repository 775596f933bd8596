import type { Clock } from '../../src/ports.ts';

type Timer = { readonly at: number; readonly seq: number; readonly run: () => unknown };

/** Time that moves only when told to; timers run one after the other, in the order of their moments. */
export class VirtualTime {
  now: number;
  readonly clock: Clock = { now: () => this.now, sleep: (ms) => this.sleep(ms) };
  /** Everything that the last timer led to has happened before the next one runs. */
  settled: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve));
  #timers: Timer[] = [];
  #seq = 0;

  constructor(startAt: number) {
    this.now = startAt;
  }

  after(ms: number, run: () => unknown): void {
    this.#seq += 1;
    const timer = { at: this.now + ms, seq: this.#seq, run };
    const place = this.#timers.findLastIndex(({ at }) => at <= timer.at) + 1;
    this.#timers.splice(place, 0, timer);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** A timer that returns a promise is waited for: it may use the network, never this time. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.settled();
    for (let timer = this.#timers[0]; timer && timer.at <= end; timer = this.#timers[0]) {
      this.#timers.shift();
      this.now = Math.max(this.now, timer.at);
      await timer.run();
      await this.settled();
    }
    this.now = end;
  }
}
