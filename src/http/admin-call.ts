import { createHash, timingSafeEqual } from 'node:crypto';
import type { Middleware, ParameterizedContext } from 'koa';
import getRawBody from 'raw-body';
import type { z } from 'zod';
import type { AdminParts } from './admin.ts';
import { adminJson } from './admin-json.ts';

export type AdminAnswer = { readonly status: 200 | 400 | 401 | 404 | 409 | 413 | 500; readonly body: unknown };

/** An answer that says what is wrong. */
export const refused = (status: AdminAnswer['status'], error: string): AdminAnswer => ({ status, body: { error } });

/** No question of the command line is longer. */
const MAX_BODY_BYTES = 8 * 1024;

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Makes the middleware of one admin call: the key first, then what was asked, and nothing of either in the log. */
export function adminCall({ key, log }: Pick<AdminParts, 'key' | 'log'>) {
  const isKey = bearerCheck(key);

  return function call<Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    answer: (asked: z.output<Schema>, query: Query) => Promise<AdminAnswer>,
  ): Middleware {
    async function answerTo(ctx: ParameterizedContext): Promise<AdminAnswer> {
      const asked = await readAsked(ctx);
      if ('status' in asked) return asked;
      const parsed = schema.safeParse(asked.json);
      if (!parsed.success) return refused(400, parsed.error.issues.map(wordsOf).join('; '));
      return answer(parsed.data, ctx.query);
    }

    return async function adminCall(ctx) {
      ctx.set('Cache-Control', 'no-store');
      const isAllowed = isKey(ctx.get('Authorization'));
      const { status, body } = isAllowed
        ? await answerTo(ctx).catch((err: unknown) => {
            log.error({ err, call: name }, 'admin call failed');
            return refused(500, 'the service failed at this; its log says why');
          })
        : refused(401, 'expected Authorization: Bearer <ADMIN_KEY>');
      if (!isAllowed) ctx.set('WWW-Authenticate', 'Bearer');
      ctx.status = status;
      ctx.type = 'json';
      ctx.body = adminJson(body);
      log[isAllowed ? 'info' : 'warn']({ call: name, status }, 'admin call');
    };
  };
}

/** Hashes first, so that neither content nor length shows in the time that it takes. */
function bearerCheck(key: string): (header: string) => boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const expected = hash(`Bearer ${key}`);
  return (header) => timingSafeEqual(hash(header.replace(/^bearer\s+/i, 'Bearer ')), expected);
}

async function readAsked(ctx: ParameterizedContext): Promise<AdminAnswer | { readonly json: unknown }> {
  try {
    const text = await getRawBody(ctx.req, { length: ctx.request.length, limit: MAX_BODY_BYTES, encoding: 'utf8' });
    return { json: text.trim() === '' ? {} : JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return refused(400, 'the body is not JSON');
    const isTooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
    return isTooLarge
      ? refused(413, `the body is larger than ${MAX_BODY_BYTES} bytes`)
      : refused(400, 'the body broke off');
  }
}

const wordsOf = ({ path, message }: z.core.$ZodIssue) =>
  path.length === 0 ? message : `${path.join('.')}: ${message}`;
