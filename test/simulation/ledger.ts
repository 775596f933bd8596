// What really happened to every field on both platforms, written down by the simulation itself and never shown to the
// engine: each edit of a person carries a hidden tag, and each write of the engine the tag of what it copied.
import type { Field, Platform } from '../../src/domain/contact.ts';
import type { Process } from './process.ts';

/** One state of one field of one record. */
export type State = {
  readonly at: number;
  readonly value: string;
  readonly tag: number;
  readonly by: 'person' | 'engine';
  /** Of an engine's write: the index of the state that its process had read last before it sent the write; -1 none. */
  readonly readIndex?: number;
  readonly sentAt?: number;
};

/** One field of one person: all its states on both sides, and what the engine knew or said about it. */
export type Track = {
  readonly states: Record<Platform, State[]>;
  /** What the engine stored as the base. */
  readonly bases: { readonly at: number; readonly value: string }[];
  /** Values of the questions that were asked about it. */
  readonly asked: { readonly at: number; readonly values: readonly string[] }[];
  /** Engine writes whose fate was unknown to it: their value may be taken for ours for minutes. */
  readonly unsure: { readonly at: number; readonly side: Platform; readonly value: string }[];
  /** What the engine itself held to be in doubt; excused only where a process had died or overslept shortly before. */
  readonly doubted: { readonly at: number; readonly side: Platform; readonly value: string }[];
  /** What a target showed when a process was about to write to it; excused only where that process was cut off. */
  readonly cutOff: {
    readonly at: number;
    readonly side: Platform;
    readonly value: string;
    readonly process: Process;
  }[];
  /** Engine writes that changed it, by side. */
  readonly writes: Record<Platform, number>;
  readonly edits: Record<Platform, number>;
};

export type Human = {
  readonly name: string;
  readonly tenant: string;
  readonly tracks: Record<Field, Track>;
  readonly ids: Partial<Record<Platform, string>>;
  /** Every address that this person ever had. */
  readonly emails: string[];
  /** When the two were first linked; before that, Storeganise's values are the better ones. */
  linkedAt: number;
  /** What became of the Zendesk user. */
  departed?: 'deleted' | 'merged';
  /** While it is an agent nothing is written to it: since when. */
  promotedAt?: number;
  rentals: string[];
  /** How often staff disabled the customer. */
  disablings: number;
  isDisabled: boolean;
  /** The event that the customer is enabled again never came. */
  isEnabledUnheard?: boolean;
};

const newTrack = (): Track => ({
  states: { storeganise: [], zendesk: [] },
  bases: [],
  asked: [],
  unsure: [],
  doubted: [],
  cutOff: [],
  writes: { storeganise: 0, zendesk: 0 },
  edits: { storeganise: 0, zendesk: 0 },
});

export class Ledger {
  readonly humans: Human[] = [];
  readonly #parents = new Map<number, number>();
  readonly #sameAs = new Map<number, number>();
  #tags = 0;

  addHuman(name: string, tenant: string): Human {
    const human: Human = {
      name,
      tenant,
      tracks: { name: newTrack(), email: newTrack(), phone: newTrack() },
      ids: {},
      emails: [],
      linkedAt: Number.POSITIVE_INFINITY,
      rentals: [],
      disablings: 0,
      isDisabled: false,
    };
    this.humans.push(human);
    return human;
  }

  find(platform: Platform, id: string): Human | undefined {
    return this.humans.find((human) => human.ids[platform] === id);
  }

  /** A person edits a field where they see its present value: that value's tag is the parent of the new one. */
  edit({ tracks }: Human, field: Field, side: Platform, value: string, at: number): void {
    const track = tracks[field];
    this.#tags += 1;
    const seen = track.states[side].at(-1);
    if (seen) this.#parents.set(this.#tags, seen.tag);
    track.states[side].push({ at, value, tag: this.#tags, by: 'person' });
    track.edits[side] += 1;
    this.#noteAgreement(track);
  }

  /** A write of the engine landed. */
  write({ tracks }: Human, field: Field, side: Platform, state: Omit<State, 'by'>): void {
    const track = tracks[field];
    track.states[side].push({ ...state, by: 'engine' });
    track.writes[side] += 1;
    this.#noteAgreement(track);
  }

  /** Whether a person who made `later` had `earlier`, or a copy or an equal of it, before their eyes at some time. */
  descends(later: number, earlier: number): boolean {
    const wanted = this.#root(earlier);
    const seen = new Set<number>();
    const open = [later];
    for (let tag = open.pop(); tag !== undefined; tag = open.pop()) {
      if (seen.has(tag)) continue;
      seen.add(tag);
      if (this.#root(tag) === wanted) return true;
      for (const [twin] of this.#sameAs) if (this.#root(twin) === this.#root(tag)) open.push(twin);
      open.push(this.#root(tag));
      const parent = this.#parents.get(tag);
      if (parent !== undefined) open.push(parent);
    }
    return false;
  }

  /** The same, by sight alone: sides that happen to be equal for a while, unseen by anybody, do not count. */
  descendsInSight(later: number, earlier: number): boolean {
    let tag: number | undefined = later;
    while (tag !== undefined && tag !== earlier) tag = this.#parents.get(tag);
    return tag === earlier;
  }

  /** Values that are equal on both sides are one from then on. */
  #noteAgreement({ states }: Track): void {
    const here = states.storeganise.at(-1);
    const there = states.zendesk.at(-1);
    if (!here || !there || here.value !== there.value) return;
    const [one, other] = [this.#root(here.tag), this.#root(there.tag)];
    if (one !== other) this.#sameAs.set(Math.max(one, other), Math.min(one, other));
  }

  #root(tag: number): number {
    let root = tag;
    for (let next = this.#sameAs.get(root); next !== undefined; next = this.#sameAs.get(root)) root = next;
    return root;
  }
}
