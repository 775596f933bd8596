import { runVerb } from './admin/run-verb.ts';
import { readCall } from './read-call.ts';

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const WRONG_USE = 64;
const CONFIGURATION_FAULT = 78;

const call = readCall(process.argv.slice(2));
switch (call.kind) {
  case 'help':
    console.log(call.text);
    break;
  case 'wrong_use':
    console.error(call.text);
    process.exitCode = WRONG_USE;
    break;
  case 'admin': {
    const { code, out } = await runVerb(call.verb, {
      ...call,
      key: process.env.ADMIN_KEY,
      width: process.stdout.columns,
    });
    if (code === 0) console.log(out);
    else console.error(out);
    process.exitCode = code;
    break;
  }
  case 'demo':
    process.exit(await demo(call.once));
}

/** Both simulators, the proxy and the service are loaded only where they are wanted. */
async function demo(once: boolean): Promise<number> {
  if (process.env.NODE_ENV === 'production') {
    console.error('The demo does not run with NODE_ENV=production: it simulates both platforms.');
    return CONFIGURATION_FAULT;
  }
  const { runDemo } = await import('./demo/run-demo.ts');
  return runDemo({ once });
}
