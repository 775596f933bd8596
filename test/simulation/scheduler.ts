// One scheduler resolves every port promise and decides the order: the same seed gives the same history. Time is virtual.
import { createHash, type Hash } from 'node:crypto';
import { seededRandom } from '../../src/simulators/seeded-random.ts';

type Task = { readonly at: number; readonly seq: number; readonly label: string; readonly run: () => void };

export class Scheduler {
  now: number;
  readonly random: () => number;
  /** Everything that was awaited on the last task has run before the next one starts: a tick comes after all microtasks. */
  settled: () => Promise<void> = () => new Promise((resolve) => process.nextTick(resolve));
  readonly #trace: Hash = createHash('sha256');
  readonly #story: string[] | undefined;
  #waiting: Task[] = [];
  #ready: Task[] = [];
  #seq = 0;
  #steps = 0;

  constructor(seed: number, options: { readonly startAt: number; readonly keepStory?: boolean }) {
    this.random = seededRandom(seed);
    this.now = options.startAt;
    this.#story = options.keepStory ? [] : undefined;
  }

  /** A whole number in [min, max]. */
  between(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  after(ms: number, label: string, run: () => void): void {
    this.#seq += 1;
    push(this.#waiting, { at: this.now + ms, seq: this.#seq, label, run });
  }

  /** Resolves at a moment that the scheduler chooses, `min` to `max` milliseconds from now. */
  pause(label: string, min: number, max: number): Promise<void> {
    return new Promise((resolve) => this.after(this.between(min, max), label, resolve));
  }

  /** A line of the story that a person reads, part of the trace. */
  tell(line: string): void {
    this.#trace.update(`${this.now} ${line}\n`);
    this.#story?.push(`${((this.now - 1_700_000_000_000) / 1000).toFixed(3).padStart(9)}  ${line}`);
  }

  get story(): readonly string[] {
    return this.#story ?? [];
  }

  get hash(): string {
    return this.#trace.copy().digest('hex');
  }

  /** Runs until `until` holds (asked once a virtual second) or the time is over; false when the time was over. */
  async run(until: () => boolean, limitMs: number): Promise<boolean> {
    const end = this.now + limitMs;
    let nextLook = this.now;
    while (this.now <= end) {
      if (this.now >= nextLook) {
        if (until()) return true;
        nextLook = this.now + 1000;
      }
      const task = this.#next();
      if (!task) return until();
      this.#steps += 1;
      this.#trace.update(`${this.now} ${task.label}\n`);
      task.run();
      await this.settled();
    }
    return false;
  }

  #next(): Task | undefined {
    const first = this.#waiting[0];
    if (this.#ready.length === 0 && first) this.now = Math.max(this.now, first.at);
    for (let task = this.#waiting[0]; task && task.at <= this.now; task = this.#waiting[0]) {
      pop(this.#waiting);
      this.#ready.push(task);
    }
    const index = Math.floor(this.random() * this.#ready.length);
    const [task] = this.#ready.splice(index, 1);
    return task;
  }
}

const isBefore = (a: Task, b: Task) => a.at < b.at || (a.at === b.at && a.seq < b.seq);

function push(heap: Task[], task: Task): void {
  let index = heap.length;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(task, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = task;
}

function pop(heap: Task[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let below = 2 * index + 1;
    const left = heap[below];
    if (!left) break;
    const right = heap[below + 1];
    if (right && isBefore(right, left)) below += 1;
    const child = right && isBefore(right, left) ? right : left;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = below;
  }
  heap[index] = last;
}
