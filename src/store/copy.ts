/** A deep copy of plain data: what a store hands out is never what it holds. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copied = { ...value } as Record<string, unknown>;
  for (const key in copied) copied[key] = copy(copied[key]);
  return copied as T;
}
