import type { Shown } from './control.ts';
import type { Played } from './play-step.ts';
import type { Step } from './story.ts';

const LABEL_WIDTH = 16;
const SIDE_WIDTH = 28;

/** The step as it begins: what happens, and what should follow. */
export const printStep = (step: Step, number: number): string =>
  [`${number}. ${step.tells[0]}   (${step.tenant})`, `   ${step.tells[1]}`].join('\n');

/** Both sides next to each other, and the verdict. */
export function printPlayed({ found, writes, faults }: Played, number: number): string {
  const customer = found.storeganise[0]?.shown ?? {};
  const user = found.zendesk[0]?.shown ?? {};
  const rows = [
    row('', 'Storeganise', 'Zendesk'),
    ...labelsOf(customer, user).map((label) => row(label, customer[label] ?? '', user[label] ?? '')),
    row('records', String(found.storeganise.length), String(found.zendesk.length)),
    row('written by us', times(writes.storeganise.changes), times(writes.zendesk.changes)),
  ];
  return ['', ...rows, '', printVerdict(faults, number)].join('\n');
}

/** One line where all is well, else one line for each fault. */
export function printVerdict(faults: readonly string[], number: number): string {
  const lines = faults.map((fault) => `   FAILED  step ${number}: ${fault}`);
  return `${lines.length === 0 ? `   ok      step ${number}` : lines.join('\n')}\n`;
}

/** What only one side has comes first, so that what both have stands together. */
function labelsOf(customer: Shown, user: Shown): string[] {
  const labels = Object.keys({ ...customer, ...user });
  const isShared = (label: string) => label in customer && label in user;
  return [...labels.filter((label) => !isShared(label)), ...labels.filter(isShared)];
}

const times = (count: number) => (count === 1 ? 'once' : count === 0 ? 'nothing' : `${count} times`);

const row = (label: string, storeganise: string, zendesk: string): string =>
  `   ${pad(label, LABEL_WIDTH)}${pad(storeganise, SIDE_WIDTH)}${zendesk}`.trimEnd();

/** Chinese, Japanese and Korean characters fill two columns of a terminal. */
function pad(text: string, width: number): string {
  const wide = text.match(
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g,
  );
  return text + ' '.repeat(Math.max(1, width - text.length - (wide?.length ?? 0)));
}
