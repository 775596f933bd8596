import { z } from 'zod';
import { SyncFailure } from '../../domain/failures.ts';
import type { AddonRecord } from '../../domain/installation.ts';
import type { Remote } from '../remote.ts';

/** Nothing else on the record is ours. */
const OURS = 'zendesk_';

/** Of the record only `customFields` is certain (Storeganise dossier §3.7). */
const Addon = z.object({
  state: z.enum(['enabled', 'paused', 'disabled']).optional().catch(undefined),
  customFields: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((fields) => Object.fromEntries(Object.entries(fields ?? {}).filter(([code]) => code.startsWith(OURS)))),
});

/** Reads the record of an installation, with the operator's settings. Throws SyncFailure when there is no telling answer. */
export async function readAddon(remote: Remote, addonId: string): Promise<Omit<AddonRecord, 'at'>> {
  const reply = await remote.call('GET', `/addons/${encodeURIComponent(addonId)}`);
  if (reply.kind === 'failed') {
    if (reply.failure.kind === 'unauthorised') return { answer: 'refused' };
    if (reply.failure.kind === 'rejected') return { answer: 'missing' };
    throw reply.failure;
  }
  const addon = Addon.safeParse(reply.body);
  if (!addon.success) throw new SyncFailure('unavailable', 'storeganise_odd_addon');
  const { state = 'enabled', customFields } = addon.data;
  return { answer: 'read', state, settings: customFields };
}
