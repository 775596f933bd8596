import type { Context, Middleware } from 'koa';
import type { Logger } from '../log.ts';
import { StoreUnavailable } from '../ports.ts';
import type { ProxyStore } from './proxy-store.ts';

/** What the steps that need the store stand on. */
export type StoreGate = { readonly store: Pick<ProxyStore, 'isPrepared'>; readonly log: Logger };

/**
 * The steps behind this one need the store. While it is away nobody knows who is connected to what, so `answer` says that it
 * cannot be done now.
 */
export function needStore<State>({ store, log }: StoreGate, answer: (ctx: Context) => void): Middleware<State> {
  return async function needStore(ctx, next) {
    try {
      if (!store.isPrepared()) throw new StoreUnavailable('the store was not prepared yet');
      await next();
    } catch (err) {
      if (!(err instanceof StoreUnavailable)) throw err;
      log.warn({ err }, 'the store does not answer');
      answer(ctx);
    }
  };
}
