// Scripted schedules: each plays one way in which an edit was lost, a twin was made or a false question was asked on
// the model of the protocol, until one line of it forbade that.
import type { Platform } from '../../src/domain/contact.ts';
import { hashValue } from '../../src/domain/value-hash.ts';
import type { HttpRequest } from '../../src/ports.ts';
import { findViolations } from './checks.ts';
import type { Human } from './ledger.ts';
import type { Fate } from './network.ts';
import { HASH_KEY, type SimTenant, type Weather, World } from './world.ts';

export type Schedule = { readonly name: string; readonly play: () => Promise<readonly string[]> };

const EMAIL = 'pat@example.com';
const LONG_MS = 4_000_000;

/** A world of one person, whose weather and edits are written down here. */
class Stage {
  readonly world: World;
  readonly tenant: SimTenant;
  readonly human: Human;
  /** Decides what happens to a request or a process; `ok` and life, unless a schedule says otherwise. */
  onRequest: (request: HttpRequest) => Fate = () => 'ok';
  onFailpoint: (name: string) => boolean = () => false;
  isDeaf = false;

  constructor(workers = 1) {
    const weather: Weather = {
      fate: (request) => this.onRequest(request),
      webhook: () => (this.isDeaf ? 'lost' : 'ok'),
      diesAt: (name) => this.onFailpoint(name),
      workers,
    };
    this.world = new World(7, () => weather);
    const [tenant] = this.world.tenants;
    if (!tenant) throw new Error('a world without tenants');
    this.tenant = tenant;
    this.human = this.world.ledger.addHuman('pat', tenant.code);
  }

  customer(name: string): void {
    this.world.people.addCustomer(this.human, this.tenant, name, EMAIL);
  }

  user(name: string): void {
    this.world.people.addUser(this.human, this.tenant, name, EMAIL, this.world.scheduler.now - 3_600_000);
  }

  edit(side: Platform, name: string): void {
    this.world.people.edit(this.human, this.tenant, 'name', side, name);
  }

  async pass(ms: number): Promise<void> {
    await this.world.scheduler.run(() => false, ms);
  }

  /** Waits until a condition holds, looking once a virtual second. */
  async until(what: string, condition: () => boolean): Promise<void> {
    if (!(await this.world.scheduler.run(condition, LONG_MS))) throw new Error(`never: ${what}`);
  }

  /** The two names as they are now. */
  get names(): string {
    const shown = (side: Platform) => this.human.tracks.name.states[side].at(-1)?.value;
    return `${shown('storeganise')} / ${shown('zendesk')}`;
  }

  /** A linked person with this name on both sides, and nothing left to do. */
  async linked(name: string): Promise<void> {
    this.customer(name);
    await this.pass(LONG_MS);
    if (this.names !== `${name} / ${name}`) throw new Error(`not linked: ${this.names}`);
  }

  /** The script runs to its end, then everything heals; what is wrong then, in words. */
  async end(expected: { names?: string; cases?: number } = {}): Promise<readonly string[]> {
    await this.pass(LONG_MS);
    this.onRequest = () => 'ok';
    this.onFailpoint = () => false;
    this.isDeaf = false;
    await this.pass(LONG_MS);
    const found = [...(await this.world.inspect(() => findViolations(this.world)))];
    const cases = await this.world.inspect(() => this.world.store.openCases(this.tenant.code));
    if (expected.names !== undefined && this.names !== expected.names) {
      found.push(`${this.names} instead of ${expected.names}`);
    }
    if (cases.length !== (expected.cases ?? 0)) found.push(`${cases.length} questions`);
    return found;
  }
}

/** The first time that a condition holds. */
function once<T>(condition: (of: T) => boolean): (of: T) => boolean {
  let isOver = false;
  return (of) => {
    if (isOver || !condition(of)) return false;
    isOver = true;
    return true;
  };
}

const writesTo = (host: string) => (request: HttpRequest) => request.method !== 'GET' && request.url.includes(host);
const isCreate = (request: HttpRequest) => request.method === 'POST' && request.url.endsWith('/users');
const isNameWrite = (host: string) => (request: HttpRequest) =>
  writesTo(host)(request) && /"(name|firstName)"/.test(request.body ?? '');
const isPointerWrite = (request: HttpRequest) =>
  writesTo('storeganise.com')(request) && (request.body ?? '').includes('zendesk_userId');

export const SCHEDULES: readonly Schedule[] = [
  {
    name: 'a create and five updates at once make one Zendesk user',
    async play() {
      const stage = new Stage(4);
      stage.customer('Ann Ash');
      for (const name of ['Bea Bly', 'Ann Ash', 'Cleo', 'Bea Bly', 'Ann Bly']) stage.edit('storeganise', name);
      return stage.end({ names: 'Ann Bly / Ann Bly' });
    },
  },
  {
    name: 'a crash between the create and its answer makes no twin',
    async play() {
      const stage = new Stage();
      stage.onFailpoint = once((name) => name === 'after_create');
      stage.customer('Ann Ash');
      return stage.end({ names: 'Ann Ash / Ann Ash' });
    },
  },
  {
    name: 'a create that lands late, after the address was edited, makes no twin',
    async play() {
      const stage = new Stage();
      const isFirst = once(isCreate);
      stage.onRequest = (request) => (isFirst(request) ? 'late' : 'ok');
      stage.customer('Ann Ash');
      await stage.pass(5_000);
      stage.world.people.edit(stage.human, stage.tenant, 'email', 'storeganise', `new.${EMAIL}`);
      return stage.end({ names: 'Ann Ash / Ann Ash' });
    },
  },
  {
    name: 'an agent renames a user whose create was never answered',
    async play() {
      const stage = new Stage();
      stage.onFailpoint = once((name) => name === 'after_create');
      stage.customer('Ann Ash');
      await stage.until('created', () => stage.human.ids.zendesk !== undefined);
      stage.edit('zendesk', 'Bea Bly');
      return stage.end({ names: 'Bea Bly / Bea Bly' });
    },
  },
  {
    name: 'two people edit while a pass is cut off between its write and its end: a question, nothing lost',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      stage.onFailpoint = once((name) => name === 'before_write');
      stage.edit('storeganise', 'Bea Bly');
      await stage.until('the worker dies', () => stage.world.counts.kills === 1);
      stage.edit('zendesk', 'Cleo');
      return stage.end({ names: 'Bea Bly / Cleo', cases: 1 });
    },
  },
  {
    name: 'the source moves on while the write of its last value was answered but never settled',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      stage.onFailpoint = once((name) => name === 'after_write');
      stage.edit('storeganise', 'Bea Bly');
      await stage.until('the worker dies', () => stage.world.counts.kills === 1);
      stage.edit('storeganise', 'Cleo');
      return stage.end({ names: 'Cleo / Cleo' });
    },
  },
  {
    name: 'a name was answered, then the pointer failed, then the target is edited: the edit travels',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      stage.isDeaf = true;
      stage.world.people.erasePointer(stage.human, stage.tenant, 'storeganise');
      stage.isDeaf = false;
      let hasFailed = false;
      stage.onRequest = (request) => {
        if (!isPointerWrite(request)) return 'ok';
        hasFailed = true;
        return 'not_sent';
      };
      stage.edit('zendesk', 'Bea Bly');
      await stage.until('the pointer write fails', () => hasFailed);
      stage.edit('storeganise', 'Cleo');
      return stage.end({ names: 'Cleo / Cleo' });
    },
  },
  {
    name: 'a first link was written but never settled, then the agent edits: the agent wins',
    async play() {
      const stage = new Stage();
      stage.user('pat');
      stage.onFailpoint = once((name) => name === 'after_write' && stage.human.tracks.name.states.zendesk.length > 1);
      stage.customer('Pat Doe');
      await stage.until('the worker dies', () => stage.world.counts.kills === 1);
      stage.edit('zendesk', 'Pat Dough');
      return stage.end({ names: 'Pat Dough / Pat Dough' });
    },
  },
  {
    name: 'a write that lands after its time-out undoes no later edit',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      const isFirst = once(isNameWrite('proxy.test'));
      stage.onRequest = (request) => (isFirst(request) ? 'late' : 'ok');
      stage.edit('storeganise', 'Bea Bly');
      await stage.pass(8_000);
      stage.edit('storeganise', 'Cleo');
      return stage.end({ names: 'Cleo / Cleo' });
    },
  },
  {
    name: 'a refused write leaves no doubt: a later edit to the same value is a person’s',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      const isFirst = once(isNameWrite('proxy.test'));
      stage.onRequest = (request) => (isFirst(request) ? 'busy' : 'ok');
      stage.edit('storeganise', 'Bea Bly');
      await stage.until('refused', () => stage.world.counts.unsure > 0);
      stage.edit('storeganise', 'Ann Ash');
      await stage.pass(20_000);
      stage.edit('zendesk', 'Bea Bly');
      return stage.end({ names: 'Bea Bly / Bea Bly' });
    },
  },
  {
    name: 'a mark of the sweep is not settled by an echo that arrives with it',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      const { world, tenant, human } = stage;
      const recordId = human.ids.zendesk ?? '';
      const hash = (value: string) => hashValue(HASH_KEY, tenant.code, 'name', value);
      const hint = { field: 'name', current: hash('Ann Ash'), previous: hash('pat') } as const;
      const ref = { tenant: tenant.code, platform: 'zendesk', recordId } as const;
      const echo = { ...ref, key: 'an echo', type: 'zen:event-type:user.name_changed', hint };
      world.tenants[0]?.zendesk.editUser(recordId, { name: 'Bea Bly' }, world.scheduler.now);
      world.ledger.edit(human, 'name', 'zendesk', 'Bea Bly', world.scheduler.now);
      await world.inspect(async () => {
        await world.store.accept(echo);
        await world.store.mark(ref);
      });
      return stage.end({ names: 'Bea Bly / Bea Bly' });
    },
  },
  {
    name: 'a change that kills its worker five times is still carried out',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      let deaths = 0;
      stage.onFailpoint = (name) => name === 'before_write' && ++deaths <= 5;
      stage.edit('storeganise', 'Bea Bly');
      return stage.end({ names: 'Bea Bly / Bea Bly' });
    },
  },
  {
    name: 'an edit that arrives while its record is being worked on is not answered by that pass',
    async play() {
      const stage = new Stage();
      await stage.linked('Ann Ash');
      const isFirst = once(isNameWrite('proxy.test'));
      stage.onRequest = (request) => {
        if (isFirst(request)) stage.edit('storeganise', 'Cleo');
        return 'ok';
      };
      stage.edit('storeganise', 'Bea Bly');
      return stage.end({ names: 'Cleo / Cleo' });
    },
  },
];
