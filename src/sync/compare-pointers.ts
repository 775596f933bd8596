import type { CustomersPage } from '../connectors/connector.ts';
import { findAstray } from '../domain/pointers.ts';
import type { Link } from '../domain/records.ts';
import type { Engine, OpenTenant } from './engine.ts';

type Parts = Pick<Engine, 'clock' | 'store'>;

const DAY_MS = 86_400_000;
/** Pages of one go, each a call to Storeganise and one to Zendesk: the next go goes on where this one ended. */
const MAX_PAGES = 10;
const NAME = 'pointers';

/** One look at everybody: when it began, how far it is. */
type Round = { readonly startedAt: number; readonly place?: string; readonly isOver: boolean };

/**
 * Once a day, asks the two records of every link whether they still name each other, and marks those that do not. Customers are
 * listed, since nothing comes of a link whose customer is not in the list. Returns how many were marked.
 */
export async function comparePointers({ clock, store }: Parts, tenant: OpenTenant): Promise<number> {
  let round = goOn(await store.findCursor(tenant.code, NAME), clock.now());
  let marked = 0;
  for (let page = 0; page < MAX_PAGES && !round.isOver; page += 1) {
    const { records, cursor, isLast } = await tenant.connectors.storeganise.listCustomers(round.place);
    marked += await comparePage({ store }, tenant, records);
    round = { startedAt: round.startedAt, place: cursor, isOver: isLast };
    await store.saveCursor(tenant.code, NAME, JSON.stringify(round));
  }
  return marked;
}

function goOn(written: string | undefined, now: number): Round {
  const last = written === undefined ? undefined : (JSON.parse(written) as Round);
  const isDue = last === undefined || (last.isOver && now - last.startedAt >= DAY_MS);
  return isDue ? { startedAt: now, isOver: false } : last;
}

/** Both sides of a page in two calls, and marks for those that are astray. Returns how many. */
async function comparePage(
  { store }: Pick<Parts, 'store'>,
  tenant: OpenTenant,
  customers: CustomersPage['records'],
): Promise<number> {
  const linked: { readonly customer: (typeof customers)[number]; readonly link: Link; readonly userId: string }[] = [];
  for (const customer of customers) {
    const link = await store.findLink({ tenant: tenant.code, platform: 'storeganise', recordId: customer.id });
    if (link?.zendeskId !== undefined) linked.push({ customer, link, userId: link.zendeskId });
  }
  const pointers = await tenant.connectors.zendesk.readPointers(linked.map(({ userId }) => userId));
  const astray = linked.flatMap(({ customer, link, userId }) => {
    const zendesk = pointers.get(userId);
    const platforms = findAstray(link, { storeganise: customer, ...(zendesk === undefined ? {} : { zendesk }) });
    return platforms.map((platform) => ({ platform, recordId: platform === 'zendesk' ? userId : customer.id }));
  });
  for (const record of astray) await store.mark({ tenant: tenant.code, ...record });
  return astray.length;
}
