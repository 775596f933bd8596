import { describe } from 'vitest';
import { describeChanges } from './store/changes.ts';
import { describeDeliveries } from './store/deliveries.ts';
import { describeExplainReads } from './store/explain-reads.ts';
import { describeGivenUpIds } from './store/given-up-ids.ts';
import { describeInstallations } from './store/installations.ts';
import { describeLeases } from './store/leases.ts';
import { describeLinks } from './store/links.ts';
import { describeManners } from './store/manners.ts';
import { describeOutbox } from './store/outbox.ts';
import { describeParking } from './store/parking.ts';
import { describeRouting } from './store/routing.ts';
import type { OpenStore } from './store/setting.ts';
import { describeStrays } from './store/strays.ts';
import { describeSweeps } from './store/sweeps.ts';
import { describeTasks } from './store/tasks.ts';
import { describeWaiting } from './store/waiting.ts';

/** Every promise that `Store` makes (src/ports.ts); each implementation is put through it. */
export function describeStore(name: string, openStore: OpenStore): void {
  describe(name, () => {
    describeDeliveries(openStore);
    describeStrays(openStore);
    describeRouting(openStore);
    describeChanges(openStore);
    describeParking(openStore);
    describeWaiting(openStore);
    describeLeases(openStore);
    describeInstallations(openStore);
    describeLinks(openStore);
    describeGivenUpIds(openStore);
    describeOutbox(openStore);
    describeTasks(openStore);
    describeSweeps(openStore);
    describeExplainReads(openStore);
    describeManners(openStore);
  });
}
