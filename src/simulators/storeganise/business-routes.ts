import type { Commit } from '../front-door.ts';
import { jsonAnswer, notFound } from './answers.ts';
import type { Arrived, Business } from './business.ts';
import { dotted } from './custom-fields.ts';
import { describeUnit } from './describe.ts';
import { readCustomFields, readObject } from './read-body.ts';

/** `GET addons/{id}`: one's own record only (Storeganise dossier §3.7). */
export function showAddon({ addons }: Business, { id, addonId }: Arrived): Commit {
  if (id !== addonId) throw notFound();
  return () => ({ recordId: id, response: jsonAnswer(200, addons.describe(id)) });
}

export function updateAddon({ addons }: Business, { id, addonId, request }: Arrived): Commit {
  if (id !== addonId) throw notFound();
  const changes = readCustomFields(readObject(request));
  return () => {
    const before = dotted(addons.settings(id));
    addons.update(id, changes);
    const response = jsonAnswer(200, addons.describe(id));
    return { recordId: id, response, before, after: dotted(addons.settings(id)) };
  };
}

/** Storeganise dossier §3.9. */
export function showSettings({ code, units }: Business): Commit {
  const settings = {
    companyName: code,
    currencyCode: 'USD',
    languages: ['en'],
    modes: ['selfStorage'],
    siteUrl: `https://${code}.storeganise.com`,
    sites: [units.site],
  };
  return () => ({ response: jsonAnswer(200, settings) });
}

export function listSites({ units }: Business): Commit {
  return () => ({ response: jsonAnswer(200, [units.site]) });
}

export function listUnits({ units }: Business, { query }: Arrived): Commit {
  const isWanted = (key: 'siteId' | 'state', value: string) => [null, value].includes(query.get(key));
  return () => {
    const found = units.all().filter(({ siteId, state }) => isWanted('siteId', siteId) && isWanted('state', state));
    return { response: jsonAnswer(200, found.map(describeUnit)) };
  };
}

export function showUnit({ units }: Business, { id }: Arrived): Commit {
  return () => ({ recordId: id, response: jsonAnswer(200, describeUnit(units.require(id))) });
}
