import type { Platform } from '../domain/contact.ts';
import { answerTenant, askTenant } from '../domain/questions.ts';
import {
  type FoundChange,
  isOverdue,
  isSilent,
  isTraceOf,
  judge,
  listen,
  noteFound,
  type Silence,
} from '../domain/unheard.ts';
import type { Engine } from './engine.ts';

type Parts = Pick<Engine, 'clock' | 'store'>;

const QUESTIONS = { storeganise: 'storeganise_unheard', zendesk: 'zendesk_unheard' } as const;

/**
 * Counts the changes of a platform that its sweep has found and that nothing told us of. Many in a row become a question to the
 * business, which is answered as soon as the platform is heard again. Returns how many.
 */
export async function listenForSilence(
  { clock, store }: Parts,
  { tenant, platform }: { readonly tenant: string; readonly platform: Platform },
  found: readonly FoundChange[],
): Promise<number> {
  const name = `unheard.${platform}`;
  const written = await store.findCursor(tenant, name);
  const last = written === undefined ? undefined : (JSON.parse(written) as Silence);
  const heardAt = (await store.queueOf(tenant)).lastReceivedAt[platform];
  const now = clock.now();
  const before = noteFound(listen(last, heardAt, now), last, found);
  const silence = judge(before, await findMattering({ store }, { tenant, platform }, before));
  if (isSilent(silence)) {
    const values = heardAt === undefined ? {} : { heard: new Date(heardAt).toISOString().slice(0, 10) };
    await store.deliverRow(tenant, askTenant(tenant, QUESTIONS[platform], values, now));
  } else if (last && last.missed.length > 0) {
    await store.deliverRow(tenant, answerTenant(tenant, QUESTIONS[platform]));
  }
  await store.saveCursor(tenant, name, JSON.stringify(silence));
  return silence.missed.length;
}

/** The overdue ones that went to the other side. */
async function findMattering(
  { store }: Pick<Parts, 'store'>,
  { tenant, platform }: { readonly tenant: string; readonly platform: Platform },
  { found, listenedAt }: Silence,
): Promise<readonly FoundChange[]> {
  const mattering: FoundChange[] = [];
  for (const change of found.filter((one) => isOverdue(one, listenedAt))) {
    const link = await store.findLink({ tenant, platform, recordId: change.recordId });
    const rows = link ? await store.historyOf(tenant, link.id) : [];
    if (rows.some((row) => isTraceOf(change, platform, row))) mattering.push(change);
  }
  return mattering;
}
