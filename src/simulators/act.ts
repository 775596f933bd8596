import { type SimEvent, SimRefusal } from './wire.ts';

/** What an act came to: what to answer, and the events that go out. */
export type Done = { answer: unknown; status?: number; events?: readonly SimEvent[] };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `body` is what came as JSON, `{}` where nothing came. Throws what it cannot read and what the platform refuses. */
type Run = (ids: Record<string, string>, body: unknown, now: number) => Done;

/** One thing that people can do or look at through the control API; `path` stands below `/_control/<tenant>`. */
export type Act = { method: Method; path: string; says: string; run: Run; example?: object };

/** `says` and `example`, a body, are for the help. */
export function act(method: Method, path: string, says: string, run: Run, example?: object): Act {
  return { method, path, says, run, ...(example === undefined ? {} : { example }) };
}

/** What is not there is answered 404. */
export function required<T>(found: T | undefined): T {
  if (found === undefined) throw new SimRefusal('Not found', { status: 404, headers: {}, body: '' });
  return found;
}
