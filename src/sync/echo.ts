import type { EventHint, Link } from '../domain/records.ts';
import { hashValue } from '../domain/value-hash.ts';
import type { Asked, Pass } from './pass.ts';

/** Whether a pass was asked for by nothing but events that say what the link knows already. */
export function isOnlyEcho(pass: Pass, link: Link, { deliveries, isThorough }: Asked): boolean {
  const isSettled = link.state === 'linked' && link.equal && link.doubts.length === 0;
  const isOpen = [link.pending, link.fieldCases].some((fields) => Object.keys(fields).length > 0);
  if (!isSettled || isOpen || isThorough) return false;
  return deliveries.every(({ hint }) => hint !== undefined && isEcho(pass, link, hint));
}

/** It names the value that both sides agreed on, or what our own last write took away. */
function isEcho({ engine, tenant }: Pass, link: Link, { field, current, previous, isDemoted }: EventHint): boolean {
  const isHashOf = (hash: string | undefined, value: string | undefined) =>
    value !== undefined && hash === hashValue(engine.hashKey, tenant.code, field, value);
  if (current === undefined) return isHashOf(previous, link.left[field]);
  return isHashOf(current, isDemoted ? link.left[field] : link.base[field]);
}
