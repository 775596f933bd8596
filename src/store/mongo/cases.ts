import type { Case, Task } from '../../domain/records.ts';
import { fingerprintOf, isTaskDue } from '../../domain/task.ts';
import { ask, askForUpsert, LIMIT, type MongoConnection } from '../../mongo-connection.ts';
import { type Expression, isDueBy, isMissing, literal, literals, type Now, orRemoved, when } from './expressions.ts';
import type { CaseDocument } from './schemas.ts';

/** `isTaskDue` (domain/task.ts) in the server's words: from when on the task of a case is to be brought up to date. */
const isOutOfDate: Expression = when(
  '$open',
  { $or: [{ $ne: ['$task.state', 'open'] }, { $ne: ['$task.says', '$says'] }] },
  { $and: [{ $not: [isMissing('$task')] }, { $ne: ['$task.state', 'closed'] }] },
);
const withDueAt = {
  $set: { dueAt: orRemoved(when(isOutOfDate, { $ifNull: ['$task.notBefore', 0] }, null)) },
} as const;

/** The questions for people, in MongoDB, each with its task. */
export class Cases {
  readonly #mongo: MongoConnection;
  readonly #now: Now;

  constructor(mongo: MongoConnection, now: Now) {
    this.#mongo = mongo;
    this.#now = now;
  }

  /** Opens it, or brings an open one up to date. An open one keeps its age, and every one its task. */
  async open(question: Case): Promise<void> {
    const { id, ...asked } = question;
    const since = when({ $eq: ['$open', true] }, '$since', literal(question.since));
    const task = when(isMissing('$task'), literal({}), { task: '$task' });
    const known = { $mergeObjects: [literal({ _id: id, ...asked, says: fingerprintOf(question) }), { since }, task] };
    await this.#update(question.tenant, id, [{ $replaceWith: known }, withDueAt], true);
  }

  async close(tenant: string, id: string): Promise<void> {
    await this.#update(tenant, id, [{ $set: { open: false } }, withDueAt]);
  }

  async saveTask(tenant: string, id: string, task: Task): Promise<void> {
    await this.#update(tenant, id, [{ $set: literals({ task }) }, withDueAt]);
  }

  /**
   * What a case says is kept as a fingerprint, which another version of ours may have taken in another way: then the task
   * would be out of date for ever, so the fingerprint is taken anew.
   */
  async dueTask(tenant: string): Promise<Case | undefined> {
    const filter = { tenant, ...isDueBy(this.#now()) };
    const found = await ask(() => this.#cases.findOne(filter, { sort: { dueAt: 1 }, ...LIMIT }));
    if (!found) return undefined;
    const question = toCase(found);
    if (isTaskDue(question)) return question;
    await this.#update(tenant, question.id, [{ $set: literals({ says: fingerprintOf(question) }) }, withDueAt]);
    return undefined;
  }

  async find(id: string): Promise<Case | undefined> {
    const found = await ask(() => this.#mongo.model<CaseDocument>('cases').findById(id).lean<CaseDocument>().exec());
    return found ? toCase(found) : undefined;
  }

  /** The oldest first. */
  async openOf(tenant: string): Promise<readonly Case[]> {
    const query = () => this.#mongo.model<CaseDocument>('cases').find({ open: true, tenant }).sort({ since: 1 });
    return (await ask(() => query().lean<CaseDocument[]>().exec())).map(toCase);
  }

  countOpen(): Promise<number> {
    return ask(() => this.#cases.countDocuments({ open: true }, LIMIT));
  }

  countTasks(tenant: string, since: number): Promise<number> {
    return ask(() => this.#cases.countDocuments({ tenant, 'task.postedAt': { $gte: since } }, LIMIT));
  }

  async #update(tenant: string, id: string, update: object[], upsert = false): Promise<void> {
    await askForUpsert(() => this.#cases.updateOne({ _id: id, tenant }, update, { upsert, ...LIMIT }));
  }

  get #cases() {
    return this.#mongo.collection<CaseDocument>('cases');
  }
}

const toCase = ({ _id, says, dueAt, ...question }: CaseDocument): Case => ({ id: _id, ...question });
