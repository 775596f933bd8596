import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADMIN_VERBS } from '../../src/cli/admin/verbs.ts';
import { parseStoreganise } from '../../src/connectors/storeganise/webhook.ts';
import { parseZendesk } from '../../src/connectors/zendesk/webhook.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { ALLOWED_CALLS } from '../../src/oauth-proxy/allow-list.ts';
import { createProxyMetrics } from '../../src/oauth-proxy/metrics.ts';
import { codesIn, DOCUMENTS, documentAt, readText, rowsOf, sectionOf } from './documents.ts';

const all = [...DOCUMENTS].map(([path, text]) => ({ path, text }));
const guides = all.filter(({ path }) => path !== 'README.md');
const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].toSorted();

/** How a heading is linked to: lower case, without punctuation, blanks as hyphens. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

function anchorsIn(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)];
}

describe('every link', () => {
  const links = all.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ path, target })),
  );

  it('leads to a file that is there, and to a heading in it', () => {
    const broken = links.filter(({ path, target }) => {
      const url = new URL(target, new URL(path, 'file:///'));
      const file = decodeURIComponent(url.pathname.slice(1));
      if (url.protocol !== 'file:') return false;
      if (!existsSync(new URL(`../../${file}`, import.meta.url))) return true;
      return url.hash !== '' && !anchorsIn(documentAt(file)).includes(url.hash.slice(1));
    });

    expect(links.length).toBeGreaterThan(40);
    expect(broken).toEqual([]);
  });

  it('to a picture says in words what it shows', () => {
    const pictures = guides.flatMap(({ text }) =>
      [...text.matchAll(/!\[([^\]]*)\]\(/g)].map(([, words = '']) => words),
    );

    expect(pictures.length).toBeGreaterThan(2);
    expect(pictures.filter((words) => words.length < 20)).toEqual([]);
  });
});

/** All that Zendesk tells of users (Zendesk dossier §7.6). */
const ZENDESK_EVENTS = [
  ...['created', 'name_changed', 'identity_created', 'identity_changed', 'identity_deleted', 'active_changed'],
  ...['deleted', 'merged', 'suspended_changed', 'external_id_changed', 'role_changed', 'custom_field_changed'],
  ...['tags_changed', 'notes_changed', 'details_changed', 'alias_changed', 'organization_membership_created'],
  ...['organization_membership_deleted', 'group_membership_created', 'group_membership_deleted', 'password_changed'],
  ...['default_group_changed', 'custom_role_changed', 'last_login_changed', 'time_zone_changed', 'photo_changed'],
  ...['only_private_comments_changed'],
].map((name) => `user.${name}`);

/** All that Storeganise tells (Storeganise dossier §2.7), as far as it may be about a customer or the add-on. */
const STOREGANISE_EVENTS = [
  ...['user.created', 'user.updated', 'user.disabled', 'user.billing.updated', 'unitRental.updated'],
  ...['create.started', 'created', 'started', 'completed', 'cancelled'].map((name) => `job.unit_moveIn.${name}`),
  ...['created', 'completed', 'cancelled'].map((name) => `job.unit_moveOut.${name}`),
  ...['job.unit_transfer.completed', 'unitRental.markOverdue', 'unitRental.unmarkOverdue', 'unit.updated'],
  ...['addon.installed', 'addon.customFields.validate', 'addon.dailyEvent.started', 'job.lead.created'],
];

const isHeardOfZendesk = (name: string) =>
  parseZendesk(Buffer.from(JSON.stringify({ type: `zen:event-type:${name}`, detail: { id: '1' } }))).kind === 'event';

function isHeardOfStoreganise(type: string): boolean {
  const data = { userId: 'a', jobId: 'b', unitRentalId: 'c' };
  const body = { type, addonId: 'd', apiUrl: 'https://acme.storeganise.com/api', data };
  return parseStoreganise(Buffer.from(JSON.stringify(body))).kind === 'event';
}

describe('the events to subscribe to', () => {
  const listing = documentAt('docs/marketplace-listing.md');

  it('at Zendesk are those that the webhook understands, in both guides', () => {
    const heard = sorted(ZENDESK_EVENTS.filter(isHeardOfZendesk));
    const eventsIn = (text: string) => sorted(codesIn(text).filter((code) => code.startsWith('user.')));

    expect(eventsIn(sectionOf(documentAt('docs/setup.md'), '2. A webhook in Zendesk'))).toEqual(heard);
    expect(eventsIn(sectionOf(listing, 'Zendesk'))).toEqual(heard);
  });

  it('at Storeganise are those that the webhook understands', () => {
    const rows = rowsOf(sectionOf(listing, 'Storeganise')).flatMap(([event = '']) => codesIn(event));
    const named = rows.filter((code) => /^(user|job|unit\w*|addon)\.\w/.test(code));

    expect(sorted(named)).toEqual(sorted(STOREGANISE_EVENTS.filter(isHeardOfStoreganise)));
  });

  it('are all events that are named anywhere', () => {
    const named = guides.flatMap(({ text }) =>
      codesIn(text).filter((code) => /^(user|job|unitRental|addon)(\.\w+)+$/.test(code)),
    );

    expect(named.filter((event) => !isHeardOfZendesk(event) && !isHeardOfStoreganise(event))).toEqual([]);
  });
});

describe('the calls to Zendesk in the listing', () => {
  it('are those that the proxy lets through', () => {
    const rows = rowsOf(sectionOf(documentAt('docs/marketplace-listing.md'), 'Zendesk'));
    const named = rows.flatMap(([call = '']) => codesIn(call)).filter((code) => /^(GET|POST|PUT|DELETE) /.test(code));

    expect(sorted(named)).toEqual(sorted(ALLOWED_CALLS));
  });
});

async function metricNames(): Promise<readonly string[]> {
  const service = createMetrics({ store: { counts: async () => ({ backlog: 0, openCases: 0 }) }, tenants: new Map() });
  const texts = await Promise.all([service, createProxyMetrics()].map((metrics) => metrics.render()));
  return texts.flatMap(({ text }) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
}

describe('every metric', () => {
  it('that is named is there, and every one that is there is in the runbook', async () => {
    const named = (text: string) => text.match(/\busersync_\w+/g) ?? [];
    const known = sorted(await metricNames());

    expect(known.length).toBeGreaterThan(7);
    expect(sorted(named(documentAt('docs/runbook.md')))).toEqual(known);
    expect(all.flatMap(({ text }) => named(text)).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('every command', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const commands = all.flatMap(({ text }) => [...text.matchAll(/npm run (?:-s )?([\w:]+)(?: -- ([^`\n]*))?/g)]);

  it('is a script of the package', () => {
    expect(commands.length).toBeGreaterThan(15);
    expect(commands.filter(([, script = '']) => !(script in scripts)).map(([call]) => call)).toEqual([]);
  });

  it('of the command line is a verb of it, and each verb is in the runbook', () => {
    const startsWith = (text: string, { words }: (typeof ADMIN_VERBS)[number]) =>
      `${text} `.startsWith(`${words.join(' ')} `);
    const verbs = commands.filter(([, script]) => script === 'cli').map(([, , verb = '']) => verb);
    const unknown = verbs.filter((text) => text !== '<verb>' && !ADMIN_VERBS.some((verb) => startsWith(text, verb)));
    const inRunbook = [...documentAt('docs/runbook.md').matchAll(/npm run cli -- ([^`\n]*)/g)].map(
      ([, text = '']) => text,
    );
    const missing = ADMIN_VERBS.filter((verb) => !inRunbook.some((text) => startsWith(text, verb)));

    expect(unknown).toEqual([]);
    expect(missing.map(({ words }) => words.join(' '))).toEqual([]);
  });
});

describe('every variable', () => {
  it('that is named is one of the environment', () => {
    const known = readText('src/config.ts') + readText('src/oauth-proxy/config.ts');
    const named = guides.flatMap(({ text }) => text.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []);
    const isNetwork = (name: string) => /^E[A-Z]+$/.test(name);

    expect(named.length).toBeGreaterThan(20);
    expect(sorted(named.filter((name) => !isNetwork(name) && !known.includes(`${name}:`)))).toEqual([]);
  });
});
