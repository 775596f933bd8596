import type Router from '@koa/router';
import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { askPage, connectedPage, refusalPage } from './consent-pages.ts';
import { type ConsentOutcome, type Consents, makeBrowserSecret } from './consents.ts';
import { needStore, type StoreGate } from './need-store.ts';
import { sendPage } from './page.ts';

const MAX_FORM_BYTES = 8 * 1024;
const COOKIE_SECONDS = 600;
const BROWSER_SECRET = /^[A-Za-z0-9_-]{43}$/;

/** Where Zendesk sends people back to, below the public address. */
export const CALLBACK_PATH = '/oauth/zendesk/callback';
const START_PATH = '/oauth/zendesk/start';

/** The pages that people see. Nothing that comes in an address is ever shown. */
export function addConsentRoutes(
  router: Router,
  parts: StoreGate & { readonly consents: Consents; readonly publicUrl: string; readonly zendeskUrl: string },
): void {
  const { consents, publicUrl } = parts;
  const isSecure = publicUrl.startsWith('https:');
  const cookieName = isSecure ? '__Host-usersync_consent' : 'usersync_consent';
  const { origin } = new URL(publicUrl);
  const plainOrigin = /^http:\/\/[^/]+/.exec(parts.zendeskUrl.replaceAll('{subdomain}', '*'))?.[0];

  const refuse = (ctx: Context, outcome: Extract<ConsentOutcome, { kind: 'refused' }>) => {
    const { status, page } = refusalPage(outcome);
    sendPage(ctx, status, page, plainOrigin);
  };

  const whileStored = needStore(parts, (ctx) => refuse(ctx, { kind: 'refused', reason: 'store_away' }));

  router.get(START_PATH, whileStored, async (ctx) => {
    const { ticket: link } = ctx.query;
    const reading = await consents.read(typeof link === 'string' ? link : '');
    if (reading.kind === 'refused') return refuse(ctx, reading);
    sendPage(ctx, 200, askPage(reading.ticket, reading.link), plainOrigin);
  });

  /** The button. A page elsewhere must not press it: whoever goes to Zendesk has seen what will be joined. */
  router.post(START_PATH, whileStored, async (ctx) => {
    if (!isOwnForm(ctx, origin)) return refuse(ctx, { kind: 'refused', reason: 'unknown_state' });
    const reading = await consents.read(await readTicketField(ctx));
    if (reading.kind === 'refused') return refuse(ctx, reading);
    const browser = browserOf(ctx, cookieName) ?? makeBrowserSecret();
    const location = await consents.begin(reading, browser);
    const attributes = `Path=/; Max-Age=${COOKIE_SECONDS}; ${isSecure ? 'Secure; ' : ''}HttpOnly; SameSite=Lax`;
    ctx.set('Set-Cookie', `${cookieName}=${browser}; ${attributes}`);
    ctx.set({ Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' });
    ctx.status = 303;
    ctx.body = '';
  });

  router.get(CALLBACK_PATH, whileStored, async (ctx) => {
    const outcome = await consents.finish(new URLSearchParams(ctx.querystring), browserOf(ctx, cookieName));
    if (outcome.kind === 'refused') return refuse(ctx, outcome);
    sendPage(ctx, 200, connectedPage(outcome.ticket), plainOrigin);
  });
}

/** Browsers say where a form comes from, in one header or the other; what says nothing is no browser. */
function isOwnForm(ctx: Context, origin: string): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '') return site === 'same-origin';
  const given = ctx.get('Origin');
  return given === '' || given === origin;
}

async function readTicketField(ctx: Context): Promise<string> {
  try {
    const text = await getRawBody(ctx.req, { length: ctx.request.length, limit: MAX_FORM_BYTES, encoding: 'utf8' });
    return new URLSearchParams(text).get('ticket') ?? '';
  } catch {
    return '';
  }
}

function browserOf(ctx: Context, cookieName: string): string | undefined {
  const secret = ctx.cookies.get(cookieName);
  return secret !== undefined && BROWSER_SECRET.test(secret) ? secret : undefined;
}
