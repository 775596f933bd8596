import { setTimeout as delay } from 'node:timers/promises';
import { PLATFORMS } from '../../src/domain/contact.ts';
import type { RunningSimulators } from '../../src/simulators/start-simulators.ts';
import type { World } from './world.ts';

const LOOK_EVERY_MS = 500;
const QUIET_MS = 3_000;
/** A lease of a killed process, a pause after several crashes, and a minute of Zendesk's limit for one user, one after the other. */
const PATIENCE_MS = 240_000;
const TELL_EVERY_MS = 10_000;

/** Until every delivery has its outcome and nothing is called any more. Returns false where that does not come about. */
export async function comeToRest({ simulators, db }: World, say: (what: string) => void): Promise<boolean> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  let movedAt = Date.now();
  let toldAt = Date.now();
  let last = '';
  while (Date.now() < giveUpAt) {
    await delay(LOOK_EVERY_MS);
    const open = await db.collection('deliveries').countDocuments({ open: true });
    const waiting = await db.collection('changes').countDocuments({ $expr: { $gt: ['$dirty', '$done'] } });
    const now = [movement(simulators), open, waiting].join(' ');
    if (now !== last) movedAt = Date.now();
    last = now;
    if (open === 0 && waiting === 0 && Date.now() - movedAt >= QUIET_MS) return true;
    if (Date.now() - toldAt < TELL_EVERY_MS) continue;
    toldAt = Date.now();
    say(`at work, without outcome ${open}, waiting ${waiting}`);
  }
  return false;
}

/** Changes whenever anything happens between the platforms and the service. */
function movement({ tenants, deliveries }: RunningSimulators): string {
  const calls = Object.values(tenants).flatMap((tenant) => PLATFORMS.map((platform) => tenant[platform].calls.length));
  return [...calls, deliveries.length].join(' ');
}
