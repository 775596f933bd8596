import type { Case, Link } from '../domain/records.ts';
import type { Store } from '../ports.ts';

export type Decision = 'done' | 'not_possible';

/** A person agrees to a change of address over a link that nothing proves: from now on it is proven. */
export async function agreeToCase(store: Store, question: Case): Promise<Decision> {
  if (question.kind !== 'unproven_email_change') return 'not_possible';
  return changeLink(store, question, (link) => ({ ...link, isProven: true }));
}

/** A person wants the Zendesk user who is gone to be created again. */
export async function createForCase(store: Store, question: Case): Promise<Decision> {
  if (question.kind !== 'zendesk_user_deleted') return 'not_possible';
  return changeLink(store, question, ({ zendeskId: _, intent: __, ...link }) => ({
    ...link,
    state: 'half',
    base: {},
    pending: {},
    doubts: [],
    left: {},
  }));
}

/** Moves the link on, so that a pass under way starts again, and has it looked at. Throws LostCompareAndSet. */
async function changeLink(
  store: Store,
  { tenant, person, open }: Case,
  change: (link: Link) => Link,
): Promise<Decision> {
  const recordId = person?.storeganiseId;
  if (!open || recordId === undefined) return 'not_possible';
  const ref = { tenant, platform: 'storeganise', recordId } as const;
  const link = await store.findLink(ref);
  if (!link) return 'not_possible';
  await store.saveLink(change(await store.takeLink(link, link.fence)));
  await store.mark(ref);
  return 'done';
}
