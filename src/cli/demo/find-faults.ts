import { PLATFORMS, type Platform } from '../../domain/contact.ts';
import type { Scene } from './scene.ts';
import type { Shown } from './show-records.ts';
import { ANY_DATE } from './step.ts';
import type { Sides, Told } from './told.ts';
import type { Writes } from './writes.ts';

/** What is not as told at a business: of anybody in it, on both sides, and of its tasks. */
export function findFaults(told: Told, scene: Scene): readonly string[] {
  const people = new Set([...Object.keys(told.people), ...Object.keys(scene.people)]);
  return [
    ...[...people].flatMap((person) =>
      PLATFORMS.flatMap((platform) =>
        compareRecords(told.people[person]?.[platform], scene.people[person]?.[platform]).map(
          (fault) => `${platform}: ${person}: ${fault}`,
        ),
      ),
    ),
    ...scene.strangers.map(({ platform, email }) => `${platform}: found somebody of whom nothing is told, ${email}`),
    ...compareTasks(told, scene).map((fault) => `task: ${fault}`),
  ];
}

function compareRecords(told: Shown | undefined, shown: Shown | undefined): string[] {
  if (told === undefined || shown === undefined) {
    return told === shown ? [] : [`expected ${told ? 'a' : 'no'} record, found ${shown ? 'one' : 'none'}`];
  }
  const labels = Object.keys({ ...told, ...shown }).filter(
    (label) => told[label] !== dateless(told[label], shown[label]),
  );
  return labels.map((label) => `expected the ${label} ${quote(told[label])}, found ${quote(shown[label])}`);
}

/** The value without its dates, where none in particular is told. */
const dateless = (told: string | undefined, shown: string | undefined) =>
  told?.includes(ANY_DATE) ? shown?.replace(/\b\d{4}-\d\d-\d\d\b/g, ANY_DATE) : shown;

/** Every task that was ever posted, so that none is posted twice. */
function compareTasks({ tasks: told }: Told, { tasks }: Scene): string[] {
  const states = tasks.map(({ title, state }) => `${title} (${state === 'completed' ? 'completed' : 'open'})`);
  const expected = told.map(({ title, isOpen }) => `${title} (${isOpen ? 'open' : 'completed'})`);
  const unsaid = told.flatMap(({ title, says }) => {
    const texts = tasks.filter((task) => task.title === title).map(({ desc }) => desc);
    return says
      .filter((words) => !texts.some((text) => text.includes(words)))
      .map((words) => `expected that "${title}" says ${words}`);
  });
  return [
    ...without(expected, states).map((task) => `expected ${task}`),
    ...without(states, expected).map((task) => `did not expect ${task}`),
    ...unsaid,
  ];
}

/** What is in the first list and not in the second, counting. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((item) => {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** What was written otherwise than told. */
export function findWriteFaults(told: Sides<number>, counted: Sides<Writes>): readonly string[] {
  return PLATFORMS.flatMap((platform: Platform) => {
    const { changes, notes, idle } = counted[platform];
    return [
      ...(changes === told[platform] ? [] : [`expected ${told[platform]} writes, counted ${changes}`]),
      ...(notes <= 1 ? [] : [`expected one note of who belongs to whom, counted ${notes}`]),
      ...(idle === 0 ? [] : [`expected no call that changes nothing, counted ${idle}`]),
    ].map((fault) => `${platform}: ${fault}`);
  });
}

const quote = (value: string | undefined) => (value === undefined ? 'to be empty' : `"${value}"`);
