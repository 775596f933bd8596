import type { Pair, PlatformRecord } from '../domain/contact.ts';
import { isDisabled } from '../domain/disabled.ts';
import { SyncFailure } from '../domain/failures.ts';
import type { Facts } from '../domain/plan.ts';
import type { Change, Link } from '../domain/records.ts';
import type { Asked, Pass } from './pass.ts';

const SETTLING_MS = 12_000;

/** Both records of a link with all that is known about them. */
export type Seen = { readonly pair: Pair; readonly facts: Facts };

/** Reads what a decision needs besides the two records, and only that (design: "Read plan"). */
export async function readFacts(
  pass: Pass,
  link: Link,
  pair: Pair,
  about: { readonly asked: Asked; readonly readAt: number; readonly isWhole: boolean },
): Promise<Seen> {
  const { asked, readAt, isWhole } = about;
  const { connectors, statusKey } = pass.tenant;
  const isNowDisabled = await judgeDisabled(pass, pair.storeganise, changeOf(pass, link));
  const isThorough = asked.isThorough || isWhole;
  if (isNowDisabled && !link.isDisabled) requireClear(pass, pair.storeganise, asked);
  const wantsRentals =
    isThorough ||
    asked.isSecondLook ||
    isNowDisabled !== link.isDisabled ||
    asked.deliveries.some(({ rental }) => rental);
  const hasUse = statusKey !== undefined || (isNowDisabled && !link.isDisabled);
  const rentals =
    wantsRentals && hasUse ? { rentals: await connectors.storeganise.readRentals(pair.storeganise.id) } : {};
  const wantsIdentities =
    isThorough || hasMoved(link, pair) || asked.deliveries.some(({ type }) => /^user\.(identity_|merged)/.test(type));
  const zendesk = wantsIdentities
    ? { ...pair.zendesk, identities: await connectors.zendesk.readIdentities(pair.zendesk.id) }
    : pair.zendesk;
  return {
    pair: { ...pair, zendesk },
    facts: {
      readAt,
      isThorough,
      isDisabled: isNowDisabled,
      ...rentals,
      ...(statusKey === undefined ? {} : { statusKey }),
    },
  };
}

/** An address or a number is not what both sides agreed on: writing it takes the identities. */
const hasMoved = (link: Link, pair: Pair): boolean =>
  (['email', 'phone'] as const).some((field) =>
    [pair.storeganise, pair.zendesk].some(
      ({ contact }) => contact[field] !== '' && contact[field] !== link.base[field],
    ),
  );

const changeOf = (pass: Pass, link: Link): Change | undefined =>
  pass.notedOf(link).find(({ ref }) => ref.platform === 'storeganise')?.change;

/** Where only the event says that a customer is disabled, the event that takes it back may be on its way. */
function requireClear({ engine }: Pass, customer: PlatformRecord, { deliveries }: Asked): void {
  if (customer.isBarred !== undefined) return;
  const heardAt = Math.max(0, ...deliveries.map(({ bar, receivedAt }) => (bar?.kind === 'disabled' ? receivedAt : 0)));
  const waitMs = heardAt + SETTLING_MS - engine.clock.now();
  if (waitMs > 0) throw new SyncFailure('unavailable', 'storeganise_disabling_unclear', { retryAfterMs: waitMs });
}

/** Whether a customer is disabled, as far as record and events tell; a mark that is seen is remembered. */
export async function judgeDisabled(
  pass: Pass,
  customer: PlatformRecord,
  change: Change | undefined,
): Promise<boolean> {
  if (customer.isBarred && !pass.lease.marksDisabled) await pass.engine.store.rememberMarks(pass.tenant.code);
  return isDisabled(customer, change, pass.lease.marksDisabled);
}
