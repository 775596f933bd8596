import { describe, expect, it } from 'vitest';
import { readCall } from '../../src/cli/read-call.ts';

const read = (line: string) => readCall(line.split(' ').map((word) => word.replace('_', ' ')));

describe('the command line', () => {
  it.each([
    ['status', ['status'], []],
    ['cases list', ['cases', 'list'], []],
    ['cases agree c1', ['cases', 'agree'], ['c1']],
    ['cases create c1', ['cases', 'create'], ['c1']],
    ['explain acme pat@example.com', ['explain'], ['acme', 'pat@example.com']],
    ['sync acme 1', ['sync'], ['acme', '1']],
    ['activate acme a01 https://x', ['activate'], ['acme', 'a01', 'https://x']],
  ])('takes “%s” for what it is', (line, words, operands) => {
    expect(read(line)).toMatchObject({
      kind: 'admin',
      verb: { words },
      operands,
      tenant: undefined,
      json: false,
      url: 'http://127.0.0.1:8080',
    });
  });

  it('takes options wherever they stand', () => {
    const given = { tenant: 'acme', json: true, url: 'https://sync.example/ops' };

    expect(read('--json --url https://sync.example/ops/ cases list --tenant acme')).toMatchObject(given);
    expect(read('cases list --tenant acme --json --url https://sync.example/ops/')).toMatchObject(given);
  });

  it.each([
    ['demo', { kind: 'demo', once: false }],
    ['demo --once', { kind: 'demo', once: true }],
  ])('takes “%s” for the demo', (line, call) => {
    expect(read(line)).toEqual(call);
  });

  it.each([
    ['', '<verb>'],
    ['dance', '<verb>'],
    ['cases', '<verb>'],
    ['cases close c1', '<verb>'],
    ['status acme', 'status'],
    ['status --loud', '<verb>'],
    ['status --once', 'status'],
    ['status --url', '<verb>'],
    ['cases agree', 'cases agree <case>'],
    ['cases agree c1 c2', 'cases agree <case>'],
    ['explain acme', 'explain <tenant> <record>'],
    ['explain acme _', 'explain <tenant> <record>'],
    ['sync acme 1 --tenant acme', 'sync <tenant> <record>'],
    ['demo twice', '<verb>'],
    ['demo --json', '<verb>'],
    ['demo --url http://127.0.0.1:1', '<verb>'],
  ])('does not know what “%s” means, and says how it is used', (line, usage) => {
    const text = expect.stringMatching(new RegExp(`^Usage: npm run cli -- ${usage} \\[options\\]\n`));

    expect(read(line)).toEqual({ kind: 'wrong_use', text });
  });

  it.each(['ftp://127.0.0.1', '127.0.0.1:8080', 'http://me:secret@127.0.0.1', 'http://127.0.0.1/?a=b', 'http://a_b'])(
    'does not ask %s',
    (url) => {
      expect(read(`status --url ${url}`)).toEqual({
        kind: 'wrong_use',
        text: expect.stringMatching(/^--url: expected/),
      });
    },
  );

  it.each([
    ['--help', '<verb>'],
    ['dance --help', '<verb>'],
    ['status --help', 'status'],
    ['cases list --help', 'cases list \\[--tenant T\\]'],
    ['sync acme --help', 'sync <tenant> <record>'],
  ])('tells with “%s” how it is used', (line, usage) => {
    const text = expect.stringMatching(new RegExp(`^Usage: npm run cli -- ${usage} \\[options\\]\n`));

    expect(read(line)).toEqual({ kind: 'help', text });
  });
});
