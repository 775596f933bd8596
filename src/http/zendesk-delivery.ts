import type { RouterMiddleware } from '@koa/router';
import type { Middleware } from 'koa';
import { parseZendesk, type ValueHint, verifyZendesk, type ZendeskEvent } from '../connectors/zendesk/webhook.ts';
import type { Field } from '../domain/contact.ts';
import { canonicalEmail } from '../domain/email.ts';
import { canonicalName } from '../domain/name.ts';
import { canonicalPhone } from '../domain/phone.ts';
import type { Delivery, EventHint } from '../domain/records.ts';
import { hashValue } from '../domain/value-hash.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { answerResult, type DeliveryState, keepDelivery, readRawBody, refuseEncodings } from './delivery.ts';
import type { DoorParts } from './door.ts';
import { createSignatureWatch } from './signature-watch.ts';

type PointingEvent = Extract<ZendeskEvent, { kind: 'event' }>;
type SignedTenant = Tenant & { readonly webhookSecrets: readonly string[] };
type State = DeliveryState & { tenant: SignedTenant; signature: 'ok' | 'unsigned'; event: PointingEvent };
type Step = RouterMiddleware<State>;

/** `POST /addon/zendesk/:businessCode`, step by step. */
export function zendeskDelivery(door: DoorParts): Step[] {
  const watch = createSignatureWatch(door);

  const findTenant: Step = async (ctx, next) => {
    const tenant = door.tenants.get((ctx.params.businessCode ?? '').toLowerCase());
    // Later there may be a tenant, or a secret to check the signature with: until then Zendesk is to send it again.
    if (!tenant) ctx.state.result = door.reception.isOpen() ? 'unknown_tenant' : 'not_stored';
    else if (!tenant.webhookSecrets) ctx.state.result = 'not_stored';
    else {
      ctx.state.tenant = { ...tenant, webhookSecrets: tenant.webhookSecrets };
      await next();
    }
  };

  const verifySignature: Step = async (ctx, next) => {
    const signature = verifyZendesk({
      secrets: ctx.state.tenant.webhookSecrets,
      headers: {
        signature: ctx.get('X-Zendesk-Webhook-Signature'),
        timestamp: ctx.get('X-Zendesk-Webhook-Signature-Timestamp'),
      },
      rawBody: ctx.state.rawBody,
      now: door.clock.now(),
    });
    const { code } = ctx.state.tenant;
    const onFailure = (err: unknown) => door.log.error({ err, tenant: code }, 'signature not noted');
    // Nobody waits for this: the answer is the same.
    if (signature === 'bad') void watch.bad(code).catch(onFailure);
    if (signature === 'ok') void watch.good(code).catch(onFailure);
    if (signature === 'bad') ctx.state.result = 'bad_signature';
    else if (signature === 'test') {
      door.log.info({ tenant: code }, 'test webhook received: it reaches us, nothing is done');
      ctx.state.result = 'irrelevant';
    } else {
      ctx.state.signature = signature;
      await next();
    }
  };

  const parseEvent: Step = async (ctx, next) => {
    const event = parseZendesk(ctx.state.rawBody);
    if (event.kind === 'not_json') {
      ctx.state.result = 'not_json';
      return;
    }
    const account = ctx.state.signature === 'ok' ? await checkAccount(ctx.state.tenant, event.accountId) : 'own';
    if (account !== 'own') ctx.state.result = account;
    else if (event.kind === 'irrelevant') ctx.state.result = 'irrelevant';
    else {
      ctx.state.event = event;
      await next();
    }
  };

  /** A good signature says whose secret it is; from which account it came is another question. */
  async function checkAccount(
    { code, zendeskAccountId }: Tenant,
    accountId: string | undefined,
  ): Promise<'own' | 'bad_signature' | 'not_stored'> {
    if (accountId === undefined) return 'own';
    try {
      const pinned = zendeskAccountId ?? (await door.reception.pinAccount(code, accountId));
      if (pinned === accountId) return 'own';
      door.log.warn(
        { security: 'foreign_account', tenant: code },
        'well signed, but from another Zendesk account: refused',
      );
      return 'bad_signature';
    } catch (err) {
      door.log.error({ err, tenant: code }, 'account not pinned');
      return 'not_stored';
    }
  }

  const keep: Step = async (ctx) => {
    const { tenant, event } = ctx.state;
    const onFailure = (err: unknown) => door.log.error({ err, tenant: tenant.code }, 'delivery not stored');
    ctx.state.result = await keepDelivery(
      { store: door.store, bell: door.bell, onFailure },
      toDelivery(event, tenant, door.hashKey),
    );
  };

  const shared: Middleware<DeliveryState>[] = [answerResult('zendesk', door.metrics), refuseEncodings, readRawBody];
  return [...shared, findTenant, verifySignature, parseEvent, keep] as Step[];
}

/** What is kept of an event. */
export function toDelivery(
  { recordId, key, type, hint, mergedWith }: PointingEvent,
  tenant: Pick<Tenant, 'code' | 'nameOrder' | 'callingCode'>,
  hashKey: string,
): Omit<Delivery, 'mark' | 'receivedAt'> {
  return {
    tenant: tenant.code,
    platform: 'zendesk',
    recordId,
    key,
    type,
    ...(hint ? { hint: hashHint(hint, tenant, hashKey) } : {}),
    ...(mergedWith === undefined ? {} : { mergedWith }),
  };
}

/** What lets an echo be recognised later: hashes in the form values are compared in, never a value. */
function hashHint(
  { field, current, previous, isDemoted }: ValueHint,
  tenant: Pick<Tenant, 'code' | 'nameOrder' | 'callingCode'>,
  hashKey: string,
): EventHint {
  const canonical: Record<Field, (text: string) => string> = {
    name: (text) => canonicalName(text, tenant.nameOrder),
    email: canonicalEmail,
    phone: (text) => canonicalPhone(text, tenant.callingCode),
  };
  const hash = (text: string) => hashValue(hashKey, tenant.code, field, canonical[field](text));
  return {
    field,
    ...(current === undefined ? {} : { current: hash(current) }),
    ...(previous === undefined ? {} : { previous: hash(previous) }),
    ...(isDemoted ? { isDemoted } : {}),
  };
}
