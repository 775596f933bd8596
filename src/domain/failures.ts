// Few families, each says what happens next. Anything that is none of these is a defect of ours.

/**
 * `rate_limited`: again when told · `unavailable`: again later, with growing pauses · `stale`: an older read than one
 * that was answered before; again soon · `unauthorised`: the tenant's remote work stops, its queue is kept ·
 * `rejected`: never again with this value; a case.
 */
export type FailureKind = 'rate_limited' | 'unavailable' | 'stale' | 'unauthorised' | 'rejected';

export class SyncFailure extends Error {
  override name = 'SyncFailure';
  readonly kind: FailureKind;
  /** Stable, free of values: `zendesk_422`, `no_answer`, … */
  readonly code: string;
  /** Not before this many milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** `tenant`: everything of the tenant waits, not this record alone. */
  readonly scope: 'record' | 'tenant';
  /** A unique value is held by another record. */
  readonly isDuplicate: boolean;

  constructor(
    kind: FailureKind,
    code: string,
    detail: { retryAfterMs?: number | undefined; scope?: 'record' | 'tenant'; isDuplicate?: boolean } = {},
  ) {
    super(`${kind}: ${code}`);
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = detail.retryAfterMs;
    this.scope = detail.scope ?? 'record';
    this.isDuplicate = detail.isDuplicate ?? false;
  }
}
