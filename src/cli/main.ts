import { parseArgs } from 'node:util';
import { runDemo } from './demo/run-demo.ts';

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const WRONG_USE = 64;
const CONFIGURATION_FAULT = 78;

const USAGE = `Usage: npm run cli -- <verb> [options]

  demo          Starts simulators of both platforms, the proxy and the service on this machine, plays a story,
                then keeps running so that you can try it. Ctrl-C ends everything.
  demo --once   Plays the story, checks every step, ends with 0 when all went well and with 1 when not.

  --help        Shows this.

"npm run demo" is short for "npm run cli -- demo".`;

const asked = readArguments(process.argv.slice(2));
if (asked === undefined) end(WRONG_USE, USAGE);
if (asked.help) {
  console.log(USAGE);
  process.exit(0);
}
if (process.env.NODE_ENV === 'production') {
  end(CONFIGURATION_FAULT, 'The demo does not run with NODE_ENV=production: it simulates both platforms.');
}
process.exit(await runDemo({ once: asked.once }));

/** `undefined`: nobody knows what was meant. */
function readArguments(args: string[]): { help: boolean; once: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { help: { type: 'boolean', default: false }, once: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [verb, ...rest] = positionals;
    const isKnown = verb === 'demo' && rest.length === 0;
    return isKnown || values.help ? values : undefined;
  } catch {
    return undefined;
  }
}

function end(code: number, sentence: string): never {
  console.error(sentence);
  process.exit(code);
}
