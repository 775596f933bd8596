import { parseArgs } from 'node:util';
import { runVerb } from './admin/run-verb.ts';
import { ADMIN_VERBS, type AdminVerb } from './admin/verbs.ts';
import { runDemo } from './demo/run-demo.ts';
import { USAGE, usageOf } from './usage.ts';

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const WRONG_USE = 64;
const CONFIGURATION_FAULT = 78;

type Options = ReturnType<typeof readArguments>['values'];

process.exitCode = await run(process.argv.slice(2));

/** Returns the exit code. */
async function run(args: string[]): Promise<number> {
  const asked = tryRead(args);
  if (asked === undefined) return refuse(USAGE);
  const { values, positionals } = asked;
  if (positionals[0] === 'demo' && !values.help) return demo(positionals, values);
  const verb = ADMIN_VERBS.find(({ words }) => words.every((word, place) => positionals[place] === word));
  if (values.help) return tell(verb ? usageOf(verb) : USAGE);
  return verb ? askFor(verb, positionals.slice(verb.words.length), values) : refuse(USAGE);
}

function readArguments(args: string[]) {
  return parseArgs({
    args,
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

/** `undefined`: nobody knows what was meant. */
function tryRead(args: string[]): ReturnType<typeof readArguments> | undefined {
  try {
    return readArguments(args);
  } catch {
    return undefined;
  }
}

async function demo(positionals: readonly string[], { once = false, json, url, tenant }: Options): Promise<number> {
  const isMore = positionals.length > 1 || [json, url, tenant].some((option) => option !== undefined);
  if (isMore) return refuse(USAGE);
  if (process.env.NODE_ENV === 'production') {
    console.error('The demo does not run with NODE_ENV=production: it simulates both platforms.');
    return CONFIGURATION_FAULT;
  }
  return process.exit(await runDemo({ once }));
}

async function askFor(verb: AdminVerb, operands: readonly string[], options: Options): Promise<number> {
  const { once, json = false, tenant, url = 'http://127.0.0.1:8080' } = options;
  const isMeant = operands.length === verb.operands.length && operands.every((operand) => operand.trim() !== '');
  const isMore = once !== undefined || (tenant !== undefined && !verb.takesTenant);
  if (!isMeant || isMore) return refuse(usageOf(verb));
  if (!/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(url) || !URL.canParse(url)) {
    return refuse('--url: expected an http or https address without user-info, query and fragment');
  }
  const service = { url: url.replace(/\/+$/, ''), key: process.env.ADMIN_KEY };
  const { code, out } = await runVerb(verb, { operands, tenant, json, ...service, width: process.stdout.columns });
  if (code === 0) return tell(out);
  console.error(out);
  return code;
}

function tell(text: string): number {
  console.log(text);
  return 0;
}

function refuse(sentence: string): number {
  console.error(sentence);
  return WRONG_USE;
}
