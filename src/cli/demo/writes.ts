import type { Call } from './control.ts';

/** What the service did to one side: changes written, notes of who belongs to whom, and calls that changed nothing. */
export type Writes = { readonly changes: number; readonly notes: number; readonly idle: number };

/** Bookkeeping: who belongs to whom (contract: "Timing and counting"). */
const NOTE = /^(customFields\.zendesk_|external_id$)/;
/** What stands beside the first address and the first number. */
const BESIDE = /^(emails|phones|verified|shared_phone_number)$/;

/**
 * Sorts the calls that one platform saw. A change set counts once, whatever calls it takes: an address is added before
 * it is made the first, a number is cleared before another is set. A note that rides in a change is part of it; tasks
 * are no changes of a customer.
 */
export function countWrites(calls: readonly Call[]): Writes {
  const writes = calls.filter(({ write, status }) => write && status < 400);
  const changed = writes.filter((call) => call.changed && !/\/jobs(\/|$)/.test(call.path));
  const notes = changed.filter((call) => namesOf(call).every((name) => NOTE.test(name)));
  const rest = changed.filter((call) => !notes.includes(call));
  const parts = rest.filter((call, index) => isPart(call, rest.slice(index + 1)));
  const whole = rest.filter((call) => !parts.includes(call));
  const alone = parts.filter(({ recordId }) => !whole.some((call) => call.recordId === recordId));
  return {
    changes: whole.length + new Set(alone.map(({ recordId }) => recordId)).size,
    notes: notes.length,
    idle: writes.filter((call) => !call.changed).length,
  };
}

const namesOf = ({ before = {}, after = {} }: Call) => Object.keys({ ...before, ...after });

/** Whether the change set only ends with a later call. */
function isPart(call: Call, later: readonly Call[]): boolean {
  const names = namesOf(call).filter((name) => !BESIDE.test(name));
  const clearsPhone = names.length === 1 && names[0] === 'phone' && !call.after?.phone;
  const isSetAgain = later.some(({ recordId, after }) => recordId === call.recordId && after?.phone);
  return names.length === 0 || (clearsPhone && isSetAgain);
}
