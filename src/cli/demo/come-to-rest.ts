import { PLATFORMS } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';
import type { Control } from './control.ts';
import type { ServiceView } from './service-view.ts';
import type { Step } from './step.ts';

/** The simulators send a webhook up to 150 ms after its cause: when nothing moved for so long, nothing will. */
const QUIET_MS = 500;
const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 2_000;

/** Waits until everything is as told, every delivery that is not kept has its outcome, and no call or webhook came for a while. */
export async function comeToRest(
  parts: {
    readonly control: Control;
    readonly service: ServiceView;
    readonly patienceMs: number;
    readonly stillWaiting: (seconds: number) => void;
  },
  { tenant, kept = 0 }: Pick<Step, 'tenant' | 'kept'>,
  isAsTold: () => Promise<boolean>,
): Promise<boolean> {
  const startedAt = Date.now();
  let toldAt = startedAt;
  let movedAt = startedAt;
  let last = '';
  while (Date.now() - startedAt < parts.patienceMs) {
    const now = await movement(parts.control, tenant);
    if (now !== last) movedAt = Date.now();
    last = now;
    const isQuiet = Date.now() - movedAt >= QUIET_MS;
    if (isQuiet && (await parts.service.metric('usersync_backlog')) === kept && (await isAsTold())) return true;
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      toldAt = Date.now();
      parts.stillWaiting(Math.round((toldAt - startedAt) / 1000));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

/** Changes whenever anything happens between the platforms and the service. */
async function movement(control: Control, tenant: TenantCode): Promise<string> {
  const calls: number[] = [];
  for (const platform of PLATFORMS) calls.push((await control.calls(platform, tenant)).length);
  return JSON.stringify([calls, await control.deliveriesSent()]);
}
