import { z } from 'zod';
import type { SimRequest } from './wire.ts';

const effect = z.discriminatedUnion('kind', [
  /** Answers this and does nothing. */
  z.object({
    kind: z.literal('answer'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().default(''),
  }),
  /** Commits, then drops the connection. */
  z.object({ kind: z.literal('lost') }),
  /** Drops the connection and commits nothing. */
  z.object({ kind: z.literal('reset') }),
  /** Takes its time, then answers. */
  z.object({ kind: z.literal('slow'), ms: z.int().nonnegative() }),
  /** Drops the connection at once and commits later. */
  z.object({ kind: z.literal('late'), ms: z.int().nonnegative() }),
]);

/** A fault on demand: the next `times` requests that fit meet the effect (Zendesk dossier §15 item 30). */
export const faultRule = z.strictObject({
  method: z.string().optional(),
  pathIncludes: z.string().optional(),
  times: z.int().positive().default(1),
  effect,
});

export type FaultRule = z.input<typeof faultRule>;
export type FaultEffect = z.output<typeof effect>;
export type Faults = ReturnType<typeof createFaults>;

/** The faults that wait for requests of one account. The oldest rule that fits goes first. */
export function createFaults() {
  let rules: z.output<typeof faultRule>[] = [];

  return {
    add(rule: FaultRule) {
      rules.push(faultRule.parse(rule));
    },

    list: () => structuredClone(rules),

    clear() {
      rules = [];
    },

    /** The effect that this request meets, used up by it. */
    take(request: Pick<SimRequest, 'method' | 'path'>): FaultEffect | undefined {
      const rule = rules.find(
        ({ method = request.method, pathIncludes = '' }) =>
          method.toUpperCase() === request.method && request.path.includes(pathIncludes),
      );
      if (rule === undefined) return undefined;
      rule.times -= 1;
      rules = rules.filter(({ times }) => times > 0);
      return rule.effect;
    },
  };
}
