const UNITS = [
  { name: 's', ms: 1_000, until: 120 },
  { name: 'min', ms: 60_000, until: 120 },
  { name: 'h', ms: 3_600_000, until: 48 },
  { name: 'd', ms: 86_400_000, until: Number.POSITIVE_INFINITY },
] as const;

/** A length of time as people say it, in the largest unit that still tells it well. */
export function spanOf(ms: number): string {
  const counted = UNITS.map(({ name, ms: unit, until }) => ({
    name,
    until,
    count: Math.round(Math.max(0, ms) / unit),
  }));
  const fitting = counted.find(({ count, until }) => count < until);
  return `${fitting?.count} ${fitting?.name}`;
}
