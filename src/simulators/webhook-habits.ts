import { z } from 'zod';

const chance = z.number().min(0).max(1);
const ms = z.number().int().min(0).max(600_000);

/** How webhooks travel (Zendesk dossier §7.4, §15 item 43; Storeganise dossier §2.5, §6). */
export const webhookHabits = z.strictObject({
  /** Drawn for each event, up to ten minutes: a wide range reorders. */
  delayMs: z.tuple([ms, ms]),
  /** How many events come twice under the same id. */
  duplicateChance: chance,
  /** How many events never come. */
  lossChance: chance,
  /** A burst beyond this is spread over time; `null` = no limit. */
  perMinute: z.number().positive().nullable(),
  /** What follows an answer other than 200: what the platform does, nothing, or three tries in all. */
  retries: z.enum(['platform', 'none', 'same_id', 'new_id']),
});

export type WebhookHabits = z.output<typeof webhookHabits>;

export const usualHabits: WebhookHabits = {
  delayMs: [0, 150],
  duplicateChance: 0.1,
  lossChance: 0,
  perMinute: null,
  retries: 'platform',
};

/** After the first and the second attempt (Storeganise dossier §6). */
export const variantRetryDelaysMs: readonly number[] = [1000, 10_000];
