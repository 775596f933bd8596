import { randomUUID } from 'node:crypto';
import type { Platform } from '../../domain/contact.ts';
import { signDelivery } from '../../simulators/storeganise/sign-delivery.ts';
import { simulatedTenants, type TenantCode } from '../../simulators/tenants.ts';
import type { Addresses } from './addresses.ts';
import type { Control } from './control.ts';
import type { ServiceView } from './service-view.ts';

/** Something that must be true besides the values of both sides. */
export type Fact = { readonly says: string; readonly isTrue: boolean };

/** What the people of a step can do; all of it about one person of one tenant. */
export type Hands = {
  create(platform: Platform, values: object): Promise<readonly Fact[]>;
  edit(platform: Platform, values: object): Promise<readonly Fact[]>;
  sendUnknownEvent(): Promise<readonly Fact[]>;
};

/** Gives a step its hands. */
export function createHands(parts: {
  tenant: TenantCode;
  person: string;
  addresses: Addresses;
  control: Control;
  service: ServiceView;
}): Hands {
  const { tenant, person, addresses, control, service } = parts;

  return {
    async create(platform, values) {
      await control.create(platform, tenant, values);
      return [];
    },

    async edit(platform, values) {
      const [record] = await control.find(platform, tenant, person);
      if (record === undefined) throw new Error(`${person} is not in ${platform}: an earlier step has failed`);
      await control.edit(platform, tenant, record.id, values);
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
