import type { PlatformRecord } from '../domain/contact.ts';
import { SyncFailure } from '../domain/failures.ts';
import { draftHalfLink, intendCreate, refuseCreate, settleCreate } from '../domain/new-link.ts';
import type { Link } from '../domain/records.ts';
import { type Found, held, noop } from './found.ts';
import type { Pass } from './pass.ts';

/** Search may hide for minutes who holds the address (contract §7): after this long it becomes a question. */
const HIDDEN_LIMIT_MS = 600_000;

/**
 * Creates the Zendesk user of a customer whom no look-up found. The half link is stored first: it is the intent that
 * makes a twin impossible, since every repeat uses the same keys and the platform accepts them only once.
 */
export async function createInZendesk(
  pass: Pass,
  customer: PlatformRecord,
  found: Link | undefined,
  readAt: number,
): Promise<Found> {
  const { clock, random } = pass.engine;
  if (customer.contact.email === '' && !found) return noop('no_email');
  const origin = { tenant: pass.tenant.code, id: found?.id ?? random.id(), fence: pass.fence };
  const half = await pass.save(
    found ? intendCreate(found, customer, clock.now()) : draftHalfLink(origin, customer, clock.now()),
  );
  try {
    const zendesk = await create(pass, half, customer);
    const pair = { storeganise: customer, zendesk };
    return { kind: 'pair', link: settleCreate(half, pair, clock.now()), pair, lastRead: 'zendesk', readAt };
  } catch (failure) {
    if (!(failure instanceof SyncFailure) || failure.kind !== 'rejected') throw failure;
    await pass.save(refuseCreate(half));
    return afterRefusal(pass, half, customer, failure);
  }
}

async function create(pass: Pass, half: Link, customer: PlatformRecord): Promise<PlatformRecord> {
  const { failpoint } = pass.engine;
  const email = half.intent?.email ?? customer.contact.email;
  const name = customer.contact.name || (email.split('@')[0] ?? email);
  await pass.holdLease();
  await failpoint.reach('before_create');
  const answer = await pass.tenant.connectors.zendesk.create({ name, email, pointer: customer.id });
  await failpoint.reach('after_create');
  if (answer.kind === 'answered') return answer.record;
  throw answer.failure;
}

/** Somebody holds the address whom search does not show yet: look again, each time after twice as long, up to 30 s. */
function afterRefusal(pass: Pass, half: Link, customer: PlatformRecord, failure: SyncFailure): Found {
  const hiddenMs = pass.engine.clock.now() - (half.intent?.since ?? 0);
  if (failure.isDuplicate && hiddenMs < HIDDEN_LIMIT_MS) {
    const retryAfterMs = Math.min(Math.max(hiddenMs, 1_000), 30_000);
    throw new SyncFailure('unavailable', 'zendesk_duplicate_hidden', { retryAfterMs });
  }
  const kind = failure.isDuplicate ? 'email_taken' : 'rejected_write';
  return held(pass.tenant.code, customer, { kind, values: { code: failure.code }, since: pass.engine.clock.now() });
}
