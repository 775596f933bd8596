import { z } from 'zod';

/** How far back the machine remembers what reads showed. */
export const maxReadLagMs = 600_000;

/** What the dossier leaves open; its bold variants are the defaults (Storeganise dossier §6). Tests should pass at any setting. */
export const storeganiseSwitches = z.strictObject({
  // Reads
  /** Reads show every write this much later (Storeganise dossier §6, read-after-event lag). */
  readLagMs: z.int().min(0).max(maxReadLagMs),
  /** Custom fields come without `include` too (Storeganise dossier §3.2). */
  customFieldsAlways: z.boolean(),
  /** Items of a page when `limit` is absent; nobody knows (Storeganise dossier §3.2). */
  defaultLimit: z.int().min(1).max(1000),
  /** A page begins with the last item of the page before (Storeganise dossier §3.2). */
  pagesOverlap: z.boolean(),
  /** Every page holds everything, so that counting items ends never (Storeganise dossier §3.2, §6). */
  limitIgnored: z.boolean(),

  // Users
  /** What an e-mail in use is answered; `ignored` is 200 with the old address (Storeganise dossier §3.4). */
  takenEmail: z.enum(['409', '400', '422', 'ignored']),
  /** Two users may have addresses that differ in case only (Storeganise dossier §6). */
  emailsDifferByCase: z.boolean(),
  /** A change of e-mail takes `emailConfirmed` away (Storeganise dossier §3.4). */
  emailChangeUnconfirms: z.boolean(),
  /** How a disabled user is marked, if at all (Storeganise dossier §3.4.1). */
  disabledMarker: z.enum(['timestamp', 'boolean', 'enabled_false', 'none']),
  /** What disabling emits (Storeganise dossier §2.7, §6). */
  disableEvent: z.enum(['user.disabled', 'user.updated', 'both']),
  /** Which form clears a phone (Storeganise dossier §3.4). */
  phoneClear: z.enum(['null_or_empty', 'null', 'empty']),

  // Custom fields
  /** What writing a code without definition comes to (Storeganise dossier §3.8). */
  undefinedField: z.enum(['ignored', 'refused']),
  /** How a text list is written (Storeganise dossier §3.8). */
  listFields: z.enum(['array', 'text']),

  // Rentals and jobs
  /** A change of a rental also moves its owner's `updated` (Storeganise dossier §2.9). */
  rentalMovesOwner: z.boolean(),
  /** Which ids the events of move-ins and move-outs carry (Storeganise dossier §2.7). */
  rentalEventIds: z.enum(['both', 'jobId', 'unitRentalId']),
  /** The form of the rental ids in a transfer event (Storeganise dossier §2.7). */
  transferIds: z.enum(['text', 'object']),
  /** Where a move-in job names its rental (Storeganise dossier §3.6). */
  jobResultIn: z.enum(['result', 'step']),
  /** What `POST jobs` answers (Storeganise dossier §3.6). */
  jobAnswer: z.enum(['job', 'without_id']),
  /** What `PUT jobs/{id}` accepts: not told anywhere. */
  jobUpdate: z.enum(['accepted', 'data_only', 'refused']),
  /** Whether the step of a task can be completed: seen for other jobs only (Storeganise dossier §3.6). */
  taskSteps: z.enum(['accepted', 'refused']),

  // The add-on
  /** What a disabled add-on is answered (Storeganise dossier §1.3). */
  disabledAddonStatus: z.literal([401, 403]),
  /** Enabling sends `addon.installed` (Storeganise dossier §1.4). */
  installedEvent: z.boolean(),

  // Events
  /** Writes of the add-on come back as events (Storeganise dossier §2.6). */
  echoes: z.boolean(),
  /** `changedKeys` may be missing or empty (Storeganise dossier §2.7). */
  changedKeys: z.enum(['present', 'absent', 'empty']),
  /** Keys that the envelope may lack (Storeganise dossier §2.2, §6). */
  envelopeLacks: z.array(z.enum(['id', 'created', 'businessCode', 'data'])),
  /** The envelope carries keys that nobody knows (Storeganise dossier §2.2). */
  envelopeHasMore: z.boolean(),
  /** How the body is written: what is signed and sent must be the bytes, whatever they are (Storeganise dossier §2.3). */
  bodyForm: z.enum(['compact', 'pretty', 'escaped']),
  /** What is signed: the bytes sent, or what the template would make of them (Storeganise dossier §2.3). */
  signs: z.enum(['raw', 'reserialised']),
});

export type StoreganiseSwitches = z.output<typeof storeganiseSwitches>;

export const defaultSwitches: StoreganiseSwitches = {
  readLagMs: 0,
  customFieldsAlways: false,
  defaultLimit: 100,
  pagesOverlap: false,
  limitIgnored: false,
  takenEmail: '409',
  emailsDifferByCase: false,
  emailChangeUnconfirms: false,
  disabledMarker: 'timestamp',
  disableEvent: 'user.disabled',
  phoneClear: 'null_or_empty',
  undefinedField: 'ignored',
  listFields: 'array',
  rentalMovesOwner: false,
  rentalEventIds: 'both',
  transferIds: 'text',
  jobResultIn: 'result',
  jobAnswer: 'job',
  jobUpdate: 'accepted',
  taskSteps: 'accepted',
  disabledAddonStatus: 403,
  installedEvent: true,
  echoes: true,
  changedKeys: 'present',
  envelopeLacks: [],
  envelopeHasMore: false,
  bodyForm: 'compact',
  signs: 'raw',
};
