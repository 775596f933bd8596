import type { Admit, Commit } from '../front-door.ts';
import { notFound } from './answers.ts';
import type { Arrived, Business } from './business.ts';
import { listSites, listUnits, showAddon, showSettings, showUnit, updateAddon } from './business-routes.ts';
import { createJob, listJobs, showJob, updateJob, updateStep } from './job-routes.ts';
import { listRentals, showRental, updateRental } from './rental-routes.ts';
import { createUser, listUsers, showUser, updateUser } from './user-routes.ts';

const route = (method: string, path: string, open: (business: Business, arrived: Arrived) => Commit) => ({
  method,
  path: new RegExp(`^/v1/admin/${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  open,
});

/** All addresses of the business, relative to its `apiUrl` (Storeganise dossier §3, §6). */
const routes = [
  route('GET', 'addons/:id', showAddon),
  route('PUT', 'addons/:id', updateAddon),
  route('GET', 'users', listUsers),
  route('POST', 'users', createUser),
  route('GET', 'users/:id', showUser),
  route('PUT', 'users/:id', updateUser),
  route('GET', 'unit-rentals', listRentals),
  route('GET', 'unit-rentals/:id', showRental),
  route('PUT', 'unit-rentals/:id', updateRental),
  route('GET', 'jobs', listJobs),
  route('POST', 'jobs', createJob),
  route('GET', 'jobs/:id', showJob),
  route('PUT', 'jobs/:id', updateJob),
  route('PUT', 'jobs/:id/steps/:stepId', updateStep),
  route('GET', 'settings', showSettings),
  route('GET', 'sites', listSites),
  route('GET', 'units', listUnits),
  route('GET', 'units/:id', showUnit),
];

/** Finds the route of a request; the add-on credential comes first (Storeganise dossier §3.1). */
export function createRouting(business: Business): Admit {
  return (request) => {
    const addonId = business.addons.authorise(request.headers.authorization);
    const { pathname, searchParams: query } = new URL(request.path, 'http://business.invalid');
    for (const { method, path, open } of routes) {
      const found = method === request.method ? path.exec(pathname) : null;
      if (found === null) continue;
      const { id = '', stepId = '' } = found.groups ?? {};
      return open(business, { request, query, id: decodeId(id), stepId: decodeId(stepId), addonId });
    }
    throw notFound();
  };
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound();
  }
}
