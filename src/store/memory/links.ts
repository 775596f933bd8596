import { PLATFORMS } from '../../domain/contact.ts';
import type { Link, RecordRef } from '../../domain/records.ts';
import { DuplicateKey, LostCompareAndSet } from '../../ports.ts';
import { keyOf } from './keys.ts';

/** Links by id, and by each record that they hold. */
export class MemoryLinks {
  readonly #all = new Map<string, Link>();
  readonly #holderOf = new Map<string, string>();

  find(ref: RecordRef): Link | undefined {
    return this.#all.get(this.#holderOf.get(keyOf(ref)) ?? '');
  }

  insert(link: Link): Link {
    if (this.#all.has(link.id)) throw new DuplicateKey(link.id);
    return this.#put({ ...link, revision: 1 });
  }

  take(link: Link, fence: number): Link {
    const stored = this.#all.get(link.id);
    if (!stored || stored.revision !== link.revision || stored.fence > fence) throw new LostCompareAndSet(link.id);
    return this.#put({ ...stored, fence, revision: stored.revision + 1 });
  }

  save(link: Link): Link {
    const stored = this.#all.get(link.id);
    const isOurs = stored?.revision === link.revision && stored.fence === link.fence;
    if (!isOurs) throw new LostCompareAndSet(link.id);
    return this.#put({ ...link, revision: stored.revision + 1 });
  }

  /** An id that the link gives up is free again. */
  #put(link: Link): Link {
    const keys = keysOf(link);
    for (const key of keys) {
      const holder = this.#holderOf.get(key);
      if (holder !== undefined && holder !== link.id) throw new DuplicateKey(key);
    }
    const before = this.#all.get(link.id);
    for (const key of before ? keysOf(before) : []) this.#holderOf.delete(key);
    for (const key of keys) this.#holderOf.set(key, link.id);
    this.#all.set(link.id, link);
    return link;
  }
}

const keysOf = ({ tenant, ...link }: Link): readonly string[] =>
  PLATFORMS.flatMap((platform) => {
    const recordId = platform === 'storeganise' ? link.storeganiseId : link.zendeskId;
    return recordId === undefined ? [] : [keyOf({ tenant, platform, recordId })];
  });
