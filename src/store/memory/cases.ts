import type { Case, Task } from '../../domain/records.ts';
import { isTaskDue } from '../../domain/task.ts';
import type { Clock } from '../../ports.ts';

/** Questions by id, with the tasks that ask them. */
export class MemoryCases {
  readonly #clock: Clock;
  readonly #all = new Map<string, Case>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An open one keeps its age, and every one its task. */
  open(question: Case): void {
    const known = this.#all.get(question.id);
    const kept = { ...(known?.open ? { since: known.since } : {}), ...(known?.task ? { task: known.task } : {}) };
    this.#all.set(question.id, { ...question, ...kept });
  }

  close(tenant: string, id: string): void {
    const known = this.#all.get(id);
    if (known?.tenant === tenant) this.#all.set(id, { ...known, open: false });
  }

  find(id: string): Case | undefined {
    return this.#all.get(id);
  }

  allOpen(tenant?: string): readonly Case[] {
    return [...this.#all.values()].filter(
      (question) => question.open && (tenant === undefined || question.tenant === tenant),
    );
  }

  dueTask(tenant: string): Case | undefined {
    const now = this.#clock.now();
    return [...this.#all.values()].find(
      (question) => question.tenant === tenant && (question.task?.notBefore ?? 0) <= now && isTaskDue(question),
    );
  }

  saveTask(tenant: string, id: string, task: Task): void {
    const known = this.#all.get(id);
    if (known?.tenant === tenant) this.#all.set(id, { ...known, task });
  }

  countTasks(tenant: string, since: number): number {
    const isPosted = ({ task, ...question }: Case) => question.tenant === tenant && task && task.postedAt >= since;
    return [...this.#all.values()].filter(isPosted).length;
  }
}
