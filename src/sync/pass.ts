import { otherPlatform, type Platform, type PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { Change, Delivery, Lease, Link, RecordRef } from '../domain/records.ts';
import type { Engine, OpenTenant } from './engine.ts';
import { holdLease } from './hold-lease.ts';

/** After so many looks in a row, an older read is believed: a platform may have been restored. */
const STALE_LOOKS = 10;

/** A record that was read before its change was marked, with the marks that were made then. */
export type HandedRecord = { readonly record: PlatformRecord; readonly marks: readonly number[] };

/** The id of a link's record on a platform. */
export const idOn = (link: Link, platform: Platform): string | undefined =>
  platform === 'storeganise' ? link.storeganiseId : link.zendeskId;

/** A record as it stood when it was noted: every mark up to `seen` is answered by what is read from then on. */
export type Noted = { readonly ref: RecordRef; readonly seen: number; readonly change: Change | undefined };

/** What asked for a pass. */
export type Asked = {
  /** Behind the marks that are not answered yet. */
  readonly deliveries: readonly Delivery[];
  /** There is a mark of the sweep or the command line. */
  readonly isThorough: boolean;
  /** There is a mark of a second look. */
  readonly isSecondLook: boolean;
};

/** One look at one change under one lease. It guards what may be settled at the end: only what was noted before it was read. */
export class Pass {
  readonly engine: Engine;
  readonly tenant: OpenTenant;
  readonly change: Change;
  #lease: Lease;
  readonly #noted = new Map<string, Noted>();
  readonly #handed: ReadonlyMap<string, HandedRecord>;
  readonly #shown = new Map<string, PlatformRecord>();

  constructor(
    engine: Engine,
    tenant: OpenTenant,
    lease: Lease,
    change: Change,
    handed: ReadonlyMap<string, HandedRecord> = new Map(),
  ) {
    this.engine = engine;
    this.#handed = handed;
    this.tenant = tenant;
    this.change = change;
    this.#lease = lease;
    this.#noted.set(`${change.platform}|${change.recordId}`, {
      ref: this.refTo(change.platform, change.recordId),
      seen: change.dirty,
      change,
    });
  }

  get lease(): Lease {
    return this.#lease;
  }

  get fence(): number {
    return this.#lease.fence;
  }

  refTo(platform: Platform, recordId: string): RecordRef {
    return { tenant: this.tenant.code, platform, recordId };
  }

  /** Every mark up to now is answered by what is read from here on. */
  async note(platform: Platform, recordId: string): Promise<void> {
    const key = `${platform}|${recordId}`;
    if (this.#noted.has(key)) return;
    const ref = this.refTo(platform, recordId);
    const change = await this.engine.store.findChange(ref);
    this.#noted.set(key, { ref, seen: change?.dirty ?? 0, change });
  }

  /** What was noted of the record that the pass is about, and of its counterpart on the link. */
  notedOf(link: Link | undefined): readonly Noted[] {
    const { platform, recordId } = this.change;
    const counterpart = link && idOn(link, otherPlatform(platform));
    const keys = [`${platform}|${recordId}`, `${otherPlatform(platform)}|${counterpart ?? ''}`];
    return keys.flatMap((key) => this.#noted.get(key) ?? []);
  }

  /** Why the records noted are looked at; a mark without a delivery is the sweep's, the command line's or a second look's. */
  async asked(link: Link | undefined): Promise<Asked> {
    const deliveries: Delivery[] = [];
    let isThorough = false;
    let isSecondLook = false;
    for (const { ref, seen, change } of this.notedOf(link)) {
      const done = change?.done ?? 0;
      const covered = await this.engine.store.coveredDeliveries(ref, seen);
      const recent = covered.filter(({ mark = 0 }) => mark > done);
      deliveries.push(...recent);
      const looks = change?.lookMarks.filter((mark) => mark > done && mark <= seen).length ?? 0;
      isSecondLook ||= looks > 0;
      isThorough ||= recent.length + looks < seen - done;
    }
    return { deliveries, isThorough, isSecondLook };
  }

  /** The record as it is now; `undefined` when there is none. A link's own record is never older than its last answer. */
  async read(platform: Platform, recordId: string, link?: Link): Promise<PlatformRecord | undefined> {
    const handed = this.#findHanded(platform, recordId);
    if (handed) return this.#remember(handed);
    await this.note(platform, recordId);
    const record = await this.tenant.connectors[platform].read(recordId);
    const seen = link?.seen[platform];
    const isStale = record && seen !== undefined && record.updatedAt < seen;
    if (isStale && this.change.staleReads < STALE_LOOKS) {
      throw new SyncFailure('stale', `${platform}_stale_read`);
    }
    return record && this.#remember(record);
  }

  /** A record as this pass was shown it last. */
  shown(platform: Platform, recordId: string): PlatformRecord | undefined {
    return this.#shown.get(`${platform}|${recordId}`);
  }

  #remember(record: PlatformRecord): PlatformRecord {
    this.#shown.set(`${record.platform}|${record.id}`, record);
    return record;
  }

  /** What finding the owner of a rental showed already, if nothing but its events has marked the record since. */
  #findHanded(platform: Platform, recordId: string): PlatformRecord | undefined {
    const handed = platform === 'storeganise' ? this.#handed.get(recordId) : undefined;
    const isOwn = this.change.platform === platform && this.change.recordId === recordId;
    if (!handed || !isOwn) return undefined;
    const marks = this.change.dirty - this.change.done;
    return marks === handed.marks.length && handed.marks.every((mark) => mark > this.change.done)
      ? handed.record
      : undefined;
  }

  async holdLease(): Promise<void> {
    this.#lease = await holdLease(this.engine, this.#lease);
  }

  /** Stores the link as it is now known; throws LostCompareAndSet when somebody else moved it on. */
  async save(link: Link): Promise<Link> {
    const { store, failpoint } = this.engine;
    const saved = link.revision === 0 ? await store.insertLink(link) : await store.saveLink(link);
    await failpoint.reach('link_saved');
    return saved;
  }
}
