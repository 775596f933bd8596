import { z } from 'zod';
import type { Platform } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';
import { Customer, type Found, Rental, showCustomer, showUser, User } from './show-records.ts';

const call = z.object({
  method: z.string(),
  path: z.string(),
  status: z.number(),
  write: z.boolean(),
  changed: z.boolean(),
  recordId: z.string().optional(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
});
const task = z.object({ id: z.string(), state: z.string(), title: z.string(), desc: z.string() });
const made = z.object({ id: z.string() });

/** One line of a simulator's call log. */
export type Call = z.output<typeof call>;

/** A task as the staff of Storeganise see it in their list. */
export type Task = z.output<typeof task>;

/** What is done at a platform, by the path of the simulator's control API. */
export type Act = { readonly method: string; readonly path: string; readonly body?: object };

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

  /** Everybody that the two platforms are to agree about: no deleted users, no agents. */
  async function records(platform: Platform, tenant: TenantCode): Promise<Found[]> {
    const listed = await ask(platform, `${tenant}/users`, 'GET');
    if (platform === 'zendesk') {
      const users = User.array().parse(listed);
      return users.filter(({ active, role }) => active && role === 'end-user').map(showUser);
    }
    const rentals = Rental.array().parse(await ask(platform, `${tenant}/rentals`, 'GET'));
    return Customer.array()
      .parse(listed)
      .map((customer) => showCustomer(customer, rentals));
  }

  const act = (platform: Platform, tenant: TenantCode, { method, path, body }: Act) =>
    ask(platform, `${tenant}/${path}`, method, body);

  return {
    records,
    act,

    /** Everybody who holds the e-mail address as their first one. */
    async find(platform: Platform, tenant: TenantCode, email: string): Promise<Found[]> {
      const found = await records(platform, tenant);
      return found.filter((record) => record.email === email);
    },

    /** Returns the id. */
    async create(platform: Platform, tenant: TenantCode, body: object): Promise<string> {
      return made.parse(await act(platform, tenant, { method: 'POST', path: 'users', body })).id;
    },

    edit: (platform: Platform, tenant: TenantCode, id: string, body: object) =>
      act(platform, tenant, { method: 'PATCH', path: `users/${id}`, body }),

    async rentalIds(tenant: TenantCode, customerId: string): Promise<string[]> {
      const rentals = Rental.array().parse(await ask('storeganise', `${tenant}/rentals`, 'GET'));
      return rentals.filter(({ ownerId }) => ownerId === customerId).map(({ id }) => id);
    },

    /** Tasks of Storeganise, the completed ones too. */
    tasks: async (tenant: TenantCode): Promise<Task[]> =>
      task.array().parse(await ask('storeganise', `${tenant}/jobs`, 'GET')),

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
