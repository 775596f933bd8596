// What is remembered of an installation of the add-on, as plain data (design: "What is remembered", `tenants`). Times are
// milliseconds since the epoch.

/** What an installation is held to for good from its first sight on: no later event talks us into another address or business. */
export type Pin = {
  readonly addonId: string;
  /** The business code. */
  readonly tenant: string;
  /** Normalised. */
  readonly apiUrl: string;
};

export type AddonState = 'enabled' | 'paused' | 'disabled';

/** What Storeganise answered when it was last asked for the add-on record, and what stood there when it was last read. */
export type AddonRecord = {
  readonly at: number;
  /** `refused`: Storeganise does not let this installation in; `missing`: it has no such record. */
  readonly answer: 'read' | 'refused' | 'missing';
  readonly state?: AddonState;
  /** The operator's settings by their codes, as they stand there. */
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** The Zendesk connection of the business, as the OAuth proxy told it last. */
export type Connection = {
  readonly state: 'not_connected' | 'connected' | 'revoked';
  /** What the next consent has to name. */
  readonly generation: number;
  readonly subdomain?: string;
  /** Why the last consent came to nothing, until one succeeds. */
  readonly refusal?: { readonly reason: string; readonly subdomain: string };
};

/** A Zendesk account: no endpoint tells its id, only deliveries do (contract: "Webhooks in"). */
export type Account = { readonly subdomain: string; readonly id: string };

/** One installation of the add-on, with what the last look at it has found. */
export type Installation = Pin & {
  /** Another one of the business came before it: this one is paused. */
  readonly isSecond: boolean;
  /** Counts who asked for a look; `looked` is how far the last look has answered them. */
  readonly asked: number;
  readonly looked: number;
  /** The next look is due then; absent: when somebody asks. */
  readonly lookAt?: number;
  readonly record?: AddonRecord;
  readonly connection?: Connection;
  /** That of the first delivery whose signature was verified; it counts as long as the settings name its subdomain. */
  readonly account?: Account;
  readonly fence: number;
};

/** What a look has found, and when the next one is due. */
export type LookResult = Pick<Installation, 'looked' | 'lookAt' | 'record' | 'connection'>;

/** Whether somebody asked for a look, or its time has come. */
export const isLookDue = ({ asked, looked, lookAt }: Installation, now: number): boolean =>
  asked > looked || (lookAt !== undefined && lookAt <= now);
