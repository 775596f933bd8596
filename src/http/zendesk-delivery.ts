import type { RouterMiddleware } from '@koa/router';
import type { Middleware } from 'koa';
import { parseZendesk, verifyZendesk, type ZendeskEvent } from '../connectors/zendesk/webhook.ts';
import { canonicalName } from '../domain/name.ts';
import type { EventHint } from '../domain/records.ts';
import { hashValue } from '../domain/value-hash.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { answerResult, type DeliveryState, keepDelivery, readRawBody, refuseEncodings } from './delivery.ts';
import type { DoorParts } from './door.ts';

type PointingEvent = Extract<ZendeskEvent, { kind: 'event' }>;
type State = DeliveryState & { tenant: Tenant; signature: 'ok' | 'unsigned'; event: PointingEvent };
type Step = RouterMiddleware<State>;

/** `POST /addon/zendesk/:businessCode`, step by step. */
export function zendeskDelivery(door: DoorParts): Step[] {
  /** The account of each tenant, pinned by its first delivery whose signature was verified. */
  const accounts = new Map<string, string>();

  const findTenant: Step = async (ctx, next) => {
    const tenant = door.tenants.get((ctx.params.businessCode ?? '').toLowerCase());
    if (!tenant) {
      ctx.state.result = 'unknown_tenant';
      return;
    }
    ctx.state.tenant = tenant;
    await next();
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
    if (signature === 'bad') ctx.state.result = 'bad_signature';
    else if (signature === 'test') {
      door.log.info({ tenant: ctx.state.tenant.code }, 'test webhook received: it reaches us, nothing is done');
      ctx.state.result = 'irrelevant';
    } else {
      ctx.state.signature = signature;
      await next();
    }
  };

  const parseEvent: Step = async (ctx, next) => {
    const event = parseZendesk(ctx.state.rawBody);
    if (event.kind === 'not_json') ctx.state.result = 'not_json';
    else if (ctx.state.signature === 'ok' && isOfAnotherAccount(ctx.state.tenant, event.accountId)) {
      door.log.warn({ tenant: ctx.state.tenant.code }, 'well signed, but from another Zendesk account: refused');
      ctx.state.result = 'bad_signature';
    } else if (event.kind === 'irrelevant') ctx.state.result = 'irrelevant';
    else {
      ctx.state.event = event;
      await next();
    }
  };

  function isOfAnotherAccount(tenant: Tenant, accountId: string | undefined): boolean {
    if (accountId === undefined) return false;
    const pinned = accounts.get(tenant.code);
    if (pinned === undefined) accounts.set(tenant.code, accountId);
    return pinned !== undefined && pinned !== accountId;
  }

  const keep: Step = async (ctx) => {
    const { tenant, event } = ctx.state;
    const { recordId, key, type } = event;
    const hint = hintOf(event, tenant, door.hashKey);
    const onFailure = (err: unknown) => door.log.error({ err, tenant: tenant.code }, 'delivery not stored');
    ctx.state.result = await keepDelivery(
      { store: door.store, bell: door.bell, onFailure },
      { tenant: tenant.code, platform: 'zendesk', recordId, key, type, ...hint },
    );
  };

  const shared: Middleware<DeliveryState>[] = [answerResult('zendesk', door.metrics), refuseEncodings, readRawBody];
  return [...shared, findTenant, verifySignature, parseEvent, keep] as Step[];
}

/** What lets an echo be recognised later: hashes in the form names are compared in, never the name. */
function hintOf(event: PointingEvent, tenant: Tenant, hashKey: string): { hint?: EventHint } {
  if (!event.hint) return {};
  const hash = (name: string) => hashValue(hashKey, tenant.code, 'name', canonicalName(name, tenant.nameOrder));
  return { hint: { field: 'name', current: hash(event.hint.current), previous: hash(event.hint.previous) } };
}
