import type { Delivery } from '../domain/records.ts';
import type { Asked, Pass } from './pass.ts';

/** Storeganise reads may lag behind their events: after this long a customer is looked at once more. */
export const SECOND_LOOK_MS = 60_000;

/** An event is made a moment after the change that it tells of. */
const SLACK_MS = 2_000;

/** Has a customer looked at once more whose record does not show yet what its events tell. */
export async function lookAgainIfLagging(pass: Pass, { deliveries }: Asked): Promise<void> {
  const { store, clock } = pass.engine;
  const isLagging = ({ recordId, toldAt }: Delivery): boolean => {
    if (toldAt === undefined) return false;
    const shown = pass.shown('storeganise', recordId);
    return shown === undefined || Date.parse(shown.updatedAt) < toldAt - SLACK_MS;
  };
  const lagging = deliveries.find((delivery) => delivery.platform === 'storeganise' && isLagging(delivery));
  if (!lagging) return;
  const at = clock.now() + SECOND_LOOK_MS;
  await store.deliverRow(pass.tenant.code, { kind: 'look', ref: pass.refTo('storeganise', lagging.recordId), at });
}
