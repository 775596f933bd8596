import type { SimResponse } from '../wire.ts';
import type { OAuthClient } from './oauth-client.ts';
import type { User } from './records.ts';

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);

const style = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 5vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.4rem; line-height: 1.25; }
select, button { font: inherit; padding: .5rem .9rem; }
`;

function page(status: number, title: string, body: string): SimResponse {
  const view = '<meta name="viewport" content="width=device-width, initial-scale=1">';
  const head = `<!doctype html><html lang="en"><meta charset="utf-8">${view}<title>${escapeHtml(title)}</title>`;
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `${head}<style>${style}</style><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`,
  };
}

/** Where a person agrees or does not; the form goes back to the address that it came from. */
export function consentPage(options: {
  host: string;
  client: OAuthClient;
  scope: string;
  signers: readonly User[];
}): SimResponse {
  const { host, client, scope, signers } = options;
  const people = signers.map(
    ({ id, name, role }) => `<option value="${id}">${escapeHtml(`${name} (${role})`)}</option>`,
  );
  return page(
    200,
    `Allow ${client.name} to access your account?`,
    `<p>This is a simulated Zendesk account, ${escapeHtml(host)}. The application asks for: <b>${escapeHtml(scope)}</b>.</p>
<form method="post">
<p><label>You are signed in as <select name="user">${people.join('')}</select></label></p>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p>
</form>`,
  );
}

/** A wrong client or redirect: a page, and no redirect (Zendesk dossier §8.1). */
export function invalidAuthorizationPage(reason: string): SimResponse {
  return page(400, 'Invalid Authorization Request', `<p>${escapeHtml(reason)}</p>`);
}
