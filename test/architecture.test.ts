import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// The house of the design, §3, as data. A room is a folder of src or a file in its root.

/** What each room may import of ours; of a room not named whole, one file. Imports point one way: no row may make a circle. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  'ports.ts': ['domain'],
  'log.ts': [],
  'close-server.ts': [],
  'proxy-signature.ts': [],
  'consent-ticket.ts': [],
  'system-ports.ts': ['ports.ts'],
  'http-transport.ts': ['ports.ts'],
  'mongo-connection.ts': ['ports.ts'],
  'mongo-indexes.ts': [],
  'mongo-expressions.ts': [],
  'prepare-mongo.ts': ['ports.ts', 'log.ts', 'system-ports.ts', 'mongo-connection.ts', 'mongo-indexes.ts'],
  store: ['domain', 'ports.ts', 'mongo-connection.ts', 'mongo-expressions.ts'],
  connectors: ['domain', 'ports.ts'],
  tenants: ['domain', 'connectors', 'store', 'ports.ts'],
  sync: ['domain', 'connectors', 'store', 'tenants', 'ports.ts', 'log.ts'],
  jobs: ['domain', 'connectors', 'store', 'tenants', 'sync', 'ports.ts', 'log.ts', 'mongo-connection.ts'],
  http: ['domain', 'connectors', 'store', 'tenants', 'sync', 'jobs', 'ports.ts', 'log.ts'],
  'config.ts': ['tenants/api-url.ts', 'proxy-signature.ts', 'mongodb-uri.ts'],
  'mongodb-uri.ts': [],
  'open-connectors.ts': [
    ...['domain', 'connectors', 'tenants', 'ports.ts', 'config.ts', 'system-ports.ts', 'proxy-signature.ts'],
  ],
  'open-tenants.ts': [
    ...['domain', 'connectors', 'tenants', 'sync', 'ports.ts', 'log.ts', 'config.ts'],
    ...['system-ports.ts', 'consent-ticket.ts', 'open-connectors.ts'],
  ],
  'open-store.ts': [
    ...['domain', 'store', 'jobs', 'ports.ts', 'log.ts', 'config.ts', 'system-ports.ts', 'open-mongo-store.ts'],
  ],
  'open-mongo-store.ts': [
    ...['store', 'jobs', 'ports.ts', 'log.ts', 'system-ports.ts', 'mongo-connection.ts', 'prepare-mongo.ts'],
  ],
  'migrate.ts': ['store', 'oauth-proxy', 'ports.ts', 'config.ts', 'mongo-connection.ts', 'mongo-indexes.ts'],
  'service.ts': [
    ...['domain', 'tenants', 'sync', 'jobs', 'http', 'ports.ts', 'log.ts', 'config.ts'],
    ...['system-ports.ts', 'http-transport.ts', 'close-server.ts', 'open-tenants.ts', 'open-store.ts'],
  ],
  'main.ts': ['service.ts', 'config.ts', 'log.ts', 'ports.ts', 'tenants'],
  'oauth-proxy': [
    ...['log.ts', 'ports.ts', 'system-ports.ts', 'http-transport.ts', 'close-server.ts'],
    ...['proxy-signature.ts', 'consent-ticket.ts'],
    ...['mongodb-uri.ts', 'mongo-connection.ts', 'mongo-expressions.ts', 'prepare-mongo.ts'],
  ],
  simulators: [],
  cli: ['domain', 'simulators'],
  'check-runtime.mjs': [],
};

/** Where each package lives: one home in each process. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@agendajs/mongo-backend': ['jobs'],
  '@koa/router': ['http', 'oauth-proxy', 'simulators'],
  agenda: ['jobs'],
  'close-with-grace': ['main.ts', 'oauth-proxy'],
  got: ['http-transport.ts'],
  koa: ['http', 'oauth-proxy', 'simulators'],
  'libphonenumber-js': ['domain'],
  mongodb: ['mongo-connection.ts', 'cli'],
  mongoose: ['mongo-connection.ts', 'mongo-indexes.ts', 'store', 'oauth-proxy'],
  oauth4webapi: ['oauth-proxy'],
  pino: ['log.ts'],
  'prom-client': ['http', 'oauth-proxy'],
  'raw-body': ['http', 'oauth-proxy', 'simulators'],
  zod: ['config.ts', 'connectors', 'tenants', 'http', 'oauth-proxy', 'simulators', 'cli'],
};

/** What only tests, benches and the demo need. */
const DEVELOPMENT_HOMES: Readonly<Record<string, readonly string[]>> = {
  'mongodb-memory-server-core': ['cli'],
};

/** The rooms that run unchanged in a seeded simulation. */
const DETERMINISTIC = ['domain', 'sync', 'store', 'jobs', 'connectors'];
/** What the engine gets through a port only, with the places that may use it all the same. */
const ONLY_THROUGH_PORTS: readonly {
  readonly words: RegExp;
  readonly port: string;
  readonly except?: readonly string[];
}[] = [
  { words: /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\.now\b|\bhrtime\b/, port: 'Clock' },
  { words: /\bsetTimeout\b|\bsetInterval\b|\bnode:timers\b|\bqueueMicrotask\b|\bnextTick\b/, port: 'Clock' },
  { words: /\bsetImmediate\b/, port: 'Clock', except: ['store/memory-store.ts'] },
  { words: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/, port: 'Random' },
  {
    words: /\bfetch\(|'(got|koa|mongoose|agenda)'|'node:(?!crypto')/,
    port: 'Transport, Store or Bell',
    except: ['store/mongo/', 'jobs/agenda/'],
  },
  { words: /\bprocess\.|\bconsole\./, port: 'an argument' },
];

const MAX_LINES_OF_THE_DECISION = 300;

type Source = {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
};

const root = fileURLToPath(new URL('../src', import.meta.url));
const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|mjs)$/.test(file))
  .map((file) => readSource(file.split(sep).join('/')));

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  return {
    path,
    room: path.split('/')[0] ?? '',
    text,
    imports: importsOf(text).map((name) => resolveFrom(path, name)),
  };
}

/** Every import, type imports too. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(/^\s*(?:import|export)\b[^'"();=]*\bfrom\s+['"]([^'"]+)['"]/gm);
  const bare = text.matchAll(/^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm);
  return [...statements, ...bare].map(([, first, second]) => first ?? second ?? '');
}

/** Ours as a path below src, others by their name. */
function resolveFrom(path: string, name: string): string {
  return name.startsWith('.')
    ? relative(root, join(root, path, '..', name))
        .split(sep)
        .join('/')
    : name;
}

const isOurs = (name: string) => name.endsWith('.ts') || name.endsWith('.mjs');
const roomOf = (path: string) => path.split('/')[0] ?? '';
const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** Of what a file imports, what belongs to another room of ours. */
const outside = ({ room, imports }: Source) => imports.filter((name) => isOurs(name) && roomOf(name) !== room);

describe('the house', () => {
  it('is read whole: every room, every file, every import', () => {
    const unread = sources.filter(({ text, imports }) => (text.match(/\bfrom ['"]/g)?.length ?? 0) > imports.length);
    const missing = sources.flatMap(({ imports }) =>
      imports.filter((name) => isOurs(name) && !existsSync(join(root, name))),
    );

    expect(sources.length).toBeGreaterThan(100);
    expect([...new Set(sources.map(({ room }) => room))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
    expect(unread.map(({ path }) => path)).toEqual([]);
    expect(missing).toEqual([]);
  });

  it('imports one way, as the table says', () => {
    const wrong = sources.flatMap((source) =>
      outside(source)
        .filter(
          (name) => !(MAY_IMPORT[source.room] ?? []).some((allowed) => name === allowed || roomOf(name) === allowed),
        )
        .map((name) => `${source.path} imports ${name}: not in the table of the design, §3`),
    );

    expect(wrong).toEqual([]);
  });

  it('has no two rooms that import each other, not even in a circle', () => {
    expect(findCircle(roomGraph())).toBeUndefined();
  });

  it('gives each package one home in each process', () => {
    const packages = sources.flatMap(({ path, room, imports }) =>
      imports
        .filter((name) => !isOurs(name) && !name.startsWith('node:'))
        .map((name) => ({ path, room, name: packageOf(name) })),
    );
    const homes = { ...HOMES, ...DEVELOPMENT_HOMES };
    const homeless = packages.filter(({ room, name }) => !homes[name]?.includes(room));
    const { dependencies } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8')) as {
      dependencies: object;
    };

    expect(homeless.map(({ path, name }) => `${path} imports ${name}`)).toEqual([]);
    expect(Object.keys(dependencies).toSorted()).toEqual(Object.keys(HOMES).toSorted());
  });
});

describe('the engine', () => {
  it('gets time, chance, network and storage through ports only', () => {
    const engine = sources.filter(({ room }) => DETERMINISTIC.includes(room));
    const wrong = engine.flatMap(({ path, text }) =>
      ONLY_THROUGH_PORTS.filter(({ except = [] }) => !except.some((place) => path.startsWith(place))).flatMap(
        ({ words, port }) => {
          const found = words.exec(text);
          return found ? [`${path} uses ${found[0]}: take it from ${port}`] : [];
        },
      ),
    );

    expect(engine.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });

  it('decides in under 300 lines', () => {
    const decision = ['domain/plan.ts', 'domain/merge.ts'].map((path) =>
      sources.find((source) => source.path === path),
    );
    const lines = decision.map((source) => source?.text.trimEnd().split('\n').length ?? Number.NaN);

    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThan(MAX_LINES_OF_THE_DECISION);
  });
});

describe('the simulators', () => {
  it('share no file with the connectors: they are the second opinion', () => {
    const connectors = reachableFrom('connectors');
    const shared = [...reachableFrom('simulators')].filter((path) => connectors.has(path));

    expect(shared).toEqual([]);
  });
});

function roomGraph(): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const source of sources) {
    const targets = graph.get(source.room) ?? new Set<string>();
    for (const name of outside(source)) targets.add(roomOf(name));
    graph.set(source.room, targets);
  }
  return graph;
}

/** `a > b > a`, or `undefined` when there is no circle. */
function findCircle(graph: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const safe = new Set<string>();
  function walk(room: string, trail: readonly string[]): string | undefined {
    if (trail.includes(room)) return [...trail.slice(trail.indexOf(room)), room].join(' > ');
    if (safe.has(room)) return undefined;
    for (const next of graph.get(room) ?? []) {
      const circle = walk(next, [...trail, room]);
      if (circle) return circle;
    }
    safe.add(room);
    return undefined;
  }
  return [...graph.keys()].map((room) => walk(room, [])).find((circle) => circle !== undefined);
}

/** All files of ours that the files of a room stand on, themselves included. */
function reachableFrom(room: string): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const queue = sources.filter((source) => source.room === room).map(({ path }) => path);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    queue.push(...(byPath.get(path)?.imports.filter(isOurs) ?? []));
  }
  return reached;
}
