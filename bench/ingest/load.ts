import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Load = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };

/** One keep-alive connection, one request at a time: resolves with the milliseconds to its answer, which must be 200. */
class Line {
  readonly #socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
  }

  async send(request: Buffer): Promise<number> {
    const sentAt = performance.now();
    this.#socket.write(request);
    const [answer] = (await once(this.#socket, 'data')) as [Buffer];
    if (!answer.toString('latin1', 0, 12).endsWith(' 200'))
      throw new Error(`answered ${answer.toString('latin1', 0, 40)}`);
    return performance.now() - sentAt;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** As many requests as `connections` carry, each sent as soon as the last was answered. */
export async function saturate(url: string, next: () => Buffer, connections: number, forMs: number): Promise<Load> {
  return withLines(url, connections, async (lines) => {
    const times: number[] = [];
    const startedAt = performance.now();
    const until = startedAt + forMs;
    await Promise.all(
      lines.map(async (line) => {
        while (performance.now() < until) times.push(await line.send(next()));
      }),
    );
    return summarise(times, performance.now() - startedAt);
  });
}

/** So many requests a second, whatever the answers take. */
export async function pace(url: string, next: () => Buffer, perSecond: number, forMs: number): Promise<Load> {
  return withLines(url, perSecond, async (lines) => {
    const times: Promise<number>[] = [];
    const startedAt = performance.now();
    for (let sent = 0; performance.now() - startedAt < forMs; sent++) {
      const line = lines[sent % lines.length];
      if (line) times.push(line.send(next()));
      await delay(Math.max(0, startedAt + ((sent + 1) * 1_000) / perSecond - performance.now()));
    }
    return summarise(await Promise.all(times), performance.now() - startedAt);
  });
}

async function withLines(url: string, count: number, act: (lines: readonly Line[]) => Promise<Load>): Promise<Load> {
  const lines = Array.from({ length: count }, () => new Line(url));
  try {
    return await act(lines);
  } finally {
    for (const line of lines) line.close();
  }
}

function summarise(times: readonly number[], tookMs: number): Load {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1));
  return { perSecond: Math.round((times.length / tookMs) * 1_000), p50Ms: at(0.5), p99Ms: at(0.99) };
}
