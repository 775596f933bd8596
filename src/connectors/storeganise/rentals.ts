import { z } from 'zod';
import type { PlatformRecord } from '../../domain/contact.ts';
import { SyncFailure } from '../../domain/failures.ts';
import type { Owner, StoreganiseConnector } from '../connector.ts';
import type { Remote } from '../remote.ts';
import { type StoreganiseSettings, toRecord, User } from './user.ts';

const PAGE_SIZE = 100;
/** A customer with more rentals than these pages hold is a list whose filter was ignored. */
const MAX_PAGES = 20;

const Text = z.string().nullish();
const Rental = z.object({ id: z.string(), ownerId: Text, state: Text });
const RentalWithOwner = Rental.extend({ owner: z.unknown().optional() });
const Job = z.object({
  ownerId: Text,
  userId: Text,
  result: z.object({ ownerId: Text, unitRentalId: Text }).nullish().catch(undefined),
  data: z.object({ unitRentalId: Text }).nullish().catch(undefined),
  steps: z
    .array(z.object({ type: Text, result: z.object({ unitRentalId: Text }).nullish().catch(undefined) }))
    .nullish()
    .catch(undefined),
});

type RentalReads = Pick<StoreganiseConnector, 'readRentals' | 'readOwnerOfRental' | 'readOwnerOfJob'>;

/** Rentals and jobs, as far as they say whose they are and whether somebody rents. */
export function createRentalReads(remote: Remote, settings: StoreganiseSettings): RentalReads {
  async function get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | undefined> {
    const reply = await remote.call('GET', path);
    if (reply.kind === 'failed' && reply.status === 404) return undefined;
    if (reply.kind === 'failed') throw reply.failure;
    const read = schema.safeParse(reply.body);
    if (!read.success) throw odd();
    return read.data;
  }

  async function readOwnerOfRental(rentalId: string): Promise<Owner | undefined> {
    const rental = await get(
      `/unit-rentals/${encodeURIComponent(rentalId)}?include=owner,customFields`,
      RentalWithOwner,
    );
    if (!rental?.ownerId) return undefined;
    const record = readOwner(rental.owner, rental.ownerId);
    return { id: rental.ownerId, ...(record ? { record } : {}) };
  }

  function readOwner(owner: unknown, id: string): PlatformRecord | undefined {
    const user = User.safeParse(owner);
    const isWhole = user.success && user.data.id === id && user.data.customFields && user.data.updated !== '';
    return isWhole ? toRecord(user.data, settings) : undefined;
  }

  return {
    /** Filtered once more here: a parameter that is not known is ignored (Storeganise dossier §3.2). */
    async readRentals(id) {
      const all = new Map<string, z.output<typeof Rental>>();
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const path = `/unit-rentals?ownerId=${encodeURIComponent(id)}&limit=${PAGE_SIZE}&offset=${page * PAGE_SIZE}`;
        const rentals = (await get(path, z.array(Rental))) ?? [];
        const isOld = rentals.every((rental) => all.has(rental.id));
        for (const rental of rentals) all.set(rental.id, rental);
        if (rentals.length < PAGE_SIZE || isOld) return statesOf(id, [...all.values()]);
      }
      // What is read in part would give a wrong status.
      throw new SyncFailure('unavailable', 'storeganise_endless_rentals');
    },

    readOwnerOfRental,

    /** A job made through the API belongs to the key's own user: the rental knows better (Storeganise dossier §2.8). */
    async readOwnerOfJob(jobId) {
      const job = await get(`/jobs/${encodeURIComponent(jobId)}`, Job);
      if (!job) return undefined;
      const started = job.steps?.find(({ type }) => type === 'start')?.result?.unitRentalId;
      const rentalId = job.result?.unitRentalId ?? started ?? job.data?.unitRentalId;
      const owner = rentalId ? await readOwnerOfRental(rentalId) : undefined;
      const id = job.result?.ownerId ?? job.ownerId ?? job.userId;
      return owner ?? (id ? { id } : undefined);
    },
  };
}

const statesOf = (id: string, rentals: readonly z.output<typeof Rental>[]): readonly string[] =>
  rentals.filter(({ ownerId }) => ownerId === id).map(({ state }) => state ?? '');

const odd = () => new SyncFailure('unavailable', 'storeganise_odd_rental');
