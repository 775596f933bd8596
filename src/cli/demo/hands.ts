import { randomUUID } from 'node:crypto';
import type { Platform } from '../../domain/contact.ts';
import { signDelivery } from '../../simulators/storeganise/sign-delivery.ts';
import { simulatedTenants, type TenantCode } from '../../simulators/tenants.ts';
import type { Addresses } from './addresses.ts';
import type { Control } from './control.ts';
import { giveConsent } from './give-consent.ts';
import type { Cast } from './scene.ts';
import type { ServiceView } from './service-view.ts';

/** Something that must be true besides the values of both sides. */
export type Fact = { readonly says: string; readonly isTrue: boolean };

/** What was found on the way, besides what was done. */
type Done = Promise<readonly Fact[]>;

type Identity = { readonly type: 'email' | 'phone_number'; readonly value: string };

/** What people can do in a step; all of it about one person of one tenant. */
export type Hands = {
  create(platform: Platform, values: object): Done;
  edit(platform: Platform, values: object): Done;
  /** The customer moves into a unit. */
  moveIn(): Done;
  moveOut(): Done;
  disable(): Done;
  enable(): Done;
  /** An agent adds a further address or number in Zendesk. */
  addIdentity(identity: Identity): Done;
  removeIdentity(value: string): Done;
  sendUnknownEvent(): Done;
  /** The operator switches the add-on on. */
  enableAddon(): Done;
  /** An admin of the Zendesk account follows the link in the open task. */
  giveConsent(): Done;
  /** An admin removes the add-on from the Zendesk account. */
  revokeAccess(): Done;
};

/** Gives a step its hands. */
export function createHands(parts: {
  tenant: TenantCode;
  person: string;
  addresses: Addresses;
  control: Control;
  service: ServiceView;
  cast: Cast;
}): Hands {
  const { tenant, person, addresses, control, service, cast } = parts;

  /** At the person's record; `path` is what follows it. */
  async function act(platform: Platform, method: string, path: string, body?: object): Done {
    const record = `users/${cast.idOf(person, platform)}`;
    await control.act(platform, tenant, { method, path: record + path, ...(body ? { body } : {}) });
    return [];
  }

  return {
    async create(platform, values) {
      cast.remember(person, platform, await control.create(platform, tenant, values));
      return [];
    },

    edit: (platform, values) => act(platform, 'PATCH', '', values),
    moveIn: () => act('storeganise', 'POST', '/rentals', {}),
    disable: () => act('storeganise', 'POST', '/disable'),
    enable: () => act('storeganise', 'POST', '/enable'),
    addIdentity: (identity) => act('zendesk', 'POST', '/identities', identity),
    removeIdentity: (value) => act('zendesk', 'DELETE', '/identities', { value }),

    async moveOut() {
      for (const id of await control.rentalIds(tenant, cast.idOf(person, 'storeganise'))) {
        await control.act('storeganise', tenant, { method: 'PUT', path: `rentals/${id}`, body: { state: 'ended' } });
      }
      return [];
    },

    async enableAddon() {
      await control.act('storeganise', tenant, { method: 'PUT', path: 'addon', body: { state: 'enabled' } });
      return [];
    },

    async giveConsent() {
      const open = (await control.tasks(tenant)).filter(({ state }) => state !== 'completed');
      const link = open.flatMap(({ desc }) => desc.split('\n')).find((line) => line.includes('ticket='));
      if (link === undefined) return [{ says: 'there is a link to open', isTrue: false }];
      const page = await giveConsent(link);
      return [
        { says: 'the last page tells that it worked', isTrue: page.status === 200 && /It worked/.test(page.text) },
      ];
    },

    async revokeAccess() {
      await control.act('zendesk', tenant, { method: 'POST', path: 'oauth/revoke' });
      return [];
    },

    async sendUnknownEvent() {
      const dropped = 'usersync_webhooks_total{platform="storeganise",result="irrelevant"}';
      const before = await service.metric(dropped);
      const { status } = await sendEvent(tenant, addresses, 'unit.repainted');
      const isCounted = (await service.metric(dropped)) === before + 1;
      return [
        { says: `the service answers 200 (it answered ${status})`, isTrue: status === 200 },
        { says: 'the service counts it as irrelevant', isTrue: isCounted },
      ];
    },
  };
}

/** Sends what the simulators never would, correctly signed. */
function sendEvent(code: TenantCode, addresses: Addresses, type: string): Promise<Response> {
  const [acme, sakura] = simulatedTenants;
  const { addonId, signatureSecret } = code === 'acme' ? acme : sakura;
  const apiUrl = `${addresses.storeganise}/t/${code}/api`;
  const event = { id: randomUUID(), created: new Date(), type, businessCode: code, apiUrl, addonId, data: {} };
  const body = JSON.stringify(event);
  const headers = signDelivery(body, signatureSecret);
  return fetch(`${addresses.service}/addon/storeganise`, { method: 'POST', body, headers });
}
