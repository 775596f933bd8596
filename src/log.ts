import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const MAX_CAUSES = 3;

/** Queries and user-info of addresses, and e-mail addresses: what a message must not carry into a log. */
function withoutSecrets(text: string): string {
  return text
    .replace(/(https?:\/\/)[^\s/?#@]*@/gi, '$1')
    .replace(/(https?:\/\/[^\s?#"']*)[?#][^\s"']*/gi, '$1')
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+/g, '[e-mail]');
}

const frames = (stack: string | undefined) => stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];

/**
 * What is logged of an error: name, code, message and stack, nothing else of it. A got error also carries its request
 * options, so the stock serializer prints the bearer token and the body (dependencies dossier §4, "Leak").
 */
export function serializeError(error: unknown, causes = MAX_CAUSES): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error && causes > 0 ? { cause: serializeError(error.cause, causes - 1) } : {};
  const message = withoutSecrets(error.message);
  return { name: error.name, ...code, message, stack: frames(error.stack).join('\n'), ...cause };
}

/** The log of one process: JSON lines on standard output, or to `destination`; errors go in as `err`. */
export function createLog(options: { name: string; level: string }, destination?: DestinationStream): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    base: {},
    serializers: { err: (error: unknown) => serializeError(error) },
  };
  return destination ? pino(settings, destination) : pino(settings);
}
