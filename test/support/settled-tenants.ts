import type { Activation } from '../../src/sync/engine.ts';
import type { Reception } from '../../src/tenants/reception.ts';

/** Every tenant is where it stands, and stays there. */
export const noActivation: Activation = { waiting: new Map(), look: async () => {} };

/** All installations are known; a new one is pinned to what it says, and so is an account. */
export function openReception(): Reception {
  const accounts = new Map<string, string>();
  return {
    isOpen: () => true,
    install: async (pin) => pin,
    look: async () => {},
    hear: async () => {},
    async pinAccount(tenant, id) {
      const pinned = accounts.get(tenant) ?? id;
      accounts.set(tenant, pinned);
      return pinned;
    },
  };
}
