import type { Platform } from '../../domain/contact.ts';
import { isHeavier } from '../../domain/outcome.ts';
import type { Delivery, Outcome, RecordRef } from '../../domain/records.ts';
import type { Clock } from '../../ports.ts';
import { STRAY_MS } from '../timing.ts';
import { keyOf, setOf } from './keys.ts';

type DeliveryKey = Pick<Delivery, 'tenant' | 'platform' | 'key'>;

const idOf = ({ tenant, platform, key }: DeliveryKey) => `${tenant}|${platform}|${key}`;

/** Deliveries by key, with what is still to be marked or routed. */
export class MemoryDeliveries {
  readonly #clock: Clock;
  readonly #all = new Map<string, Delivery>();
  readonly #byRecord = new Map<string, Set<string>>();
  readonly #unmarked = new Map<string, Set<string>>();
  readonly #unrouted = new Map<string, Set<string>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False for a known key. */
  insert(delivery: Delivery): boolean {
    const id = idOf(delivery);
    if (this.#all.has(id)) return false;
    this.#all.set(id, delivery);
    setOf(this.#byRecord, keyOf(delivery)).add(id);
    if (delivery.rental && !delivery.outcome) setOf(this.#unrouted, delivery.tenant).add(id);
    else if (!delivery.outcome) setOf(this.#unmarked, delivery.tenant).add(id);
    return true;
  }

  /** The delivery, if it is still to be marked; from then on it is not. */
  takeUnmarked(key: DeliveryKey): Delivery | undefined {
    const id = idOf(key);
    return this.#unmarked.get(key.tenant)?.delete(id) ? this.#all.get(id) : undefined;
  }

  setMark(delivery: Delivery, mark: number): void {
    this.#all.set(idOf(delivery), { ...delivery, mark });
  }

  strays(tenant: string): readonly Delivery[] {
    const before = this.#clock.now() - STRAY_MS;
    return this.#some(this.#unmarked.get(tenant)).filter(({ receivedAt }) => receivedAt <= before);
  }

  unrouted(tenant: string): readonly Delivery[] {
    const now = this.#clock.now();
    return this.#some(this.#unrouted.get(tenant)).filter(({ notBefore = 0 }) => notBefore <= now);
  }

  /** Gives the delivery its record and the mark that `raise` makes; one that has a record keeps it. */
  route(key: DeliveryKey, recordId: string, raise: (ref: RecordRef) => number): number {
    const id = idOf(key);
    const delivery = this.#all.get(id);
    if (!delivery || !this.#unrouted.get(key.tenant)?.delete(id)) return delivery?.mark ?? 0;
    const routed = { ...delivery, recordId };
    const mark = raise(routed);
    this.#byRecord.get(keyOf(delivery))?.delete(id);
    setOf(this.#byRecord, keyOf(routed)).add(id);
    this.#all.set(id, { ...routed, mark });
    return mark;
  }

  postpone(key: DeliveryKey, postponement: { notBefore: number; retries: number }): void {
    const delivery = this.#all.get(idOf(key));
    if (delivery) this.#all.set(idOf(key), { ...delivery, ...postponement });
  }

  covered(ref: RecordRef, seen: number): readonly Delivery[] {
    return this.of(ref).filter(({ mark, outcome }) => mark !== undefined && !outcome && mark <= seen);
  }

  of(ref: RecordRef): readonly Delivery[] {
    return this.#some(this.#byRecord.get(keyOf(ref)));
  }

  ofTenant(tenant: string): readonly Delivery[] {
    return [...this.#all.values()].filter((delivery) => delivery.tenant === tenant);
  }

  /** Whether it was written. */
  setOutcome(tenant: string, platform: Platform, key: string, outcome: Outcome): boolean {
    const id = idOf({ tenant, platform, key });
    const delivery = this.#all.get(id);
    if (!delivery || !isHeavier(outcome, delivery.outcome)) return false;
    this.#all.set(id, { ...delivery, outcome });
    this.#unrouted.get(tenant)?.delete(id);
    return true;
  }

  get backlog(): number {
    return [...this.#all.values()].filter(({ outcome }) => !outcome).length;
  }

  #some(ids: ReadonlySet<string> | undefined): Delivery[] {
    return [...(ids ?? [])].flatMap((id) => this.#all.get(id) ?? []);
  }
}
