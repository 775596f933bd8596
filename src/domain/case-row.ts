import type { Case } from './records.ts';
import { nextStep } from './task-text.ts';

/** An open question as an operator sees it (contract: "Command line"). */
export type CaseRow = Pick<Case, 'id' | 'tenant' | 'kind' | 'since' | 'values'> & {
  /** Whom it is about, as `explain` takes it: a record's id, or the business code. */
  readonly subject: string;
  /** The recommended command, or what to do, in words. */
  readonly action: string;
};

export function caseRow(question: Case): CaseRow {
  const { id, tenant, kind, since, values } = question;
  return { id, tenant, kind, subject: whomIsItAbout(question), since, values, action: actionOf(question) };
}

function whomIsItAbout({ person, subject, tenant }: Case): string {
  const [, recordId] = /^(?:storeganise|zendesk)\.(.+)$/.exec(subject) ?? [];
  return person?.storeganiseId ?? recordId ?? tenant;
}

function actionOf(question: Case): string {
  const { kind, id } = question;
  if (kind === 'unproven_email_change') {
    return `If the change is right: npm run cli -- cases agree ${id}. If it is not: put the old address back in Storeganise.`;
  }
  if (kind === 'zendesk_user_deleted') {
    return `To have the Zendesk user created again: npm run cli -- cases create ${id}. ${nextStep(question)}`;
  }
  return nextStep(question);
}
