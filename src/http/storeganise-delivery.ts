import type { RouterMiddleware } from '@koa/router';
import type { Middleware } from 'koa';
import {
  parseStoreganise,
  type Sender,
  type StoreganiseEvent,
  verifyStoreganise,
} from '../connectors/storeganise/webhook.ts';
import type { Pin } from '../domain/installation.ts';
import type { Delivery, Outcome } from '../domain/records.ts';
import { isAllowedApiUrl, normaliseApiUrl } from '../tenants/api-url.ts';
import { BUSINESS_CODE } from '../tenants/tenant.ts';
import { answerResult, type DeliveryState, keepDelivery, readRawBody, refuseEncodings } from './delivery.ts';
import type { DoorParts } from './door.ts';

type PointingEvent = Extract<StoreganiseEvent, { kind: 'event' }>;
type State = DeliveryState & {
  pathCode: string | undefined;
  sender: Sender;
  /** Absent: an event of a kind that we do not know; it tells of its installation all the same. */
  event: PointingEvent | undefined;
  /** What the sender says it is. */
  claimed: Pin;
  pin: Pin;
};
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

  const parseEvent: Step = async (ctx, next) => {
    const event = parseStoreganise(ctx.state.rawBody);
    if (event.kind === 'not_json') {
      ctx.state.result = 'not_json';
      return;
    }
    const sender = event.kind === 'event' ? event : event.sender;
    const isKnown = sender !== undefined && door.installations.has(sender.addonId);
    if (!sender || (event.kind === 'irrelevant' && isKnown)) ctx.state.result = 'irrelevant';
    else {
      Object.assign(ctx.state, { sender, event: event.kind === 'event' ? event : undefined });
      await next();
    }
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

  /** Our key goes wherever an address points: one that is not allowed, or that contradicts itself, ends here. */
  const refuseForeignAddress: Step = async (ctx, next) => {
    const { sender, pathCode } = ctx.state;
    const pin = door.installations.get(sender.addonId);
    const isAllowed = isAllowedApiUrl(sender.apiUrl, door.storeganiseHosts, door.production);
    if (!isAllowed || !namesOneBusiness(sender, pathCode, pin)) return refuse(ctx);
    const code = pin?.tenant ?? sender.businessCode ?? codeOfHost(sender.apiUrl) ?? pathCode ?? '';
    if (!BUSINESS_CODE.test(code)) {
      ctx.state.result = 'unknown_tenant';
      return;
    }
    const apiUrl = normaliseApiUrl(sender.apiUrl) ?? '';
    // Nor may a new installation bring a known business under another address.
    if ((door.tenants.get(code)?.apiUrl ?? apiUrl) !== apiUrl) return refuse(ctx);
    ctx.state.claimed = { addonId: sender.addonId, tenant: code, apiUrl };
    await next();
  };

  /** An installation that nobody has heard of is pinned, and its tenant begins (contract: "Installation"). */
  const findInstallation: Step = async (ctx, next) => {
    const { claimed } = ctx.state;
    try {
      ctx.state.pin = door.installations.get(claimed.addonId) ?? (await door.reception.install(claimed));
    } catch (err) {
      door.log.error({ err, tenant: claimed.tenant }, 'installation not pinned');
      ctx.state.result = 'not_stored';
      return;
    }
    const { tenant, apiUrl } = ctx.state.pin;
    if (tenant !== claimed.tenant || apiUrl !== claimed.apiUrl) return refuse(ctx);
    await next();
  };

  const keep: Step = async (ctx) => {
    const { pin, sender, event } = ctx.state;
    const { tenant } = pin;
    const delivery = event ? toDelivery(event, tenant, door.clock.now()) : toAnnouncement(sender, tenant);
    const { outcome } = delivery;
    const onFailure = (err: unknown) => door.log.error({ err, tenant }, 'delivery not stored');
    ctx.state.result = await keepDelivery({ store: door.store, bell: door.bell, onFailure }, delivery);
    if (ctx.state.result !== 'accepted') return;
    if (outcome) door.metrics.countOutcome('storeganise', outcome.kind);
    await door.reception.hear(pin, sender.type).catch(onFailure);
  };

  const refuse = (ctx: { state: State }) => {
    const { sender, pathCode } = ctx.state;
    const { addonId } = sender;
    const tenant = door.installations.get(addonId)?.tenant;
    door.log.warn(
      { security: 'foreign_address', addonId, tenant, pathCode },
      'well signed, but names another address or business',
    );
    ctx.state.result = 'refused';
  };

  const shared: Middleware<DeliveryState>[] = [answerResult('storeganise', door.metrics), refuseEncodings, readRawBody];
  const own = [verifySignature, parseEvent, readPathCode, refuseForeignAddress, findInstallation, keep];
  return [...shared, ...own] as Step[];
}

/** Body, path, host and what is pinned for the add-on must not contradict each other. */
function namesOneBusiness(
  { apiUrl: text, businessCode }: Sender,
  pathCode: string | undefined,
  pin: Pin | undefined,
): boolean {
  const apiUrl = normaliseApiUrl(text);
  const hostCode = /^https:\/\/([^./]+)\.storeganise\.com(?:\/|$)/.exec(apiUrl ?? '')?.[1];
  if (pin && (apiUrl !== pin.apiUrl || (businessCode ?? pin.tenant) !== pin.tenant)) return false;
  if (businessCode !== undefined && hostCode !== undefined && businessCode !== hostCode) return false;
  const code = pin?.tenant ?? businessCode ?? hostCode;
  return pathCode === undefined || code === undefined || pathCode === code;
}

/** The first label of a host that has a name; an address in numbers names nobody. */
function codeOfHost(apiUrl: string): string | undefined {
  const { hostname } = new URL(apiUrl);
  return /^[\d.]+$|^\[|^[^.]+$/.test(hostname) ? undefined : hostname.split('.')[0];
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

/** The first event of an installation is kept whatever it is about; of a kind that we do not know it asks for nothing more. */
const toAnnouncement = ({ key, type }: Sender, tenant: string): Omit<Delivery, 'mark' | 'receivedAt'> => ({
  ...{ tenant, platform: 'storeganise', recordId: '', key, type },
  outcome: { kind: 'noop', reason: 'addon_event' },
});

/** Nothing is left to do after these: an event of the add-on itself, and an echo of our own bookkeeping. */
function outcomeAtOnce(event: PointingEvent): Outcome | undefined {
  if (event.recordId === undefined && !event.rental) return { kind: 'noop', reason: 'addon_event' };
  return event.ownFieldsOnly ? { kind: 'noop', reason: 'own_fields' } : undefined;
}
