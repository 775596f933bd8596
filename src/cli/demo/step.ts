import type { Platform } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';
import type { Fact, Hands } from './hands.ts';
import type { Shown } from './show-records.ts';

/** A task that must be there: its title, and what its text must say. */
export type ToldTask = { readonly title: string; readonly says: readonly string[] };

/** One thing that a person does, and what is different once both platforms have come to rest. */
export type Step = {
  readonly tenant: TenantCode;
  /** Who it is about, by the name that the story has for them. */
  readonly person: string;
  /** Somebody else whose values are worth a look. */
  readonly witness?: string;
  /** What happens, and what follows from it. */
  readonly tells: readonly [act: string, effect: string];
  readonly act: (hands: Hands) => Promise<readonly Fact[]>;
  /** What the person's records show differently from then on; '' where they no longer show it. */
  readonly changes: Partial<Readonly<Record<Platform, Shown>>>;
  /** The same for the witness. */
  readonly witnessed?: Partial<Readonly<Record<Platform, Shown>>>;
  /** How often the service writes a change to each side; notes of who belongs to whom are not counted. */
  readonly writes: Readonly<Record<Platform, number>>;
  /** How many webhooks wait at the end, because nothing may be done for the business yet. */
  readonly kept?: number;
  /** A task that appears in Storeganise … */
  readonly opens?: ToldTask;
  /** … and the title of one that is completed. */
  readonly closes?: string;
};

/** In a value that is told: whatever date stands there. */
export const ANY_DATE = '<date>';

export const NO_WRITES = { storeganise: 0, zendesk: 0 } as const;
export const ONE_TO_ZENDESK = { storeganise: 0, zendesk: 1 } as const;
export const ONE_TO_STOREGANISE = { storeganise: 1, zendesk: 0 } as const;
