import { ADMIN_VERBS, type AdminVerb } from './admin/verbs.ts';

const OPTIONS = `  --url URL     Where the service is (default http://127.0.0.1:8080)
  --json        The answer as JSON
  --help        Shows this; behind a verb, what that does`;

const COLUMN = 28;

const lineOf = (verb: AdminVerb) => `  ${callOf(verb).padEnd(COLUMN)}${verb.tells[0]}`;

/** How a verb is called. */
function callOf({ words, operands, takesTenant }: AdminVerb): string {
  return [...words, ...operands.map((operand) => `<${operand}>`), ...(takesTenant ? ['[--tenant T]'] : [])].join(' ');
}

/** Everything that the command line can do. */
export const USAGE = `Usage: npm run cli -- <verb> [options]

${ADMIN_VERBS.map(lineOf).join('\n')}

These talk to a running service; ADMIN_KEY holds the key that it was started with.
Ends with 0 when done, 1 when not, 64 when it was called in another way than this.

${OPTIONS}

  demo          Starts simulators of both platforms, the proxy and the service on this machine, plays a story,
                then keeps running so that you can try it. Ctrl-C ends everything.
  demo --once   Plays the story, checks every step, ends with 0 when all went well and with 1 when not.

"npm run demo" is short for "npm run cli -- demo".`;

/** What one verb does, and what it takes. */
export const usageOf = (verb: AdminVerb): string =>
  [
    `Usage: npm run cli -- ${callOf(verb)} [options]`,
    '',
    ...verb.tells,
    '',
    ...(verb.takesTenant ? ['  --tenant T    Only this business code'] : []),
    OPTIONS,
  ].join('\n');
