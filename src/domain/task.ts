import type { Case } from './records.ts';

/** What a question says in its present form; a task that says something else is out of date. */
export const fingerprintOf = ({ kind, person, values }: Case): string =>
  JSON.stringify([kind, person?.name, person?.email, values]);

/** Whether the task of a question is to be posted, updated or completed. */
export function isTaskDue(question: Case): boolean {
  const { open, task } = question;
  if (!open) return task !== undefined && task.state !== 'closed';
  return task?.state !== 'open' || task.says !== fingerprintOf(question);
}
