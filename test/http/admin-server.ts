import type { Connectors } from '../../src/connectors/connector.ts';
import type { Platform, PlatformRecord } from '../../src/domain/contact.ts';
import { SyncFailure } from '../../src/domain/failures.ts';
import type { Pin } from '../../src/domain/installation.ts';
import type { AdminParts } from '../../src/http/admin.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { buildCase, buildCustomer, buildLink, buildUser, FORM } from '../support/builders.ts';
import { openReception } from '../support/settled-tenants.ts';
import { openDoor } from './door-server.ts';

export const ADMIN_KEY = 'admin-key-0123456789-0123456789-abcdef';
export const NOW = Date.parse('2026-01-10T08:05:00Z');

/** Both platforms as far as they are read here. */
export type Platforms = {
  readonly records: PlatformRecord[];
  /** The code with which every read of the platform fails. */
  readonly down: Map<Platform, string>;
};

/** The door with `/admin` open, on a real port: `acme` is worked on, `beta` is paused, `gone` is disabled. */
export async function openAdmin() {
  const store = new MemoryStore({ now: () => NOW, sleep: async () => {} });
  const platforms: Platforms = { records: [], down: new Map() };
  const connectors = readOnly(platforms);
  const lines: string[] = [];
  let rings = 0;
  const looks: string[] = [];
  const acme = { addonId: 'a01', tenant: 'acme', apiUrl: 'https://acme.storeganise.com/api' };
  const installations = new Map<string, Pin>([[acme.addonId, acme]]);
  const note = (...said: unknown[]) => void lines.push(JSON.stringify(said));
  const admin: AdminParts = {
    key: ADMIN_KEY,
    tenants: new Map([
      ['acme', { code: 'acme', isSigned: true, form: FORM, connectors, statusKey: 'customer_status' }],
      ['beta', { code: 'beta', isSigned: false, form: FORM, connectors, notLive: 'its add-on is paused' }],
      ['gone', { code: 'gone', isSigned: true, form: FORM, notLive: 'its add-on is disabled' }],
    ]),
    installations,
    reception: {
      ...openReception(),
      async install(pin) {
        installations.set(pin.addonId, pin);
        return pin;
      },
      look: async ({ addonId }) => void looks.push(addonId),
    },
    storeganiseHosts: ['*.storeganise.com'],
    production: false,
    store,
    bell: { ring: () => rings++ },
    clock: { now: () => NOW },
    log: { info: note, warn: note, error: note },
    readiness: { report: async () => ({ ready: true, proxy: false, unsignedTenants: 1 }), drain: () => {} },
    service: { version: '1.2.3', node: 'v24', store: 'memory', startedAt: NOW - 90_000 },
  };
  const door = await openDoor({ admin });

  async function ask(method: 'GET' | 'POST', path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${door.url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) as Record<string, unknown> };
  }

  return {
    ...door,
    store,
    platforms,
    /** What the door and `/admin` logged. */
    get lines() {
      return [...door.lines, ...lines];
    },
    rings: () => rings,
    installations,
    /** The installations that were looked at. */
    looks,
    ask,

    /** Pat, linked and the same on both sides. */
    async havePat() {
      platforms.records.push(buildCustomer('A'), buildUser('A', { status: 'new_prospect', isBarred: false }));
      await store.insertLink(buildLink());
    },

    /** The open question whether Pat's new address may go to Zendesk. */
    async askPat() {
      const question = buildCase({
        id: 'link1.email.unproven_email_change',
        kind: 'unproven_email_change',
        subject: 'link1.email',
        person: { storeganiseId: 'sg1', name: 'A', email: 'pat@example.com' },
        since: NOW,
        values: { field: 'email', storeganise: 'new@example.com', zendesk: 'pat@example.com' },
      });
      await store.deliverRow('acme', { kind: 'case', case: question });
      return question;
    },
  };
}

/** Connectors that can only be read: a call that writes is a fault of the test. */
function readOnly({ records, down }: Platforms): Connectors {
  const reads = (platform: Platform) => {
    const here = () => {
      const code = down.get(platform);
      if (code !== undefined) throw new SyncFailure('unavailable', code);
      return records.filter((record) => record.platform === platform);
    };
    return {
      platform,
      read: async (id: string) => here().find((record) => record.id === id),
      findByEmail: async (email: string) => here().flatMap((record) => (holds(record, email) ? [record.id] : [])),
      readRentals: async () => here() && [],
      readIdentities: async (id: string) => here().find((record) => record.id === id)?.identities ?? [],
    };
  };
  return { storeganise: reads('storeganise'), zendesk: reads('zendesk') } as unknown as Connectors;
}

const holds = ({ contact, identities = [] }: PlatformRecord, email: string) =>
  contact.email === email || identities.some(({ value }) => value === email);
