// A process that starts a mongod, says its process id, and waits to be killed.
import { findMongod } from '../../src/cli/mongod/find-mongod.ts';
import { startMongod } from '../../src/cli/mongod/start-mongod.ts';

const binary = await findMongod({ env: process.env, say: () => {} });
if (binary === undefined) throw new Error('no mongod');
const { pid } = await startMongod(binary);
console.log(pid);
setInterval(() => {}, 60_000);
