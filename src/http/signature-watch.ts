import { answerTenant, askTenant } from '../domain/questions.ts';
import type { Clock, Store } from '../ports.ts';

/** So many webhooks in a row without a good signature, so soon after each other, are a question (contract: "Tasks"). */
const MANY = 20;
const WINDOW_MS = 10 * 60_000;
/** Another process may have asked: a good signature answers also what this one does not know of, this often. */
const ANSWER_AGAIN_MS = 60_000;

/** Notices that the webhooks of a tenant are refused, and that they are not any more. Counts in this process. */
export type SignatureWatch = { bad(tenant: string): Promise<void>; good(tenant: string): Promise<void> };

type Seen = { readonly bad: readonly number[]; readonly answeredAt: number };

export function createSignatureWatch(parts: {
  readonly store: Pick<Store, 'deliverRow'>;
  readonly clock: Pick<Clock, 'now'>;
}): SignatureWatch {
  const { store, clock } = parts;
  const all = new Map<string, Seen>();
  const seenOf = (tenant: string) => all.get(tenant) ?? { bad: [], answeredAt: Number.NEGATIVE_INFINITY };

  return {
    async bad(tenant) {
      const now = clock.now();
      const { bad, answeredAt } = seenOf(tenant);
      const recent = [...bad.filter((at) => now - at < WINDOW_MS), now];
      const isQuestion = recent.length >= MANY;
      all.set(tenant, isQuestion ? { bad: [], answeredAt: Number.NEGATIVE_INFINITY } : { bad: recent, answeredAt });
      if (isQuestion) await store.deliverRow(tenant, askTenant(tenant, 'bad_signatures', {}, now));
    },

    async good(tenant) {
      const now = clock.now();
      const { answeredAt } = seenOf(tenant);
      const isAnswer = now - answeredAt >= ANSWER_AGAIN_MS;
      all.set(tenant, { bad: [], answeredAt: isAnswer ? now : answeredAt });
      if (isAnswer) await store.deliverRow(tenant, answerTenant(tenant, 'bad_signatures'));
    },
  };
}
