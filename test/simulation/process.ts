import { type Field, PLATFORMS, type Platform } from '../../src/domain/contact.ts';
import type { Link } from '../../src/domain/records.ts';
import type { Failpoint, Store } from '../../src/ports.ts';
import type { Human } from './ledger.ts';
import type { World } from './world.ts';

/** One process of ours: it may die at any await, or oversleep; its promises then never resolve, or late. */
export class Process {
  readonly world: World;
  readonly id: string;
  alive = true;
  /** When it died or overslept. */
  readonly disturbances: number[] = [];
  /** Per field of a record: the index of its last state that an answer has shown to this process. */
  readonly lastRead = new Map<string, number>();
  /** When an answer last showed a record to it. */
  readonly lastReadAt = new Map<string, number>();

  constructor(world: World, id: string) {
    this.world = world;
    this.id = id;
  }

  /** Waits for `work`, unless this process dies meanwhile. */
  guard<T>(label: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.alive) return;
      const { scheduler } = this.world;
      const goOn = (then: () => void) => {
        if (!this.alive) return;
        const oversleepMs = this.world.oversleepMs(label);
        if (oversleepMs === 0) return then();
        this.disturbances.push(scheduler.now);
        scheduler.tell(`${this.id} oversleeps ${oversleepMs} ms after ${label}`);
        scheduler.after(oversleepMs, 'wakes', () => this.alive && then());
      };
      work().then(
        (value) => goOn(() => resolve(value)),
        (error: unknown) => goOn(() => reject(error)),
      );
    });
  }

  /** The store as this process sees it. */
  store(): Store {
    return new Proxy(this.world.store, {
      get: (store, name) => {
        const method = Reflect.get(store, name) as unknown;
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) =>
          this.guard(`store.${String(name)}`, async () => {
            const result: unknown = await method.apply(store, args);
            if (name === 'saveLink' || name === 'insertLink') this.world.noteLink(this, result as Link);
            return result;
          });
      },
    });
  }

  failpoint(): Failpoint {
    return {
      reach: (name) =>
        this.guard(`failpoint.${name}`, async () => {
          if (this.world.diesAt(this, name)) this.world.kill(this, name);
        }),
    };
  }

  /** What this process knew of a field on each side, as tags. */
  knownTags(human: Human, field: Field): readonly (number | undefined)[] {
    return PLATFORMS.map((platform) => {
      const index = this.lastRead.get(readKey(platform, human.ids[platform], field));
      return index === undefined ? undefined : human.tracks[field].states[platform][index]?.tag;
    });
  }
}

/** Names what was last read of a field of a record. */
export const readKey = (platform: Platform, id: string | undefined, field: Field): string =>
  `${platform}|${id ?? ''}|${field}`;
