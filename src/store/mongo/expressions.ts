// The few words of MongoDB's aggregation language that our updates are made of. An update that is a pipeline reads and writes
// one document in one step, by the server's own clock.

/** Whatever the server can compute: a path like `$dirty`, an operator, a literal. */
export type Expression = string | number | boolean | null | { readonly [operator: string]: unknown };
/** New values by field; all of them are computed from the document as it was before. */
export type Fields = Readonly<Record<string, Expression>>;

/** Milliseconds since the epoch, as an expression: the store's time is that of whoever evaluates it. */
export type Now = () => Expression;

/** The clock of the server, the only one that all processes share. */
export const serverNow: Now = () => ({ $toLong: '$$NOW' });

/** A store's time: exact where the server works it out, and as near as this process knows it. */
export type StoreTime = { readonly now: Now; readonly about: () => number };

/** A value as it is: without this, a text that begins with `$` would be read as a path. */
export const literal = (value: unknown): Expression => ({ $literal: value });
export const literals = (values: object): Fields =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literal(value)]));

export const when = (condition: Expression, then: Expression, otherwise: Expression): Expression => ({
  $cond: [condition, then, otherwise],
});
export const isMissing = (path: string): Expression => ({ $eq: [{ $type: path }, 'missing'] });
/** The field is taken away where the expression comes to nothing. */
export const orRemoved = (value: Expression): Expression => ({ $ifNull: [value, '$$REMOVE'] });

/** The part of a filter that holds for documents whose moment has come; those without one never come. */
export const isDueBy = (now: Expression) => ({ dueAt: { $exists: true }, $expr: { $lte: ['$dueAt', now] } });
