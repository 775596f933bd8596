// Where a tenant stands on its way from the first event to work, decided from what is known of it at one moment.
import type { AddonState, Connection } from './installation.ts';
import { answerTenant, askTenant } from './questions.ts';
import type { Case, OutboxRow, TenantNotice } from './records.ts';

/** A setting that cannot be used: as the operator sees it, what stands there, and what is accepted. */
export type SettingFault = {
  readonly setting: string;
  readonly label: string;
  /** Absent where nothing stands there. */
  readonly found?: string;
  readonly accepted: string;
};

/** All that is known of a tenant at one moment. */
export type TenantFacts = {
  readonly tenant: string;
  /** `unread`: nobody could read its add-on record yet; `refused`: Storeganise does not let the installation in. */
  readonly state: AddonState | 'unread' | 'refused';
  readonly faults: readonly SettingFault[];
  /** The Zendesk account that the settings name. */
  readonly subdomain?: string;
  /** Whether webhooks from Zendesk have to prove where they come from. */
  readonly isSigned: boolean;
  /** Absent: the OAuth proxy was never asked, or did not answer. */
  readonly connection?: Connection;
  /** Further installations of the business that are in use. */
  readonly seconds: readonly string[];
};

/** Where the tenant stands. */
export type Standing = {
  /** Why its changes wait; absent: they are worked on. */
  readonly notLive?: string;
  /** Whether tasks may be posted and completed: what is paused is only read, what is disabled is not called. */
  readonly mayAsk: boolean;
  /** When to look again; absent: when an event asks for it. */
  readonly nextLookMs?: number;
};

/** Settings are read at most a minute ago (contract: "Installation"), the time of a look and its pauses included. */
export const SETTINGS_MS = 50_000;
/** One look a minute at an installation that cannot be used (contract: "Installation"). */
const UNUSABLE_MS = 60_000;
/** After consent the backlog starts within 10 s (contract: "Installation"). */
const CONSENT_MS = 4_000;
/** First repetition of what did not answer (contract: "Timing and counting"). */
const UNREAD_MS = 4_000;

/** Where a tenant stands; the first thing that is missing decides. */
export function judgeTenant(facts: TenantFacts): Standing {
  const { state, faults, subdomain, connection } = facts;
  if (state === 'unread') return waits('its add-on record could not be read yet', UNREAD_MS, false);
  if (state === 'refused') return waits('Storeganise does not let its installation in', UNUSABLE_MS, false);
  // Nothing is called, and whoever enables it makes Storeganise send an event.
  if (state === 'disabled') return { notLive: 'its add-on is disabled', mayAsk: false };
  if (state === 'paused') return waits('its add-on is paused', UNUSABLE_MS, false);
  const [fault] = faults;
  if (fault) return waits(`the setting ${fault.label} cannot be used`, SETTINGS_MS);
  if (subdomain === undefined) return waits('its settings name no Zendesk account', SETTINGS_MS);
  if (!connection) return waits('the OAuth proxy does not say whether Zendesk is connected', CONSENT_MS);
  if (connection.state === 'revoked') return waits('access to Zendesk has ended', CONSENT_MS);
  if (connection.state === 'not_connected') return waits('Zendesk is not connected', CONSENT_MS);
  if (connection.subdomain !== subdomain) return waits('another Zendesk account is connected', CONSENT_MS);
  return { mayAsk: true, nextLookMs: SETTINGS_MS };
}

const waits = (notLive: string, nextLookMs: number, mayAsk = true): Standing => ({ notLive, mayAsk, nextLookMs });

/** What a link has to ask for: that this account be connected, in place of the connection of that generation. */
export type ConsentWanted = { readonly tenant: string; readonly subdomain: string; readonly generation: number };

type Question = { readonly kind: TenantNotice; readonly about?: string; readonly values: Case['values'] };

/** Kinds of questions that open and close by what is known of a tenant. */
const KINDS: readonly Case['kind'][] = [
  'authorise',
  'wrong_setting',
  'unsigned',
  'second_installation',
  'account_taken',
] satisfies readonly TenantNotice[];

/**
 * The questions to be asked and answered so that exactly those are open which have a cause; `linkTo` makes a link for an
 * authorise task. Nothing of a tenant that may not be asked.
 */
export function askOperator(
  facts: TenantFacts,
  from: { readonly open: readonly Case[]; readonly now: number; readonly linkTo: (wanted: ConsentWanted) => string },
): readonly OutboxRow[] {
  const { tenant } = facts;
  if (!judgeTenant(facts).mayAsk) return [];
  const wanted = [
    ...wrongSettings(facts),
    ...consent(facts, from),
    ...(facts.isSigned ? [] : [{ kind: 'unsigned', values: {} } as const]),
    ...facts.seconds.map((addonId) => ({ kind: 'second_installation', about: addonId, values: { addonId } }) as const),
  ].map(({ kind, values, about }: Question) => askTenant(tenant, kind, values, from.now, about));
  const managed = from.open.filter(({ kind }) => KINDS.includes(kind));
  const isKept = ({ case: asked }: (typeof wanted)[number]) =>
    managed.some(({ id, values }) => id === asked.id && JSON.stringify(values) === JSON.stringify(asked.values));
  const gone = managed.filter(({ id }) => !wanted.some(({ case: asked }) => asked.id === id));
  return [
    ...wanted.filter((row) => !isKept(row)),
    ...gone.map(({ kind, subject }) => answerTenant(tenant, kind as TenantNotice, subject)),
  ];
}

const wrongSettings = ({ faults }: TenantFacts): readonly Question[] =>
  faults.map(({ setting, label, found, accepted }) => ({
    kind: 'wrong_setting',
    about: setting,
    values: { setting: label, found: found ?? '', accepted },
  }));

/** A link that is older than this is made anew, long before it runs out. */
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

/** Asks for consent, with the same link for as long as it asks for the same. */
function consent(
  { tenant, faults, subdomain, connection }: TenantFacts,
  { open, now, linkTo }: Parameters<typeof askOperator>[1],
): readonly Question[] {
  const asked = open.find(({ kind }) => kind === 'authorise')?.values;
  if (faults.length > 0) return asked ? [{ kind: 'authorise', values: asked }] : [];
  const isJoined = connection?.state === 'connected' && connection.subdomain === subdomain;
  if (subdomain === undefined || !connection || isJoined) return [];
  const { generation, state } = connection;
  const refusal = connection.refusal?.subdomain === subdomain ? connection.refusal.reason : undefined;
  const madeFor = `${subdomain} ${generation}`;
  const isFresh = now - Date.parse(asked?.madeAt ?? '') < LINK_DAYS * DAY_MS;
  const kept = asked?.madeFor === madeFor && isFresh ? asked : undefined;
  const link = kept?.link ?? linkTo({ tenant, subdomain, generation });
  const madeAt = kept?.madeAt ?? new Date(now).toISOString();
  const isTaken = refusal === 'account_taken';
  return [
    {
      kind: 'authorise',
      values: {
        account: subdomain,
        ...(state === 'not_connected' ? {} : { before: state }),
        ...(refusal === undefined || isTaken ? {} : { refusal }),
        ...{ link, madeFor, madeAt },
      },
    },
    ...(isTaken ? [{ kind: 'account_taken', values: { account: subdomain } } as const] : []),
  ];
}
