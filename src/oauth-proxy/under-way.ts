import type { Middleware } from 'koa';

/** Knows which calls are under way, so that a process can end between two of them. */
export function createUnderWay() {
  let count = 0;
  const waiting: (() => void)[] = [];

  const noteCall: Middleware = async (_, next) => {
    count += 1;
    try {
      await next();
    } finally {
      count -= 1;
      if (count === 0) for (const resolve of waiting.splice(0)) resolve();
    }
  };

  return {
    noteCall,

    /** Resolves as soon as no call is under way. */
    async ended(): Promise<void> {
      if (count > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
