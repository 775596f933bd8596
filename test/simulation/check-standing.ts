// Status, suspension, lists and tasks, which go one way: checked against what the platforms really show.
import { canonicalEmail } from '../../src/domain/email.ts';
import type { Link } from '../../src/domain/records.ts';
import type { Human } from './ledger.ts';
import type { SimTenant, World } from './world.ts';

type Say = (what: string) => void;

const NOTE = /^\d{4}-\d\d-\d\d: .*disabled in Storeganise/gm;

/** One suspension and one note for each time that a customer was disabled, at most; the status by the rentals. */
export function checkStanding(human: Human, tenant: SimTenant, link: Link, say: Say): void {
  const user = tenant.zendesk.user(human.ids.zendesk ?? '');
  const customer = tenant.storeganise.user(human.ids.storeganise ?? '');
  if (!user || !customer || human.promotedAt !== undefined) return;
  const states = tenant.storeganise.rentals(customer.id).map(({ state }) => state);
  const isRenting = states.some((state) => state === 'occupied' || state === 'reserved');
  const wanted = isRenting ? 'active' : human.isDisabled || states.includes('ended') ? 'deactivated' : 'new_prospect';
  const status = user.user_fields.customer_status;
  // Where no record ever showed the mark, only the lost event could have told.
  const isMisled = human.isEnabledUnheard && link.isDisabled;
  if (status !== wanted && !isMisled) say(`status ${String(status)} in place of ${wanted}`);
  const notes = (user.notes ?? '').match(NOTE)?.length ?? 0;
  if (notes > human.disablings) say(`${notes} notes for ${human.disablings} disablings`);
  if (human.isDisabled && notes === 0 && human.departed === undefined) say('disabled, yet no note');
  if (link.isDisabled !== human.isDisabled && !isMisled)
    say(`remembered as ${link.isDisabled ? 'disabled' : 'enabled'}`);
  const others = user.identities
    .filter(({ type, value }) => type === 'email' && canonicalEmail(value) !== canonicalEmail(user.email ?? ''))
    .map(({ value }) => canonicalEmail(value))
    .sort();
  const listed = customer.customFields.zendesk_otherEmails;
  const shown = Array.isArray(listed) ? listed.map(String).sort() : [];
  if (shown.join() !== others.join()) say(`lists ${shown.join()} in place of ${others.join()}`);
}

/** At most one open task per cause; closed when the cause is gone. */
export async function checkTasks(world: World, { code, storeganise }: SimTenant, say: Say): Promise<void> {
  const open = storeganise.jobs().filter(({ state }) => state !== 'completed' && state !== 'cancelled');
  const questions = await world.store.openCases(code);
  const marks = open.map(({ desc }) => /^Code: (.*)$/m.exec(desc)?.[1] ?? desc);
  if (new Set(marks).size !== marks.length) say(`two open tasks for one cause: ${marks.join(' | ')}`);
  const asked = new Set(questions.map(({ kind, id }) => `${kind} ${id}`));
  for (const mark of marks) if (!asked.has(mark)) say(`a task is open although its cause is gone: ${mark}`);
  if (asked.has(`many_questions ${code}.many_questions`)) return;
  for (const mark of asked) if (!marks.includes(mark)) say(`a question without a task: ${mark}`);
}
