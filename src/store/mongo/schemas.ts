// What is remembered, as MongoDB holds it: one schema a collection, with its indexes. An unknown field is refused, and nothing
// here is made in passing: indexes come by `npm run migrate`, or at start before the service is ready.
import { Schema, type SchemaOptions } from 'mongoose';
import type { Installation } from '../../domain/installation.ts';
import type { Case, Change, Delivery, HistoryRow, Lease, Link } from '../../domain/records.ts';

/** Open = without an outcome; from `dueAt` on a worker has to do something about the delivery itself. */
export type DeliveryDocument = Omit<Delivery, 'mark'> & {
  readonly _id: string;
  readonly open?: true;
  readonly dueAt?: number;
  readonly expireAt: Date;
};

/** From `dueAt` on it is to be taken; `noted` are the deliveries behind the marks that are not settled. */
export type ChangeDocument = Change & {
  readonly _id: string;
  readonly dueAt?: number;
  readonly noted: readonly { readonly key: string; readonly mark: number }[];
};

export type LinkDocument = Omit<Link, 'id'> & { readonly _id: string };

/** From `dueAt` on its task is to be brought up to date, which is so while the task does not say what the case `says`. */
export type CaseDocument = Omit<Case, 'id'> & { readonly _id: string; readonly says: string; readonly dueAt?: number };

export type HistoryDocument = Omit<HistoryRow, 'id'> & { readonly _id: string };

/** From `dueAt` on it is to be looked at. */
export type InstallationDocument = Omit<Installation, 'addonId'> & { readonly _id: string; readonly dueAt?: number };

/** Where a sweep of a tenant stands; the one without a cursor says when it was swept last. */
export type CursorDocument = {
  readonly _id: string;
  readonly tenant: string;
  readonly cursor?: string;
  readonly sweptAt?: number;
};

/** One for all processes: which of them rang last, for the how-manieth time. */
export type BellDocument = { readonly _id: string; readonly by: string; readonly rings: number };

/** One a tenant, never removed: its fence only grows. */
export type LeaseDocument = Omit<Lease, 'tenant'> & {
  readonly _id: string;
  readonly claimedAt: number;
  readonly pausedUntil: number;
};

const OPTIONS = {
  strict: 'throw',
  versionKey: false,
  // An empty base is a base.
  minimize: false,
  id: false,
  autoIndex: false,
  autoCreate: false,
} as const satisfies SchemaOptions;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const whole = { type: Schema.Types.Mixed, required: true } as const;
const record = { tenant: text, platform: text, recordId: { type: String } } as const;

const deliverySchema = new Schema(
  {
    _id: text,
    ...record,
    key: text,
    type: text,
    receivedAt: number,
    hint: Schema.Types.Mixed,
    bar: Schema.Types.Mixed,
    toldAt: Number,
    mergedWith: String,
    rental: Schema.Types.Mixed,
    notBefore: Number,
    retries: Number,
    outcome: Schema.Types.Mixed,
    open: Boolean,
    dueAt: Number,
    expireAt: { type: Date, required: true },
  },
  OPTIONS,
)
  .index({ open: 1, tenant: 1, dueAt: 1 }, { name: 'open', partialFilterExpression: { open: true } })
  .index({ tenant: 1, platform: 1, recordId: 1, receivedAt: 1 }, { name: 'record' })
  .index({ tenant: 1, platform: 1, receivedAt: 1 }, { name: 'heard' })
  .index({ expireAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

const hasWork = { dueAt: { $exists: true } } as const;

const changeSchema = new Schema(
  {
    _id: text,
    ...record,
    dirty: number,
    done: number,
    readyAt: number,
    notBefore: number,
    looks: [Number],
    lookMarks: [Number],
    noted: [Schema.Types.Mixed],
    attempts: number,
    retries: number,
    isTold: flag,
    staleReads: number,
    defects: number,
    parked: flag,
    failure: String,
    fence: number,
    disabledAt: Number,
    enabledAt: Number,
    dueAt: Number,
  },
  OPTIONS,
)
  .index({ tenant: 1, readyAt: 1, dueAt: 1, fence: 1 }, { name: 'turn', partialFilterExpression: hasWork })
  .index({ tenant: 1, dueAt: 1 }, { name: 'due', partialFilterExpression: hasWork })
  .index({ tenant: 1, readyAt: 1 }, { name: 'parked', partialFilterExpression: { parked: true } });

const linkSchema = new Schema(
  {
    _id: text,
    tenant: text,
    since: number,
    storeganiseId: String,
    zendeskId: String,
    state: text,
    matchedBy: text,
    isProven: flag,
    intent: Schema.Types.Mixed,
    base: whole,
    form: Schema.Types.Mixed,
    pending: whole,
    doubts: [Schema.Types.Mixed],
    fieldCases: whole,
    notices: [String],
    refused: [String],
    left: whole,
    isDisabled: flag,
    suspension: Schema.Types.Mixed,
    isSuspendedByUs: flag,
    awaitedEcho: Schema.Types.Mixed,
    foreignPointer: Schema.Types.Mixed,
    seen: whole,
    equal: flag,
    isUnfinished: flag,
    outbox: [Schema.Types.Mixed],
    revision: number,
    fence: number,
  },
  OPTIONS,
)
  .index(
    { tenant: 1, storeganiseId: 1 },
    { name: 'storeganise', unique: true, partialFilterExpression: { storeganiseId: { $exists: true } } },
  )
  .index(
    { tenant: 1, zendeskId: 1 },
    { name: 'zendesk', unique: true, partialFilterExpression: { zendeskId: { $exists: true } } },
  );

const caseSchema = new Schema(
  {
    _id: text,
    tenant: text,
    kind: text,
    subject: text,
    person: Schema.Types.Mixed,
    since: number,
    values: whole,
    open: flag,
    task: Schema.Types.Mixed,
    says: text,
    dueAt: Number,
  },
  OPTIONS,
)
  .index({ open: 1, tenant: 1, since: 1 }, { name: 'open', partialFilterExpression: { open: true } })
  .index({ tenant: 1, dueAt: 1 }, { name: 'due', partialFilterExpression: hasWork })
  .index(
    { tenant: 1, 'task.postedAt': 1 },
    { name: 'posted', partialFilterExpression: { 'task.postedAt': { $exists: true } } },
  );

const historySchema = new Schema(
  {
    _id: text,
    tenant: text,
    linkId: text,
    at: number,
    field: text,
    side: text,
    before: { type: String },
    after: { type: String },
    why: text,
  },
  OPTIONS,
).index({ tenant: 1, linkId: 1, at: 1 }, { name: 'link' });

const leaseSchema = new Schema(
  {
    _id: text,
    worker: text,
    fence: number,
    until: number,
    claimedAt: number,
    pausedUntil: number,
    marksDisabled: flag,
  },
  OPTIONS,
);

const cursorSchema = new Schema({ _id: text, tenant: text, cursor: { type: String }, sweptAt: Number }, OPTIONS);

const bellSchema = new Schema({ _id: text, by: text, rings: number }, OPTIONS);

/**
 * Agenda's own documents, one a schedule. Only their indexes are ours: the one that it claims by, the one that its guide adds, and
 * the one that keeps a schedule single, which it does not do by itself (dependencies dossier §3, faults 11 and "Cost with backlog").
 */
const agendaSchema = new Schema({}, OPTIONS)
  .index({ name: 1, nextRunAt: 1, priority: -1, lockedAt: 1, disabled: 1 }, { name: 'findAndLockNextJobIndex' })
  .index({ name: 1, disabled: 1, lockedAt: 1 }, { name: 'lock' })
  .index({ name: 1 }, { name: 'single', unique: true, partialFilterExpression: { type: 'single' } });

export const AGENDA_COLLECTION = 'agendaJobs';
const tenantSchema = new Schema(
  {
    _id: text,
    tenant: text,
    apiUrl: text,
    isSecond: flag,
    asked: number,
    looked: number,
    lookAt: Number,
    record: Schema.Types.Mixed,
    connection: Schema.Types.Mixed,
    account: Schema.Types.Mixed,
    fence: number,
    dueAt: Number,
  },
  OPTIONS,
)
  .index({ tenant: 1 }, { name: 'first', unique: true, partialFilterExpression: { isSecond: false } })
  .index({ tenant: 1, dueAt: 1 }, { name: 'due' });

/** Every collection of the service by its name. */
export const SCHEMAS = {
  deliveries: deliverySchema,
  changes: changeSchema,
  links: linkSchema,
  cases: caseSchema,
  history: historySchema,
  leases: leaseSchema,
  cursors: cursorSchema,
  bell: bellSchema,
  [AGENDA_COLLECTION]: agendaSchema,
  tenants: tenantSchema,
} as const;
