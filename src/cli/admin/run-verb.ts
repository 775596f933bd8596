import { ZodError } from 'zod';
import { askService } from './ask-service.ts';
import type { AdminVerb } from './verbs.ts';
import { visibleText } from './visible.ts';

const DEFAULT_WIDTH = 110;

/** What is printed where, and the exit code: 0 done, 1 not. */
export type VerbResult = { readonly code: 0 | 1; readonly out: string };

/** Asks the service and puts its answer into text: one sentence where it did not do what was asked. */
export async function runVerb(
  verb: AdminVerb,
  asked: {
    readonly operands: readonly string[];
    readonly tenant: string | undefined;
    readonly json: boolean;
    readonly url: string;
    readonly key: string | undefined;
    readonly width?: number | undefined;
  },
): Promise<VerbResult> {
  const reply = await askService(asked, verb.request(asked.operands, asked.tenant));
  if (!reply.ok) return { code: 1, out: visibleText(reply.error) };
  if (asked.json) return { code: 0, out: JSON.stringify(reply.json, null, 2) };
  try {
    return { code: 0, out: verb.print(reply.json, asked.width ?? DEFAULT_WIDTH) };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return { code: 1, out: `What answers at ${asked.url} is another version of the service: try --json.` };
  }
}
