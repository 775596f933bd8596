import type { ChangedRecord } from '../connectors/connector.ts';
import { FIELDS, PLATFORMS, type Platform } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { RecordRef } from '../domain/records.ts';
import type { FoundChange } from '../domain/unheard.ts';
import { comparePointers } from './compare-pointers.ts';
import type { Engine, OpenTenant } from './engine.ts';
import { listenForSilence } from './listen-for-silence.ts';

type SweepEngine = Pick<Engine, 'clock' | 'store' | 'log'>;

/**
 * Calls of one sweep: the rest waits for the next one, which goes on where this one ended. Zendesk grants ten exports a minute
 * to all who use the account (Zendesk dossier §9.2), with up to 1,000 users each.
 */
const MAX_PAGES = { storeganise: 20, zendesk: 5 } as const satisfies Record<Platform, number>;
/** The first sweep looks this far back; who changed before follows on the next change (contract: "Installation"). */
const FIRST_LOOK_MS = 3_600_000;

/**
 * Looks for what webhooks missed: marks every record that changed since the last sweep and that no pass has seen since, and
 * once a day those that no longer point at each other. It marks and nothing else, and keeps its place after every page, so that
 * a crash only repeats one.
 */
export async function sweepTenant(engine: SweepEngine, tenant: OpenTenant): Promise<void> {
  for (const platform of PLATFORMS) {
    await orLater(engine, tenant, async () => {
      const found = await sweepPlatform(engine, tenant, platform);
      const dated = found.filter((change) => Number.isFinite(change.madeAt));
      const unheard = await listenForSilence(engine, { tenant: tenant.code, platform }, dated);
      engine.log.info({ tenant: tenant.code, platform, found: found.length, unheard }, 'swept');
    });
  }
  await orLater(engine, tenant, async () => {
    const astray = await comparePointers(engine, tenant);
    if (astray > 0) engine.log.info({ tenant: tenant.code, astray }, 'pointers led astray');
  });
}

/** What a platform does not answer now is done by the next sweep. */
async function orLater({ log }: SweepEngine, tenant: OpenTenant, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (failure) {
    if (!(failure instanceof SyncFailure)) throw failure;
    log.warn({ tenant: tenant.code, code: failure.code }, 'sweep broken off');
  }
}

async function sweepPlatform(
  engine: SweepEngine,
  tenant: OpenTenant,
  platform: Platform,
): Promise<readonly FoundChange[]> {
  const { store, clock } = engine;
  const name = `sweep.${platform}`;
  let cursor = await store.findCursor(tenant.code, name);
  const found: FoundChange[] = [];
  for (let page = 0; page < MAX_PAGES[platform]; page += 1) {
    const changed = await tenant.connectors[platform].listChanged(cursor, clock.now() - FIRST_LOOK_MS);
    for (const record of changed.records) {
      const ref = { tenant: tenant.code, platform, recordId: record.id };
      if (await isSeen(engine, ref, record)) continue;
      await store.mark(ref);
      found.push({ recordId: record.id, madeAt: Date.parse(record.updatedAt ?? ''), foundAt: clock.now() });
    }
    cursor = changed.cursor;
    await store.saveCursor(tenant.code, name, cursor);
    if (changed.isLast) break;
  }
  return found;
}

/**
 * A pass has come to its end over this state of the record, or a later one. Zendesk counts time in seconds: of the same second
 * it was this state only if it shows what both sides agreed on then.
 */
async function isSeen({ store }: SweepEngine, ref: RecordRef, { updatedAt, shown }: ChangedRecord): Promise<boolean> {
  if (updatedAt === undefined) return false;
  const link = await store.findLink(ref);
  const seen = link?.seen[ref.platform];
  if (seen === undefined || seen < updatedAt) return false;
  return seen > updatedAt || !shown || FIELDS.every((field) => shown.contact[field] === link?.base[field]);
}
