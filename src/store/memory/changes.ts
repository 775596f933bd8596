import type { BarHint, Change, Lease, RecordRef } from '../../domain/records.ts';
import type { Clock, Postponement } from '../../ports.ts';
import { crashPauseMs } from '../timing.ts';
import { keyOf } from './keys.ts';

/** Nothing has gone wrong with a change yet. */
const FRESH = { notBefore: 0, attempts: 0, retries: 0, isTold: false, staleReads: 0, defects: 0, parked: false };

/** One change per record, by tenant. */
export class MemoryChanges {
  readonly #clock: Clock;
  readonly #byTenant = new Map<string, Map<string, Change>>();
  /** Those that are marked or to be looked at: in a large business few of many. */
  readonly #active = new Map<string, Map<string, Change>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  all(tenant: string): readonly Change[] {
    return [...this.#of(tenant).values()];
  }

  find(ref: RecordRef): Change | undefined {
    return this.#of(ref.tenant).get(keyOf(ref));
  }

  /** A new mark un-parks a change with fresh attempts, and brings forward what waits by our own choice. */
  raise(ref: RecordRef, bar?: BarHint): number {
    const change = this.#findOrNew(ref);
    const fresh = change.parked ? FRESH : isWaiting(change) ? { notBefore: 0 } : {};
    const readyAt = change.dirty > change.done ? change.readyAt : this.#clock.now();
    const dirty = change.dirty + 1;
    this.#put({ ...change, ...fresh, ...(bar ? heard(change, bar) : {}), dirty, readyAt });
    return dirty;
  }

  lookAgain(ref: RecordRef, at: number): void {
    const change = this.#findOrNew(ref);
    if (!change.looks.includes(at)) this.#put({ ...change, looks: [...change.looks, at] });
  }

  hasDue(tenant: string): boolean {
    const now = this.#clock.now();
    for (const change of this.#activeOf(tenant)) if (isDue(change, now)) return true;
    return false;
  }

  take(lease: Lease): Change | undefined {
    const now = this.#clock.now();
    let due: Change | undefined;
    for (const change of this.#activeOf(lease.tenant)) {
      if (change.fence > lease.fence || !isDue(change, now)) continue;
      if (!due || change.readyAt < due.readyAt) due = change;
    }
    if (!due) return undefined;
    const hasLook = due.looks.some((at) => at <= now);
    const attempts = due.parked ? 1 : due.attempts + 1;
    return this.#put({
      ...due,
      ...(due.parked ? FRESH : {}),
      dirty: hasLook ? due.dirty + 1 : due.dirty,
      lookMarks: hasLook ? [...due.lookMarks, due.dirty + 1] : due.lookMarks,
      looks: due.looks.filter((at) => at > now),
      attempts,
      notBefore: now + crashPauseMs(attempts),
      fence: lease.fence,
    });
  }

  settle(ref: RecordRef, seen: number, fence: number): void {
    const change = this.find(ref);
    if (!change || change.fence > fence) return;
    const { failure: _, ...rest } = change;
    const done = Math.max(change.done, seen);
    const lookMarks = change.lookMarks.filter((mark) => mark > done);
    this.#put({ ...rest, done, lookMarks, ...FRESH, readyAt: this.#clock.now() });
  }

  postpone(ref: RecordRef, fence: number, postponement: Postponement): void {
    const change = this.find(ref);
    if (change && change.fence <= fence) this.#put({ ...change, attempts: 0, isTold: false, ...postponement });
  }

  findProbe(tenant: string): Change | undefined {
    return this.#waiting(tenant).sort((a, b) => a.readyAt - b.readyAt)[0];
  }

  wakeWaiting(tenant: string): void {
    for (const change of this.#waiting(tenant)) this.#put({ ...change, notBefore: 0 });
  }

  #waiting(tenant: string): Change[] {
    return [...this.#activeOf(tenant)].filter((change) => isWaiting(change) && change.dirty > change.done);
  }

  #activeOf(tenant: string): Iterable<Change> {
    return this.#active.get(tenant)?.values() ?? [];
  }

  #of(tenant: string): Map<string, Change> {
    const changes = this.#byTenant.get(tenant) ?? new Map<string, Change>();
    this.#byTenant.set(tenant, changes);
    return changes;
  }

  #findOrNew(ref: RecordRef): Change {
    const { tenant, platform, recordId } = ref;
    const unmarked = { dirty: 0, done: 0, readyAt: 0, looks: [], lookMarks: [], fence: 0 };
    return this.find(ref) ?? { tenant, platform, recordId, ...unmarked, ...FRESH };
  }

  #put(change: Change): Change {
    const key = keyOf(change);
    this.#of(change.tenant).set(key, change);
    const active = this.#active.get(change.tenant) ?? new Map<string, Change>();
    this.#active.set(change.tenant, active);
    if (change.dirty > change.done || change.looks.length > 0) active.set(key, change);
    else active.delete(key);
    return change;
  }
}

/** A look that has come is a mark, and un-parks like one. */
function isDue(change: Change, now: number): boolean {
  const hasLook = change.looks.some((at) => at <= now);
  if (change.parked) return hasLook;
  return change.notBefore <= now && (hasLook || change.dirty > change.done);
}

/** Waits for a platform by our own choice of pause. */
const isWaiting = ({ retries, isTold, attempts, parked }: Change) =>
  retries > 0 && !isTold && attempts === 0 && !parked;

/** The latest that the platform said, in the order of its own clock: deliveries may overtake each other. */
function heard(change: Change, { kind, at }: BarHint): Pick<Change, 'disabledAt' | 'enabledAt'> {
  const field = kind === 'disabled' ? 'disabledAt' : 'enabledAt';
  return { [field]: Math.max(at, change[field] ?? at) };
}
