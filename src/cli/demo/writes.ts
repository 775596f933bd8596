import type { Call } from './control.ts';

/** What the service did to one side: changes written, notes of who belongs to whom, and calls that changed nothing. */
export type Writes = { readonly changes: number; readonly notes: number; readonly idle: number };

/** Bookkeeping: who belongs to whom (contract: "Timing and counting"). */
const NOTE = /^(customFields\.zendesk_|external_id$)/;

/** Sorts the calls that one platform saw. A note that rides in a change is part of it. */
export function countWrites(calls: readonly Call[]): Writes {
  const writes = calls.filter(({ write, status }) => write && status < 400);
  const changed = writes.filter((call) => call.changed);
  const notes = changed.filter(isNote);
  return { changes: changed.length - notes.length, notes: notes.length, idle: writes.length - changed.length };
}

function isNote({ before = {}, after = {} }: Call): boolean {
  const names = Object.keys({ ...before, ...after });
  return names.every((name) => NOTE.test(name));
}
