import { z } from 'zod';
import { SyncFailure } from '../../domain/failures.ts';
import type { StoreganiseConnector } from '../connector.ts';
import { textOf } from '../json.ts';
import type { Remote } from '../remote.ts';
import { isLastPage, nextOffset, PAGE_SIZE } from './pages.ts';
import { POINTER } from './user.ts';

const Customers = z.array(
  z.object({
    id: z.string(),
    updated: z.string().nullish(),
    customFields: z.record(z.string(), z.unknown()).nullish(),
  }),
);
type Customer = z.output<typeof Customers>[number];

const Place = z.object({ offset: z.int().min(0), first: z.string().optional() });

/** The list of everybody, for which the vendor asks once a day at most, and without `include` (Storeganise dossier §2.9, §3.2). */
export function createCustomerList(remote: Remote): Pick<StoreganiseConnector, 'listCustomers'> {
  return {
    async listCustomers(cursor) {
      const { offset, first } = cursor === undefined ? { offset: 0 } : Place.parse(JSON.parse(cursor));
      const reply = await remote.call('GET', `/users?limit=${PAGE_SIZE}&offset=${offset}`);
      if (reply.kind === 'failed') throw reply.failure;
      const customers = Customers.safeParse(reply.body);
      if (!customers.success) throw new SyncFailure('unavailable', 'storeganise_odd_list');
      const page = customers.data.map((customer) => ({ key: customer.id, ...customer }));
      return {
        records: customers.data.map(show),
        cursor: JSON.stringify({ offset: nextOffset(offset), first: page[0]?.key }),
        isLast: isLastPage(page, first),
      };
    },
  };
}

/** Custom fields that are empty may have been left out of the list: they tell nothing. */
function show({ id, updated, customFields }: Customer) {
  const isTold = customFields && Object.keys(customFields).length > 0;
  return {
    id,
    ...(updated ? { updatedAt: updated } : {}),
    ...(isTold ? { pointer: textOf(customFields[POINTER]).trim() } : {}),
  };
}
