import type { Platform } from '../../domain/contact.ts';
import type { Change, Delivery } from '../../domain/records.ts';
import type { Queue } from '../../ports.ts';

/** What an engineer sees of a tenant's queue. */
export function describeQueue(deliveries: readonly Delivery[], all: readonly Change[]): Queue {
  const changes = [...all].sort((a, b) => a.readyAt - b.readyAt);
  const waiting = changes.filter(({ dirty, done, parked }) => dirty > done && !parked);
  const lastReceivedAt: Partial<Record<Platform, number>> = {};
  for (const { platform, receivedAt } of deliveries) {
    lastReceivedAt[platform] = Math.max(receivedAt, lastReceivedAt[platform] ?? receivedAt);
  }
  return {
    backlog: deliveries.filter(({ outcome }) => !outcome).length,
    waiting: waiting.length,
    ...(waiting[0] ? { oldest: waiting[0] } : {}),
    parked: changes.filter(({ parked }) => parked),
    lastReceivedAt,
  };
}
