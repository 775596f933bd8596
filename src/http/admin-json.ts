/** What `/admin` answers: every time, which we keep in milliseconds under `at`, `since` or `…At`, as ISO 8601. */
export const adminJson = (body: unknown): string => JSON.stringify(body, showTime);

const showTime = (key: string, value: unknown): unknown =>
  typeof value === 'number' && /^(?:at|since)$|[a-z]At$/.test(key) ? new Date(value).toISOString() : value;
