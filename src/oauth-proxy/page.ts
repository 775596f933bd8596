import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { type Html, html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif;
  --page: #eef2f2; --card: #fff; --line: #cfd8d9; --faint: #4a5a5c; --accent: #17494d; --good: #1b7a43; --bad: #b25000; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f1516; --card: #1a2324; --line: #37474a; --faint: #b3c1c3; --accent: #23767c; --good: #4cba7d; --bad: #f0a04b; } }
body { margin: 0; padding: 1rem; background: var(--page); color: CanvasText; }
main { box-sizing: border-box; max-width: 36rem; margin: 5vh auto; padding: 1.75rem 1.75rem .75rem;
  background: var(--card); border: 1px solid var(--line); border-top: 5px solid var(--accent); border-radius: .6rem; }
main.good { border-top-color: var(--good); }
main.bad { border-top-color: var(--bad); }
h1 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
.good h1::before { content: "\\2713\\a0"; color: var(--good); }
p { margin: 1rem 0; overflow-wrap: anywhere; }
dl { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; }
dt { font-size: .85rem; color: var(--faint); }
dd { margin: 0 0 .75rem; font-weight: 600; overflow-wrap: anywhere; }
dd:last-child { margin-bottom: 0; }
dd small { font-weight: 400; color: var(--faint); }
.button { box-sizing: border-box; display: block; width: 100%; padding: .8rem 1rem; border: 0; border-radius: .5rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  background: var(--accent); color: #fff; cursor: pointer; }
.button:hover { filter: brightness(1.15); }
.button:focus-visible { outline: 3px solid #3b8fd6; outline-offset: 2px; }
.note { font-size: .9rem; color: var(--faint); }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What a page is at first sight: a question, good news, or not. */
export type Tone = 'ask' | 'good' | 'bad';

/** A whole page in one language and one style, for a phone and a desk alike. */
export function pageOf(tone: Tone, title: string, content: Html): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main class="${tone}">
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
