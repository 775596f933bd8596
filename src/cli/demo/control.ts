import { z } from 'zod';
import type { Platform } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';

const customer = z.object({ id: z.string(), firstName: z.string(), lastName: z.string(), email: z.string() });
const user = z.object({ id: z.string(), name: z.string(), email: z.string().nullable() });
const call = z.object({
  method: z.string(),
  path: z.string(),
  status: z.number(),
  write: z.boolean(),
  changed: z.boolean(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
});

/** One record as a person sees it: label and value. */
export type Shown = Readonly<Record<string, string>>;

/** A record of a simulated platform. */
export type Found = { readonly id: string; readonly email: string; readonly shown: Shown };

/** One line of a simulator's call log. */
export type Call = z.output<typeof call>;

export type Control = ReturnType<typeof createControl>;

/** Acts and looks as a person would, through the control API of the simulators. */
export function createControl(urls: Readonly<Record<Platform, string>>) {
  async function ask(platform: Platform, path: string, method: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${urls[platform]}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The ${platform} simulator refused ${method} ${path}: ${text}`);
    return JSON.parse(text);
  }

  async function records(platform: Platform, tenant: TenantCode): Promise<Found[]> {
    const listed = await ask(platform, `${tenant}/users`, 'GET');
    return platform === 'storeganise'
      ? customer.array().parse(listed).map(showCustomer)
      : user.array().parse(listed).map(showUser);
  }

  return {
    /** Everybody who holds the e-mail address. */
    async find(platform: Platform, tenant: TenantCode, email: string): Promise<Found[]> {
      const found = await records(platform, tenant);
      return found.filter((record) => record.email === email);
    },

    create: (platform: Platform, tenant: TenantCode, body: object) => ask(platform, `${tenant}/users`, 'POST', body),

    edit: (platform: Platform, tenant: TenantCode, id: string, body: object) =>
      ask(platform, `${tenant}/users/${id}`, 'PATCH', body),

    /** The calls that reached the platform since they were last forgotten. */
    calls: async (platform: Platform, tenant: TenantCode) =>
      call.array().parse(await ask(platform, `${tenant}/calls`, 'GET')),

    forgetCalls: (platform: Platform, tenant: TenantCode) => ask(platform, `${tenant}/calls`, 'DELETE'),

    /** How many webhooks were sent since the start, whatever became of them. */
    deliveriesSent: async () => z.array(z.unknown()).parse(await ask('storeganise', 'deliveries', 'GET')).length,

    /** Search finds at once what was written; the real one lags by minutes. */
    hurrySearch: (tenant: TenantCode) => ask('zendesk', `${tenant}/search-lag`, 'PUT', { queryMs: [0, 0] }),

    sendWebhooksTo: (platform: Platform, tenant: TenantCode, url: string) =>
      ask(platform, `${tenant}/webhooks`, 'PUT', { url }),
  };
}

const showCustomer = ({ id, firstName, lastName, email }: z.output<typeof customer>): Found => ({
  id,
  email,
  shown: { 'first name': firstName, 'last name': lastName, 'e-mail': email },
});

const showUser = ({ id, name, email }: z.output<typeof user>): Found => ({
  id,
  email: email ?? '',
  shown: { name, 'e-mail': email ?? '' },
});
