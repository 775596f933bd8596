import { parseArgs } from 'node:util';
import { ADMIN_VERBS, type AdminVerb } from './admin/verbs.ts';
import { USAGE, usageOf } from './usage.ts';

/** What somebody means by what they typed. */
export type Call =
  | { readonly kind: 'help'; readonly text: string }
  /** Nobody knows: the text says how it is used. */
  | { readonly kind: 'wrong_use'; readonly text: string }
  | { readonly kind: 'demo'; readonly once: boolean }
  | {
      readonly kind: 'admin';
      readonly verb: AdminVerb;
      readonly operands: readonly string[];
      readonly tenant: string | undefined;
      readonly json: boolean;
      /** Without a slash at the end. */
      readonly url: string;
    };

type Options = ReturnType<typeof parse>['values'];

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Reads the arguments of the command line. */
export function readCall(args: readonly string[]): Call {
  const asked = tryParse(args);
  if (!asked) return wrongUse(USAGE);
  const { values, positionals } = asked;
  const verb = ADMIN_VERBS.find(({ words }) => words.every((word, place) => positionals[place] === word));
  if (values.help) return { kind: 'help', text: verb ? usageOf(verb) : USAGE };
  if (verb) return readAdminCall(verb, positionals.slice(verb.words.length), values);
  return positionals[0] === 'demo' ? readDemoCall(positionals, values) : wrongUse(USAGE);
}

const wrongUse = (text: string): Call => ({ kind: 'wrong_use', text });

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      url: { type: 'string' },
      tenant: { type: 'string' },
    },
    allowPositionals: true,
  });
}

function tryParse(args: readonly string[]): ReturnType<typeof parse> | undefined {
  try {
    return parse(args);
  } catch {
    return undefined;
  }
}

function readAdminCall(verb: AdminVerb, operands: readonly string[], options: Options): Call {
  const { once, json = false, tenant, url = DEFAULT_URL } = options;
  const isMeant = operands.length === verb.operands.length && operands.every((operand) => operand.trim() !== '');
  const isMore = once !== undefined || (tenant !== undefined && !verb.takesTenant);
  if (!isMeant || isMore) return wrongUse(usageOf(verb));
  if (!/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(url) || !URL.canParse(url)) {
    return wrongUse('--url: expected an http or https address without user-info, query and fragment');
  }
  return { kind: 'admin', verb, operands, tenant, json, url: url.replace(/\/+$/, '') };
}

function readDemoCall(positionals: readonly string[], { once = false, json, url, tenant }: Options): Call {
  const isMore = positionals.length > 1 || [json, url, tenant].some((option) => option !== undefined);
  return isMore ? wrongUse(USAGE) : { kind: 'demo', once };
}
