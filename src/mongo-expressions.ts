// What all updates of ours that are pipelines have in common: such an update reads and writes one document in one step, by the
// server's own clock.

/** Whatever the server can compute: a path like `$dirty`, an operator, a literal. */
export type Expression = string | number | boolean | null | { readonly [operator: string]: unknown };

/** Milliseconds since the epoch, as an expression: the store's time is that of whoever evaluates it. */
export type Now = () => Expression;

/** The clock of the server, the only one that all processes share. */
export const serverNow: Now = () => ({ $toLong: '$$NOW' });

/** A value as it is: without this, a text that begins with `$` would be read as a path. */
export const literal = (value: unknown): Expression => ({ $literal: value });
