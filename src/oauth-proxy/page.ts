import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { type Html, html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1.5rem; background: Canvas; color: CanvasText; }
main { max-width: 34rem; margin: 6vh auto; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
dl { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid #8885; border-radius: .5rem; }
dt { font-size: .85rem; opacity: .75; }
dd { margin: 0 0 .75rem; font-weight: 600; overflow-wrap: anywhere; }
dd:last-child { margin-bottom: 0; }
dd small { font-weight: 400; opacity: .75; }
button { font: inherit; font-weight: 600; width: 100%; padding: .8rem 1rem; border: 0; border-radius: .5rem;
  background: #17494d; color: #fff; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid #1f73b7; outline-offset: 2px; }
p { overflow-wrap: anywhere; }
.note { font-size: .9rem; opacity: .8; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A whole page in one language and one style, for a phone and a desk alike. */
export function pageOf(title: string, content: Html): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
  return markup;
}

/**
 * Sends a page that runs no script, loads nothing, stands in no frame and is kept nowhere. Browsers hold a form's
 * target against `form-action` through every redirect that follows, and an account may send people on to a sign-in of
 * its own: so any https address may follow, and in development the simulator.
 */
export function sendPage(ctx: Context, status: number, page: string, plainOrigin?: string): void {
  const targets = ["'self'", 'https:', ...(plainOrigin === undefined ? [] : [plainOrigin])].join(' ');
  ctx.set({
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      `form-action ${targets}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store',
    // Not `no-referrer`: a form would then come without its origin. The ticket in the address goes nowhere else.
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex',
  });
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = page;
}
