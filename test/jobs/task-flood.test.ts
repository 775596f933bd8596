import { describe, expect, it } from 'vitest';
import { engineOpener, type ScriptedEngine } from './scripted-engine.ts';
import { answer, ask, DAY_MS, MINUTE_MS, openOffice } from './task-office.ts';

const open = engineOpener();

describe('a flood of questions', () => {
  const flood = async (engine: ScriptedEngine, count: number) => {
    for (let at = 0; at < count; at++) await ask(engine, { id: `case${at}`, subject: `link${at}.name` });
  };

  it('of twenty is posted', async () => {
    const { engine, calls } = openOffice(open);
    await flood(engine, 20);

    await engine.clock.advance(MINUTE_MS);

    expect(calls).toHaveLength(20);
  });

  it('is one task from the twenty-first on, and the rest follow the next day', async () => {
    const { engine, posted } = openOffice(open);
    await flood(engine, 25);

    await engine.clock.advance(MINUTE_MS);
    const today = posted.map(({ title }) => title);
    expect(today).toHaveLength(21);
    expect(today.at(-1)).toBe('zendesk: There are more open questions than we post in a day');
    await engine.clock.advance(DAY_MS);

    expect(posted).toHaveLength(26);
    expect((await engine.store.openCases('acme')).map(({ kind }) => kind)).not.toContain('many_questions');
  });

  it('posts nothing the next day for what is answered by then', async () => {
    const { engine, posted } = openOffice(open);
    await flood(engine, 25);
    await engine.clock.advance(MINUTE_MS);
    for (let at = 0; at < 25; at++) await answer(engine, `case${at}`);

    await engine.clock.advance(DAY_MS);

    expect(posted).toHaveLength(21);
  });

  it('is that of one tenant', async () => {
    const { engine, posted } = openOffice(open, {}, ['acme', 'beta']);
    await flood(engine, 25);
    await ask(engine, { id: 'case99', tenant: 'beta' });

    await engine.clock.advance(MINUTE_MS);

    expect(posted.filter(({ targetId }) => targetId === 'addon-beta')).toHaveLength(1);
  });
});
