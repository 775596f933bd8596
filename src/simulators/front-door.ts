import { isDeepStrictEqual } from 'node:util';
import {
  type SimArrival,
  type SimAttributes,
  type SimCall,
  type SimEvent,
  SimRefusal,
  type SimRequest,
  type SimResponse,
  type SimResult,
} from './wire.ts';

/** What a request came to. `before` and `after` are whole attribute sets of the record written. */
export type Landing = {
  response: SimResponse;
  events?: SimEvent[];
  recordId?: string;
  before?: SimAttributes;
  after?: SimAttributes;
};

/** The second half of a request: makes it true at the time given. */
export type Commit = (now: number) => Landing;

/** The first half of a request: everything that is checked when it arrives. */
export type Admit = (request: SimRequest, now: number) => Commit;

/** Where requests of one simulator come in: arrival and landing are two steps, and every landing is logged. */
export function createFrontDoor(admit: Admit) {
  const calls: SimCall[] = [];

  function arrive(request: SimRequest, now: number): SimArrival {
    const commit = admit(request, now);
    let hasLanded = false;
    return {
      land(landedAt: number): SimResult {
        if (hasLanded) throw new Error(`${request.method} ${request.path} landed twice`);
        hasLanded = true;
        const landing = commit(landedAt);
        calls.push(logLine(request, now, landedAt, landing));
        return { response: landing.response, events: landing.events ?? [] };
      },
    };
  }

  return {
    arrive,
    handle: (request: SimRequest, now: number): SimResult => arrive(request, now).land(now),
    calls,
  };
}

/** Turns refusals, thrown on arrival or on landing, into their answers. */
export function answerRefusals(admit: Admit): Admit {
  return (request, now) => {
    try {
      const commit = admit(request, now);
      return (landedAt) => {
        try {
          return commit(landedAt);
        } catch (error) {
          return refused(error);
        }
      };
    } catch (error) {
      const landing = refused(error);
      return () => landing;
    }
  };
}

function refused(error: unknown): Landing {
  if (error instanceof SimRefusal) return { response: error.response };
  throw error;
}

/** Fields that join two records and say nothing about the person. */
const bookkeeping = /^(external_id|customFields\.zendesk_.*)$/;

function logLine(request: SimRequest, arrivedAt: number, at: number, landing: Landing): SimCall {
  const { before = {}, after = {}, recordId } = landing;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return {
    ...(arrivedAt === at ? {} : { arrivedAt }),
    at,
    method: request.method,
    path: request.path,
    status: landing.response.status,
    write: request.method !== 'GET',
    changed: changed.length > 0,
    changedFields: changed,
    bookkeeping: changed.length > 0 && changed.every((name) => bookkeeping.test(name)),
    ...(recordId === undefined ? {} : { recordId }),
    ...(changed.length === 0 ? {} : { before: pick(before, changed), after: pick(after, changed) }),
  };
}

function pick(attributes: SimAttributes, names: string[]): SimAttributes {
  return Object.fromEntries(names.filter((name) => name in attributes).map((name) => [name, attributes[name]]));
}
