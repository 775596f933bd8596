import { agreeToCase, createForCase } from '../../src/sync/decide-case.ts';
import type { OpenRowStore } from './row-store.ts';
import type { Edit, End, Person, Rule, Start } from './rule.ts';
import { compare } from './rule-checks.ts';
import { Absent, RulePeople } from './rule-people.ts';
import { badTasks, openTasks } from './rule-tasks.ts';
import { RuleWorld } from './rule-world.ts';
import { badWrites } from './rule-writes.ts';

/** Plays one row against the real engine; answers what differs, in words. Empty = the rule holds. */
export async function playRule(rule: Rule, openStore?: OpenRowStore): Promise<readonly string[]> {
  const world = new RuleWorld(rule.settings ?? {}, rule.platforms ?? {}, openStore);
  const row = new Row(rule, world);
  try {
    return await row.play();
  } catch (error) {
    if (error instanceof Absent) return [`on the way, ${error.message}`];
    return [`the row could not be played: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  } finally {
    await world.stop();
  }
}

class Row {
  readonly #rule: Rule;
  readonly #world: RuleWorld;
  readonly #people: RulePeople;
  readonly #differences: string[] = [];

  constructor(rule: Rule, world: RuleWorld) {
    this.#rule = rule;
    this.#world = world;
    this.#people = new RulePeople(world);
  }

  async play(): Promise<readonly string[]> {
    await this.#start(this.#rule.given ?? {});
    for (const edit of this.#rule.edits) {
      await this.#happen(edit);
      if (!('check' in edit) && !('justBeforeOurWrite' in edit)) await this.#world.quiet();
    }
    const { end } = this.#rule;
    const ends: readonly End[] = 'either' in end ? end.either : [end];
    const found = await Promise.all(ends.map((one) => compare(one, this.#world, this.#people)));
    const isHeld = found.some((differences) => differences.length === 0);
    if (!isHeld) this.#differences.push(...(found.length === 1 ? found.flat() : found.map(inWords)));
    return [...this.#differences, ...this.#invariants()];
  }

  async #start(given: Readonly<Record<Person, Start>>): Promise<void> {
    const world = this.#world;
    this.#people.arrange(given);
    const linked = Object.entries(given).filter(([, { linked }]) => linked !== undefined);
    for (const [who] of linked) {
      const id = this.#people.customerId(who);
      if (id === undefined) throw new Error(`${who} is linked at the start without being a customer`);
      await world.look('storeganise', id);
    }
    await world.quiet();
    const wanted = Object.fromEntries(linked.map(([who, start]) => [who, startWant(start)]));
    const tasks = { someOf: (await world.openCases()).map(({ kind }) => kind) as never[] };
    const hasTasks = tasks.someOf.length > 0;
    const differences = await compare(
      { others: wanted, writes: { storeganise: [0, 99], zendesk: [0, 99] }, ...(hasTasks ? { tasks } : {}) },
      world,
      this.#people,
    );
    this.#differences.push(...differences.map((difference) => `at the start, ${difference}`));
    this.#differences.push(...this.#invariants().map((problem) => `at the start, ${problem}`));
    world.sent.length = 0;
    world.problems.length = 0;
    world.outcomes.length = 0;
  }

  async #happen(edit: Edit, times: 0 | 1 | 2 = 1): Promise<void> {
    const world = this.#world;
    if ('check' in edit) {
      const differences = await compare(edit.check, world, this.#people);
      this.#differences.push(...differences.map((difference) => `at the check, ${difference}`));
    } else if ('atOnce' in edit) {
      for (const one of edit.atOnce) await this.#happen(one);
    } else if ('every' in edit) {
      for (const one of edit.doing) {
        await this.#happen(one);
        if (!('check' in one) && !('waitMinutes' in one)) await world.time.advance(edit.every * 1_000);
      }
    } else if ('unheard' in edit) await this.#happen(edit.unheard, 0);
    else if ('heardTwice' in edit) await this.#happen(edit.heardTwice, 2);
    else if ('justBeforeOurWrite' in edit) world.beforeWrite = () => void this.#act(edit.justBeforeOurWrite, 1);
    else if ('waitMinutes' in edit) await world.time.advance(edit.waitMinutes * 60_000);
    else if ('down' in edit) world.down.add(edit.down);
    else if ('up' in edit) world.down.delete(edit.up);
    else if ('statusField' in edit) world.setStatusField(edit.statusField);
    else if ('sweep' in edit) await world.sweep();
    else if ('sync' in edit) await this.#sync(edit.who ?? 'pat');
    else if ('completeTask' in edit) await this.#completeTask(edit.completeTask);
    else if ('agree' in edit) await this.#decide(edit.agree, agreeToCase);
    else if ('create' in edit) await this.#decide(edit.create, createForCase);
    else this.#act(edit, times);
  }

  #act(edit: Edit, times: 0 | 1 | 2): void {
    const who = 'who' in edit && edit.who !== undefined ? edit.who : 'pat';
    const [platform, events] = this.#people.act(edit as Parameters<RulePeople['act']>[0], who);
    this.#world.deliver(platform, events, times);
  }

  async #completeTask(kind: string): Promise<void> {
    const { storeganise, time } = this.#world;
    const task = (await openTasks(this.#world, this.#people)).find((open) => open.kind === kind);
    if (task?.jobId === undefined) throw new Error(`no open task ${kind} in Storeganise`);
    storeganise.completeJob(task.jobId, time.now);
  }

  async #decide(kind: string, decide: typeof agreeToCase): Promise<void> {
    const { store } = this.#world;
    const question = (await this.#world.openCases()).find((open) => open.kind === kind);
    if (question) await decide(store, question);
  }

  async #sync(who: Person): Promise<void> {
    const customerId = this.#people.customerId(who);
    const userId = this.#people.userId(who);
    if (customerId !== undefined) await this.#world.look('storeganise', customerId);
    else if (userId !== undefined) await this.#world.look('zendesk', userId);
  }

  #invariants(): readonly string[] {
    const { sent, problems, zendesk } = this.#world;
    const mails = zendesk.mails.map(({ to }) => `Zendesk mailed ${to}`);
    const { statusField, customerFields } = this.#rule.platforms ?? {};
    const drops = { tags: statusField === 'without its tags', customerFields: customerFields === 'missing' };
    return [...badWrites(sent, drops), ...badTasks(this.#world), ...mails, ...problems];
  }
}

/** A linked start must be one that the product rests in. */
function startWant({ storeganise, zendesk }: Start): End {
  if (!storeganise) return {};
  const { firstName, lastName, email, phone = null } = storeganise;
  const { name, phone: shown = null, status } = zendesk ?? {};
  const user = { ...(name === undefined ? {} : { name, phone: shown }), ...(status === undefined ? {} : { status }) };
  return { linked: true, storeganise: { firstName, lastName, email, phone }, zendesk: user };
}

const inWords = (differences: readonly string[], index: number) => `way ${index + 1}: ${differences.join('; ')}`;
