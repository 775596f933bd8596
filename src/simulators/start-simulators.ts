import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults } from './faults.ts';
import { writeHelp } from './help.ts';
import { type OpenTenant, openTenants } from './open-tenants.ts';
import { createPostOffice } from './post-office.ts';
import { servePlatform } from './serve-platform.ts';
import { createStoreganiseActs } from './storeganise/acts.ts';
import { notFound } from './storeganise/answers.ts';
import { simulatedTenants, type TenantCode } from './tenants.ts';
import type { Delivery } from './webhook-sender.ts';
import { createZendeskActs } from './zendesk/acts.ts';
import { noHelpDesk } from './zendesk/answers.ts';
import type { SearchLag } from './zendesk/zendesk.ts';

/** Port 0 takes a free one. */
export type StartOptions = {
  storeganisePort: number;
  zendeskPort: number;
  serviceUrl: string;
  seed: number;
  searchLag?: SearchLag;
};

export type RunningSimulators = {
  storeganiseUrl: string;
  zendeskUrl: string;
  /** The state machines. What is done to them here sends no webhook; what comes through the servers does. */
  tenants: Record<TenantCode, OpenTenant>;
  deliveries: readonly Delivery[];
  close(): Promise<void>;
};

/** Starts both platforms on loopback with the tenants of `simulatedTenants`. */
export async function startSimulators(options: StartOptions): Promise<RunningSimulators> {
  const servers = { storeganise: createServer(), zendesk: createServer() };
  const storeganiseUrl = await listen(servers.storeganise, options.storeganisePort);
  const zendeskUrl = await listen(servers.zendesk, options.zendeskPort);
  const post = createPostOffice(options);
  const tenants = openTenants({ ...options, storeganiseUrl });
  const { deliveries, timers } = post;

  servePlatform(servers.storeganise, {
    seats: simulatedTenants.map(({ code }) => {
      const machine = tenants[code].storeganise;
      const sender = post.openSender('storeganise', code, machine.sign);
      return {
        tenant: code,
        address: code,
        machine,
        acts: createStoreganiseActs(machine),
        faults: createFaults(),
        sender,
      };
    }),
    addresses: /^\/t\/(?<address>[^/?]+)\/api(?<path>\/.*)$/,
    nobodyHere: notFound().response,
    help: writeHelp('storeganise', storeganiseUrl, createStoreganiseActs(tenants.acme.storeganise)),
    deliveries,
    timers,
  });
  servePlatform(servers.zendesk, {
    seats: simulatedTenants.map(({ code, zendesk: { subdomain } }) => {
      const machine = tenants[code].zendesk;
      const sender = post.openSender('zendesk', code, machine.sign);
      return {
        tenant: code,
        address: subdomain,
        machine,
        acts: createZendeskActs(machine),
        faults: createFaults(),
        sender,
      };
    }),
    addresses: /^\/(?<address>[^/?]+)(?<path>\/.*)$/,
    nobodyHere: noHelpDesk().response,
    help: writeHelp('zendesk', zendeskUrl, createZendeskActs(tenants.acme.zendesk)),
    deliveries,
    timers,
  });

  return {
    storeganiseUrl,
    zendeskUrl,
    tenants,
    deliveries,
    async close() {
      post.close();
      await Promise.all([shut(servers.storeganise), shut(servers.zendesk)]);
    },
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function shut(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}
