import type { RouterMiddleware } from '@koa/router';
import type { Middleware } from 'koa';
import { parseStoreganise, type StoreganiseEvent, verifyStoreganise } from '../connectors/storeganise/webhook.ts';
import type { Delivery, Outcome } from '../domain/records.ts';
import { isAllowedApiUrl, normaliseApiUrl } from '../tenants/api-url.ts';
import { BUSINESS_CODE, type Tenant } from '../tenants/tenant.ts';
import { answerResult, type DeliveryState, keepDelivery, readRawBody, refuseEncodings } from './delivery.ts';
import type { DoorParts } from './door.ts';

type PointingEvent = Extract<StoreganiseEvent, { kind: 'event' }>;
type State = DeliveryState & { pathCode: string | undefined; event: PointingEvent; tenant: Tenant };
type Step = RouterMiddleware<State>;

/** `POST /addon/storeganise` and `POST /addon/storeganise/:businessCode`, step by step. */
export function storeganiseDelivery(door: DoorParts): Step[] {
  const verifySignature: Step = async (ctx, next) => {
    const { rawBody } = ctx.state;
    const header = ctx.get('sg-signature');
    if (verifyStoreganise({ secrets: door.signatureSecrets, header, rawBody }) === 'bad') {
      ctx.state.result = 'bad_signature';
      return;
    }
    await next();
  };

  const readPathCode: Step = async (ctx, next) => {
    const code: string | undefined = ctx.params.businessCode?.toLowerCase();
    if (code !== undefined && !BUSINESS_CODE.test(code)) {
      ctx.state.result = 'unknown_tenant';
      return;
    }
    ctx.state.pathCode = code;
    await next();
  };

  const parseEvent: Step = async (ctx, next) => {
    const event = parseStoreganise(ctx.state.rawBody);
    if (event.kind !== 'event') {
      ctx.state.result = event.kind;
      return;
    }
    ctx.state.event = event;
    await next();
  };

  const refuseForeignAddress: Step = async (ctx, next) => {
    const { event, pathCode } = ctx.state;
    const tenant = door.tenantByAddonId.get(event.addonId);
    if (
      !isAllowedApiUrl(event.apiUrl, door.storeganiseHosts, door.production) ||
      !namesOneBusiness(event, pathCode, tenant)
    ) {
      door.log.warn(
        { addonId: event.addonId, tenant: tenant?.code },
        'well signed, but names another address or business',
      );
      ctx.state.result = 'refused';
      return;
    }
    await next();
  };

  const findTenant: Step = async (ctx, next) => {
    const tenant = door.tenantByAddonId.get(ctx.state.event.addonId);
    if (!tenant) {
      ctx.state.result = 'unknown_tenant';
      return;
    }
    ctx.state.tenant = tenant;
    await next();
  };

  const keep: Step = async (ctx) => {
    const { tenant, event } = ctx.state;
    const delivery = toDelivery(event, tenant.code, door.clock.now());
    const { outcome } = delivery;
    const onFailure = (err: unknown) => door.log.error({ err, tenant: tenant.code }, 'delivery not stored');
    ctx.state.result = await keepDelivery({ store: door.store, bell: door.bell, onFailure }, delivery);
    if (outcome && ctx.state.result === 'accepted') door.metrics.countOutcome('storeganise', outcome.kind);
  };

  const shared: Middleware<DeliveryState>[] = [answerResult('storeganise', door.metrics), refuseEncodings, readRawBody];
  return [...shared, verifySignature, parseEvent, readPathCode, refuseForeignAddress, findTenant, keep] as Step[];
}

/** Body, path, host and what is pinned for the add-on must not contradict each other. */
function namesOneBusiness(event: PointingEvent, pathCode: string | undefined, tenant: Tenant | undefined): boolean {
  const apiUrl = normaliseApiUrl(event.apiUrl);
  const hostCode = /^https:\/\/([^./]+)\.storeganise\.com(?:\/|$)/.exec(apiUrl ?? '')?.[1];
  const { businessCode } = event;
  if (tenant && (apiUrl !== tenant.apiUrl || (businessCode ?? tenant.code) !== tenant.code)) return false;
  if (businessCode !== undefined && hostCode !== undefined && businessCode !== hostCode) return false;
  const code = tenant?.code ?? businessCode ?? hostCode;
  return pathCode === undefined || code === undefined || pathCode === code;
}

/** What is kept of an event. */
export function toDelivery(event: PointingEvent, tenant: string, now: number): Omit<Delivery, 'mark' | 'receivedAt'> {
  const { recordId = '', key, type, rental, bar, toldAt } = event;
  const outcome = outcomeAtOnce(event);
  return {
    tenant,
    platform: 'storeganise',
    recordId,
    key,
    type,
    ...(rental ? { rental } : {}),
    ...(bar ? { bar: { kind: bar, at: toldAt ?? now } } : {}),
    ...(toldAt === undefined ? {} : { toldAt }),
    ...(outcome ? { outcome } : {}),
  };
}

/** Nothing is left to do after these: an event of the add-on itself, and an echo of our own bookkeeping. */
function outcomeAtOnce(event: PointingEvent): Outcome | undefined {
  if (event.recordId === undefined && !event.rental) return { kind: 'noop', reason: 'addon_event' };
  return event.ownFieldsOnly ? { kind: 'noop', reason: 'own_fields' } : undefined;
}
