import type { ClientRequest } from 'node:http';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got, type Request, type Response } from 'got';
import type { HttpAnswer, HttpRequest, Transport } from './ports.ts';

const CONNECT_MS = 3_000;
const REQUEST_MS = 10_000;
/** Zendesk's largest answer to a call of ours, 100 users, is well under 1 MB. */
const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

const TOO_LARGE = 'ERR_ANSWER_TOO_LARGE';

const keepAlive = { keepAlive: true, maxSockets: 64, scheduling: 'lifo' } as const;

/** HTTP over the network. A redirect is returned as it is; the caller decides which hosts are its own. */
export function createHttpTransport(): Transport {
  const agent = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };
  const client = got.extend({
    agent,
    timeout: { connect: CONNECT_MS, secureConnect: CONNECT_MS, request: REQUEST_MS },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    headers: { 'user-agent': undefined },
  });
  return { send: (request) => send(client, request) };
}

async function send(client: Got, { method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
  let connected = false;
  try {
    const stream = client.stream(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
    const response = responseOf(stream);
    stream.once('request', (request: ClientRequest) =>
      onConnected(request, () => {
        connected = true;
      }),
    );
    if (body === undefined && method !== 'GET') stream.end();
    const bytes = await readCapped(stream);
    return answer(await response, bytes);
  } catch (error) {
    // Nothing leaves before the connection stands, so without one the request was certainly not sent.
    return { kind: 'no_answer', sent: connected, reason: codeOf(error) };
  }
}

/** The head of the answer; a failure shows while the body is read. */
function responseOf(stream: Request): Promise<Response> {
  return new Promise((resolve) => {
    stream.once('response', resolve);
  });
}

/** Calls back once bytes of the request may leave: after the handshake on TLS, at once on a kept-alive connection. */
function onConnected(request: ClientRequest, connected: () => void): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) connected();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
  });
}

/** Decompressed bytes are counted, so a small answer that swells is cut off as well. */
async function readCapped(stream: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw Object.assign(new Error('answer too large'), { code: TOO_LARGE });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(response: Response, bytes: Buffer): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { kind: 'answer', status: response.statusCode, headers, body: bytes.toString('utf8') };
}

/** A code only: messages of got carry the address with its query. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'ERR_UNKNOWN';
}
