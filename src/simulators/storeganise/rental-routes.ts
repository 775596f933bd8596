import type { Commit } from '../front-door.ts';
import { invalid, jsonAnswer, notFound } from './answers.ts';
import { type Arrived, type Business, presentSurroundings, surroundings } from './business.ts';
import { describeCustomer, describeRental, describeUnit } from './describe.ts';
import { included, isListed, listAnswer } from './listing.ts';
import { readCustomFields, readObject } from './read-body.ts';
import { isActive, loggedRental, type Rental, type RentalChanges } from './rentals.ts';

/** `GET unit-rentals`: `ownerId` filters, `userId` is nothing it knows (Storeganise dossier §3.5). */
export function listRentals(business: Business, { query }: Arrived): Commit {
  return (now) => {
    const around = surroundings(business, now);
    const ownerId = query.get('ownerId');
    const candidates = ownerId === null ? business.rentals.allVisible(now) : around.rentalsOf(ownerId);
    const found = candidates.filter((rental) => isListed(rental, query) && isWanted(rental, query));
    return listAnswer([...found], query, business.switches, (rental) =>
      describeRental(rental, included(query), around),
    );
  };
}

function isWanted(rental: Rental, query: URLSearchParams): boolean {
  const isSame = (key: 'ownerId' | 'siteId') => [null, rental[key]].includes(query.get(key));
  const isBetween = (key: 'start' | 'end', day: string | undefined) => {
    const [from = '', to = ''] = (query.get(key) ?? '').split(',');
    if (from === '' && to === '') return true;
    return day !== undefined && day >= from && (to === '' || day <= to);
  };
  return (
    isSame('ownerId') &&
    isSame('siteId') &&
    isInState(rental, query.get('state')) &&
    isBetween('start', rental.startDate) &&
    isBetween('end', rental.endDate)
  );
}

/** A comma list, in which `active` stands for reserved and occupied (Storeganise dossier §4.1). */
function isInState(rental: Rental, states: string | null): boolean {
  if (states === null) return true;
  return states.split(',').some((state) => (state === 'active' ? isActive(rental) : rental.state === state));
}

/** `GET unit-rentals/{id}?include=unit,owner,customFields` (Storeganise dossier §3.5). */
export function showRental(business: Business, { id, query }: Arrived): Commit {
  return (now) => {
    const rental = business.rentals.visible(id, now);
    if (rental === undefined) throw notFound();
    const around = surroundings(business, now);
    const include = included(query);
    const owner = business.customers.findVisible(rental.ownerId, now);
    const body = {
      ...describeRental(rental, include, around),
      ...(include.has('unit') ? { unit: describeUnit(business.units.require(rental.unitId)) } : {}),
      ...(include.has('owner') && owner ? { owner: describeCustomer(owner, include, around) } : {}),
    };
    return { recordId: id, response: jsonAnswer(200, body) };
  };
}

/** `PUT unit-rentals/{id}`: `customFields` and `startDate` (Storeganise dossier §3.5). */
export function updateRental(business: Business, { id, request }: Arrived): Commit {
  const { rentals, flow, switches } = business;
  rentals.require(id);
  const changes = readRentalChanges(readObject(request));
  return (now) => {
    const before = loggedRental(rentals.require(id));
    const { rental, changed } = rentals.update(id, changes, 'addon', now);
    const described = describeRental(rental, new Set(['customFields']), presentSurroundings(business));
    const events = switches.echoes ? flow.tellUpdate(rental, changed, now) : [];
    return { recordId: id, response: jsonAnswer(200, described), events, before, after: loggedRental(rental) };
  };
}

function readRentalChanges(body: Record<string, unknown>): RentalChanges {
  const { startDate } = body;
  const isDay = typeof startDate === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(startDate);
  if (startDate !== undefined && !isDay) throw invalid('startDate is invalid');
  const customFields = body.customFields === undefined ? {} : { customFields: readCustomFields(body) };
  return { ...customFields, ...(isDay ? { startDate } : {}) };
}
