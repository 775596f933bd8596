import type { ServiceConfig } from './config.ts';
import type { Connectors } from './connectors/connector.ts';
import { readAddon } from './connectors/storeganise/addon.ts';
import { readConnection } from './connectors/zendesk/connection.ts';
import { signConsentTicket } from './consent-ticket.ts';
import type { Form } from './domain/form.ts';
import type { Installation, Pin } from './domain/installation.ts';
import { judgeTenant, type Standing, type TenantFacts } from './domain/tenant-standing.ts';
import type { Logger } from './log.ts';
import { openConnectors } from './open-connectors.ts';
import { LostCompareAndSet, type Store, StoreUnavailable, type Transport } from './ports.ts';
import { type ActivationParts, activateTenant } from './sync/activate-tenant.ts';
import type { Activation, OpenTenant, WaitingTenant } from './sync/engine.ts';
import type { WatchedTenant } from './sync/find-person.ts';
import { noFailpoint, systemClock } from './system-ports.ts';
import { type KnownTenant, knowTenant } from './tenants/know-tenant.ts';
import type { Reception } from './tenants/reception.ts';
import { createSeal } from './tenants/seal-secret.ts';
import type { PinnedTenant, Tenant } from './tenants/tenant.ts';

/** After a defect of ours in a look, the tenant rests. */
const DEFECT_PAUSE_MS = 60_000;

/** All tenants of this process, alive: who comes, changes, waits or goes to work shows in these maps at once. */
export type OpenTenants = {
  /** As webhooks are checked for them, by business code. */
  readonly tenants: ReadonlyMap<string, Tenant>;
  /** By the id of the add-on. */
  readonly installations: ReadonlyMap<string, Pin>;
  /** Those whose changes are carried out; deliveries of the others are kept. */
  readonly live: ReadonlyMap<string, OpenTenant>;
  /** As people watch them. */
  readonly watched: ReadonlyMap<string, WatchedTenant>;
  readonly activation: Activation;
  readonly reception: Reception;
  /** Takes in what other processes have found. Throws StoreUnavailable. */
  refresh(): Promise<void>;
};

/** Opens the tenants of the files and, with the first `refresh`, those that the store knows. */
export function openTenants(parts: {
  readonly files: readonly PinnedTenant[];
  readonly config: ServiceConfig;
  readonly transport: Transport;
  readonly store: Store;
  readonly log: Logger;
}): OpenTenants {
  const { config, transport, store, log } = parts;
  const files = new Map(parts.files.map((file) => [file.code, file]));
  const tenants = new Map<string, Tenant>();
  const installations = new Map<string, Pin>();
  /** Of each business the first installation as it was taken in last, and its state. */
  const taken = new Map<string, { readonly first: Installation; readonly state: TenantFacts['state'] }>();
  const live = new Map<string, OpenTenant>();
  const waiting = new Map<string, WaitingTenant>();
  const watched = new Map<string, WatchedTenant>();
  const outside = openConnectors(config, transport);
  const seal = createSeal(config.oauthProxyKey);
  let isPinned = false;
  let isOpen = false;

  const know = (first: Installation, others: readonly Installation[]): KnownTenant =>
    knowTenant(first, others, files.get(first.tenant), seal);

  function take(code: string, all: readonly Installation[]): void {
    const first = all.find(({ isSecond }) => !isSecond);
    const last = taken.get(code)?.first;
    // Somebody else may have read them before the last look and hand them over after it.
    if (!first || (last?.addonId === first.addonId && last.fence > first.fence)) return;
    for (const { addonId, tenant, apiUrl } of all) installations.set(addonId, { addonId, tenant, apiUrl });
    const { tenant, facts } = know(
      first,
      all.filter((other) => other !== first),
    );
    const standing = judgeTenant(facts);
    tenants.set(code, tenant);
    taken.set(code, { first, state: facts.state });
    const connectors = outside.connect(tenant);
    if (standing.notLive === undefined) {
      waiting.delete(code);
      live.set(code, openTenant(tenant, connectors));
    } else {
      live.delete(code);
      waiting.set(code, {
        ...{ code, addonId: tenant.addonId },
        ...(standing.mayAsk ? { tasks: connectors.storeganise } : {}),
      });
    }
    watched.set(code, watchTenant(tenant, facts, standing, connectors));
  }

  const activation: ActivationParts = {
    ...{ clock: systemClock, store, failpoint: noFailpoint, log, take },
    know: (first, others) => know(first, others).facts,
    // Of a tenant that its file disables nothing is called.
    async readAddon(installation) {
      if (files.get(installation.tenant)?.state === 'disabled') return { answer: 'missing' };
      const { settings, ...record } = await readAddon(outside.storeganise(installation), installation.addonId);
      return { ...record, ...(settings ? { settings: seal.close(settings) } : {}) };
    },
    readConnection: (code) => readConnection(outside.proxy(code), code),
    linkTo: ({ tenant, subdomain, generation }, now) => {
      const ticket = { tenant, business: tenant, subdomain, generation, madeAt: now };
      return `${config.oauthProxyPublicUrl}/oauth/zendesk/start?ticket=${signConsentTicket(ticket, config.oauthProxyKey)}`;
    },
  };

  for (const { code, addonId, apiUrl } of parts.files) {
    take(code, [{ addonId, tenant: code, apiUrl, isSecond: false, asked: 1, looked: 0, fence: 0 }]);
  }

  return {
    ...{ tenants, installations, live, watched },

    activation: {
      waiting,
      async look(lease, refusal) {
        try {
          await activateTenant(activation, lease, refusal);
        } catch (err) {
          if (err instanceof LostCompareAndSet || err instanceof StoreUnavailable) throw err;
          log.error({ err, tenant: lease.tenant }, 'defect in looking at a tenant');
          await store.pauseTenant(lease, systemClock.now() + DEFECT_PAUSE_MS);
        }
      },
    },

    reception: {
      isOpen: () => isOpen,

      async install(pin) {
        const pinned = await store.pinInstallation(pin);
        take(pinned.tenant, await store.installations(pinned.tenant));
        log.info({ tenant: pinned.tenant, addonId: pinned.addonId, isSecond: pinned.isSecond }, 'installation pinned');
        return pinned;
      },

      async pinAccount(code, id) {
        const first = taken.get(code)?.first;
        const subdomain = tenants.get(code)?.zendeskSubdomain;
        if (!first || subdomain === undefined) return id;
        const account = await store.pinAccount(first, { subdomain, id });
        take(code, await store.installations(code));
        return account.id;
      },

      look: (pin) => store.askLook(pin),

      /** Also whoever was paused or disabled when last seen is not so any more: then it would not send events. */
      async hear(pin, type) {
        const state = taken.get(pin.tenant)?.state;
        if (type.startsWith('addon.') || state === 'paused' || state === 'disabled') await store.askLook(pin);
      },
    },

    async refresh() {
      if (!isPinned)
        for (const { code: tenant, addonId, apiUrl } of parts.files) await store.pinByHand({ addonId, tenant, apiUrl });
      isPinned = true;
      const all = Map.groupBy(await store.installations(), ({ tenant }) => tenant);
      for (const [code, known] of all) take(code, known);
      isOpen = true;
    },
  };
}

const formOf = ({ nameOrder, callingCode }: Tenant): Form => ({ name: nameOrder, phone: callingCode });

function openTenant(tenant: Tenant, connectors: Connectors): OpenTenant {
  const { code, addonId, createsCustomers, statusKey } = tenant;
  const form = formOf(tenant);
  return { code, addonId, form, connectors, createsCustomers, ...(statusKey === undefined ? {} : { statusKey }) };
}

/** Paused tenants may still be read; of a disabled one nothing is called (contract: "Installation"). */
function watchTenant(
  tenant: Tenant,
  { state, isSigned }: TenantFacts,
  { notLive }: Standing,
  connectors: Connectors,
): WatchedTenant {
  const { code, statusKey, zendeskSubdomain } = tenant;
  const isReadable = (state === 'enabled' || state === 'paused') && zendeskSubdomain !== undefined;
  return {
    ...{ code, isSigned, form: formOf(tenant) },
    ...(statusKey === undefined ? {} : { statusKey }),
    ...(notLive === undefined ? {} : { notLive }),
    ...(isReadable ? { connectors } : {}),
  };
}
