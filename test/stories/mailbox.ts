import type { IncomingHttpHeaders } from 'node:http';
import { listen } from './stage.ts';

type Letter = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** Takes webhooks in place of the service, so that a test can hand them on one at a time. */
export async function openMailbox() {
  const letters: Letter[] = [];
  const server = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    letters.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(200).end('{}');
  });

  return {
    url: server.url,
    letters,
    close: server.close,
  };
}

/** The headers that a platform signed and dated, without those of the connection. */
export function signedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => /^(content-type|sg-signature|x-zendesk-.*)$/.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
