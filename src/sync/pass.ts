import { otherPlatform, type Platform, type PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { Change, Lease, Link, RecordRef } from '../domain/records.ts';
import type { Engine, OpenTenant } from './engine.ts';

/** After so many looks in a row, an older read is believed: a platform may have been restored. */
const STALE_LOOKS = 10;

/** The id of a link's record on a platform. */
export const idOn = (link: Link, platform: Platform): string | undefined =>
  platform === 'storeganise' ? link.storeganiseId : link.zendeskId;

/** One look at one change under one lease. It guards what may be settled at the end: only what was noted before it was read. */
export class Pass {
  readonly engine: Engine;
  readonly tenant: OpenTenant;
  readonly change: Change;
  #lease: Lease;
  readonly #noted = new Map<string, { readonly ref: RecordRef; readonly seen: number }>();

  constructor(engine: Engine, tenant: OpenTenant, lease: Lease, change: Change) {
    this.engine = engine;
    this.tenant = tenant;
    this.change = change;
    this.#lease = lease;
    this.#noted.set(`${change.platform}|${change.recordId}`, {
      ref: this.refTo(change.platform, change.recordId),
      seen: change.dirty,
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
    this.#noted.set(key, { ref, seen: change?.dirty ?? 0 });
  }

  /** What was noted of the record that the pass is about, and of its counterpart on the link. */
  notedOf(link: Link | undefined): readonly { readonly ref: RecordRef; readonly seen: number }[] {
    const { platform, recordId } = this.change;
    const counterpart = link && idOn(link, otherPlatform(platform));
    const keys = [`${platform}|${recordId}`, `${otherPlatform(platform)}|${counterpart ?? ''}`];
    return keys.flatMap((key) => this.#noted.get(key) ?? []);
  }

  /** The record as it is now; `undefined` when there is none. A link's own record is never older than its last answer. */
  async read(platform: Platform, recordId: string, link?: Link): Promise<PlatformRecord | undefined> {
    await this.note(platform, recordId);
    const record = await this.tenant.connectors[platform].read(recordId);
    const seen = link?.seen[platform];
    const isStale = record && seen !== undefined && record.updatedAt < seen;
    if (isStale && this.change.staleReads < STALE_LOOKS) {
      throw new SyncFailure('stale', `${platform}_stale_read`);
    }
    return record;
  }

  /** Before each remote write: whoever overslept the lease stops here; all others have a whole lease before them. */
  async holdLease(): Promise<void> {
    this.#lease = await this.engine.store.renewLease(this.#lease);
  }

  /** Stores the link as it is now known; throws LostCompareAndSet when somebody else moved it on. */
  async save(link: Link): Promise<Link> {
    const { store, failpoint } = this.engine;
    const saved = link.revision === 0 ? await store.insertLink(link) : await store.saveLink(link);
    await failpoint.reach('link_saved');
    return saved;
  }
}
