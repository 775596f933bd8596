import type { Engine } from './engine.ts';

/** Brings deliveries to their changes: a crash between keeping one and marking its record loses nothing. */
export const routeDeliveries = (engine: Engine, tenant: string): Promise<void> => engine.store.markStrays(tenant);
