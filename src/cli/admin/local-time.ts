const two = (part: number) => String(part).padStart(2, '0');

/** A moment in the time zone of whoever reads it, as ISO 8601 to the second. */
export function localTime(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const shown = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
  const minutes = Math.abs(offset);
  return `${shown}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
