import { describe, expect, it } from 'vitest';
import { SCHEDULES } from './schedules.ts';

describe('schedules', () => {
  it.each(SCHEDULES)('$name', async ({ play }) => {
    expect(await play()).toEqual([]);
  });
});
