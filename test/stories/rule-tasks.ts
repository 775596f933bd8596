import type { CaseKind, Person } from './rule.ts';
import type { RulePeople } from './rule-people.ts';
import { ADDON_ID, type RuleWorld } from './rule-world.ts';

export type OpenTask = {
  readonly kind: string;
  /** `undefined`: the business, or nobody that the row knows. */
  readonly about: Person | undefined;
  readonly text: string;
  readonly jobId?: string;
};

const KINDS = [
  'email_conflict',
  'field_conflict',
  'ambiguous_match',
  'external_id_taken',
  'foreign_external_ids',
  'unproven_email_change',
  'zendesk_user_deleted',
  'zendesk_user_suspended',
  'zendesk_user_promoted',
  'suspension_refused',
  'suspension_note_refused',
  'status_field_missing',
  'missing_customer_fields',
  'rejected_write',
  'overwritten_edit',
  'many_questions',
  'unavailable',
] as const satisfies readonly CaseKind[];

/** The open questions as the staff see them; each text holds the kind of its case as its stable code (issue 5). */
export function openTasks(world: RuleWorld, people: RulePeople): readonly OpenTask[] {
  const open = world.storeganise.jobs().filter(({ state }) => state !== 'completed' && state !== 'cancelled');
  return open.map(({ id, title, desc, targetType, targetId }) => {
    const text = `${title}\n${desc}`;
    const kind = KINDS.find((name) => text.includes(name)) ?? title;
    return { kind, about: targetType === 'user' ? people.whose(targetId) : undefined, text, jobId: id };
  });
}

/** What no task may be like (contract §4). */
export function badTasks({ storeganise }: RuleWorld): readonly string[] {
  return storeganise.jobs().flatMap(({ title, desc, targetType, targetId }) => {
    const customer = targetType === 'user' ? storeganise.user(targetId) : undefined;
    const text = `${title}\n${desc}`;
    const isNamed =
      customer && [customer.firstName, customer.lastName, customer.email].some((name) => text.includes(name));
    return [
      ...(title.startsWith('zendesk: ') ? [] : [`a task whose title does not start with "zendesk: ": ${title}`]),
      ...(customer || (targetType === 'addon' && targetId === ADDON_ID)
        ? []
        : [`a task about ${targetType} ${targetId}`]),
      ...(customer && !isNamed ? [`a task that does not name its customer: ${text}`] : []),
    ];
  });
}
