import { PLATFORMS, type Platform } from '../../domain/contact.ts';
import type { TenantCode } from '../../simulators/tenants.ts';
import type { Control, Task } from './control.ts';
import type { Found, Shown } from './show-records.ts';
import type { Sides } from './told.ts';

/** What a business looks like at the moment. */
export type Scene = {
  readonly people: Readonly<Record<string, Partial<Sides<Shown>>>>;
  /** Records of nobody in the story. */
  readonly strangers: readonly (Found & { readonly platform: Platform })[];
  readonly records: Sides<number>;
  readonly tasks: readonly Task[];
};

type Ids = Partial<Record<Platform, string>>;

/** Who is who: the people of the story with their records. */
export class Cast {
  readonly #ids = new Map<string, Ids>();

  /** The record of a person that a step has made. */
  remember(person: string, platform: Platform, id: string): void {
    this.#ids.set(person, { ...this.#ids.get(person), [platform]: id });
  }

  idOf(person: string, platform: Platform): string {
    const id = this.#ids.get(person)?.[platform];
    if (id === undefined) throw new Error(`${person} is not in ${platform}: an earlier step has failed`);
    return id;
  }

  /** Whose record it is: one known by its id, or one that names the person's record on the other platform. */
  recognise(platform: Platform, { id, pointer }: Found): string | undefined {
    const other = platform === 'storeganise' ? 'zendesk' : 'storeganise';
    for (const [person, ids] of this.#ids) {
      if (ids[platform] === id) return person;
      if (ids[platform] === undefined && pointer !== '' && ids[other] === pointer) {
        this.remember(person, platform, id);
        return person;
      }
    }
    return undefined;
  }
}

/** Looks at everybody on both platforms of a business, and at its tasks. */
export async function lookAround(control: Control, tenant: TenantCode, cast: Cast): Promise<Scene> {
  const people: Record<string, Partial<Sides<Shown>>> = {};
  const strangers: (Found & { platform: Platform })[] = [];
  const records = { storeganise: 0, zendesk: 0 };
  for (const platform of PLATFORMS) {
    const found = await control.records(platform, tenant);
    records[platform] = found.length;
    for (const record of found) {
      const person = cast.recognise(platform, record);
      if (person === undefined) strangers.push({ ...record, platform });
      else people[person] = { ...people[person], [platform]: record.shown };
    }
  }
  return { people, strangers, records, tasks: await control.tasks(tenant) };
}
