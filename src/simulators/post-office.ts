import { seededRandom } from './seeded-random.ts';
import { createTimers } from './timers.ts';
import { createWebhookSender, type Delivery, type Outcome, type WebhookSender } from './webhook-sender.ts';
import { retryDelayMs } from './zendesk/retry-delay.ts';

export type Platform = 'storeganise' | 'zendesk';

type Manners = {
  path: (tenant: string) => string;
  timeoutMs: number;
  retryDelayMs: (attempt: number, outcome: Outcome) => number | undefined;
};

/** Storeganise waits 30 s and repeats nothing (Storeganise dossier §2.4, §6), Zendesk 12 s (Zendesk dossier §7.4). */
const manners: Record<Platform, Manners> = {
  storeganise: { path: () => '/addon/storeganise', timeoutMs: 30_000, retryDelayMs: () => undefined },
  zendesk: { path: (tenant) => `/addon/zendesk/${tenant}`, timeoutMs: 12_000, retryDelayMs },
};

export type PostOffice = ReturnType<typeof createPostOffice>;

/** All senders of both platforms, with the book of what they sent. */
export function createPostOffice({ serviceUrl, seed }: { serviceUrl: string; seed: number }) {
  const timers = createTimers();
  const closing = new AbortController();
  const deliveries: Delivery[] = [];
  let sendersOpened = 0;

  return {
    timers,
    deliveries,

    openSender(
      platform: Platform,
      tenant: string,
      sign: (body: string, now: number) => Record<string, string>,
    ): WebhookSender {
      const { path, ...rest } = manners[platform];
      sendersOpened += 1;
      return createWebhookSender({
        platform,
        tenant,
        url: serviceUrl + path(tenant),
        sign,
        ...rest,
        random: seededRandom(seed + 1000 + sendersOpened),
        timers,
        closing: closing.signal,
        record: (delivery) => deliveries.push(delivery),
      });
    },

    close() {
      timers.callOff();
      closing.abort();
    },
  };
}
