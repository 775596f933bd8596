import { openNotice } from '../domain/questions.ts';
import type { EventHint, Link } from '../domain/records.ts';
import { hashValue } from '../domain/value-hash.ts';
import type { Asked, Pass } from './pass.ts';

/** Whether a pass was asked for by nothing but events that say what the link knows already. */
export function isOnlyEcho(pass: Pass, link: Link, { deliveries, isThorough, isSecondLook }: Asked): boolean {
  const isSettled = link.state === 'linked' && link.equal && link.doubts.length === 0;
  const isOpen = [link.pending, link.fieldCases].some((fields) => Object.keys(fields).length > 0);
  if (!isSettled || isOpen || isThorough || isSecondLook) return false;
  return deliveries.every(({ hint }) => hint !== undefined && isEcho(pass, link, hint));
}

/**
 * Hears the event of our own last write of a name. One that says that we replaced something else than we had read shows
 * an edit which fell between our read and our write: a person is told (design: "Overwrite alarm").
 */
export function hearEcho({ engine, tenant }: Pass, link: Link, { deliveries }: Asked): Link {
  const { awaitedEcho, ...rest } = link;
  if (!awaitedEcho) return link;
  const hash = (value: string) => hashValue(engine.hashKey, tenant.code, 'name', value);
  const { was, value } = awaitedEcho;
  const echo = deliveries.find(
    ({ hint }) => hint?.field === 'name' && hint.current === hash(value) && hint.previous !== hash(value),
  );
  if (!echo) return link;
  if (echo.hint?.previous === hash(was)) return rest;
  const person = {
    ...(link.storeganiseId === undefined ? {} : { storeganiseId: link.storeganiseId }),
    name: value,
    email: link.base.email ?? '',
  };
  return openNotice(rest, 'overwritten_edit', person, { field: 'name', written: value }, engine.clock.now());
}

/** It names the value that both sides agreed on, or what our own last write took away. */
function isEcho({ engine, tenant }: Pass, link: Link, { field, current, previous, isDemoted }: EventHint): boolean {
  const isHashOf = (hash: string | undefined, value: string | undefined) =>
    value !== undefined && hash === hashValue(engine.hashKey, tenant.code, field, value);
  if (current === undefined) return isHashOf(previous, link.left[field]);
  return isHashOf(current, isDemoted ? link.left[field] : link.base[field]);
}
