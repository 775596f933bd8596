import { caseRow } from '../domain/case-row.ts';
import type { Case } from '../domain/records.ts';
import { LostCompareAndSet } from '../ports.ts';
import { agreeToCase, createForCase, type Decision } from '../sync/decide-case.ts';
import type { AdminParts } from './admin.ts';
import { type AdminAnswer, refused } from './admin-call.ts';

const DECISIONS = {
  agree: { decide: agreeToCase, says: 'The address goes to Zendesk now, and the link counts as proven for good.' },
  create: { decide: createForCase, says: 'The Zendesk user is created again now, unless somebody there matches.' },
} as const;

/** A pass may hold the link for the length of a few remote calls, but moves it on only a few times. */
const MAX_TRIES = 5;

/** Carries out what a person decided about an open question. */
export async function decideCase(
  admin: Pick<AdminParts, 'store' | 'tenants' | 'bell' | 'log'>,
  verb: keyof typeof DECISIONS,
  id: string,
): Promise<AdminAnswer> {
  const question = await admin.store.findCase(id);
  const tenant = question && admin.tenants.get(question.tenant);
  if (!question || !tenant) return refused(404, 'there is no such case');
  if (!question.open) return refused(409, 'the case is closed already');
  const decision = await tryDecide(admin, verb, question);
  if (decision === 'busy') return refused(409, 'the customer is being worked on at this moment; try again');
  if (decision === 'not_possible') {
    return refused(409, `“cases ${verb}” is no answer to ${question.kind}. ${caseRow(question).action}`);
  }
  admin.log.info({ tenant: tenant.code, case: id, verb }, 'a person decided');
  admin.bell.ring();
  const { notLive } = tenant;
  const says =
    notLive === undefined ? DECISIONS[verb].says : `Noted, and kept until ${tenant.code} is live: ${notLive}.`;
  return { status: 200, body: { case: id, tenant: tenant.code, says } };
}

/** A pass that moves the link on in between makes the decision start again. */
async function tryDecide(
  { store }: Pick<AdminParts, 'store'>,
  verb: keyof typeof DECISIONS,
  question: Case,
): Promise<Decision | 'busy'> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    try {
      return await DECISIONS[verb].decide(store, question);
    } catch (error) {
      if (!(error instanceof LostCompareAndSet)) throw error;
    }
  }
  return 'busy';
}
