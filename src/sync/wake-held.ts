import type { Link } from '../domain/records.ts';
import { hashValue } from '../domain/value-hash.ts';
import type { Applied } from './apply-plan.ts';
import type { Asked, Pass } from './pass.ts';

/**
 * An address that moved may be the one that somebody else waits for: whoever has an open e-mail conflict about it is
 * looked at again (contract: "E-mail conflict").
 */
export async function wakeHeldAddresses(pass: Pass, asked: Asked, before?: Link, applied?: Applied): Promise<void> {
  const { store, hashKey } = pass.engine;
  const { code } = pass.tenant;
  const hash = (value: string | undefined) => hashValue(hashKey, code, 'email', value ?? '');
  const moved = new Set(
    asked.deliveries.flatMap(({ hint }) => (hint?.field === 'email' ? [hint.current, hint.previous] : [])),
  );
  const was = before?.base.email;
  if (was !== undefined && applied && was !== applied.link.base.email) moved.add(hash(was));
  moved.delete(undefined);
  if (moved.size === 0) return;
  for (const { kind, values, person } of await store.openCases(code)) {
    const isWaiting =
      kind === 'email_conflict' && [values.storeganise, values.zendesk].some((value) => moved.has(hash(value)));
    const customer = person?.storeganiseId;
    if (!isWaiting || customer === undefined || customer === applied?.pair.storeganise.id) continue;
    await store.mark(pass.refTo('storeganise', customer));
  }
}
