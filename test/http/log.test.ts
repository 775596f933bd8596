import got from 'got';
import { expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';

function logged(err: unknown): Record<string, unknown> {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info' }, { write: (line) => lines.push(line) });
  log.error({ err }, 'failed');
  return JSON.parse(lines.join(''));
}

it('logs of an error of got its name, code and place, never its request', async () => {
  const request = got.post('http://user:pw@127.0.0.1:1/api?query=pat@example.com', {
    headers: { authorization: 'Bearer tok-secret' },
    json: { user: { name: 'Pat Doe' } },
    retry: { limit: 0 },
  });
  const error: unknown = await request.catch((reason: unknown) => reason);

  const line = logged(error);

  expect(line.err).toMatchObject({ name: 'RequestError', code: 'ECONNREFUSED' });
  expect(JSON.stringify(line)).not.toMatch(/tok-secret|Pat Doe|query=|pat@|pw/);
});

it('takes queries, user-info and e-mail addresses out of a message, of its cause and of the stack', () => {
  const cause = new Error('GET https://u:pw@x.example/a?token=secret for pat@example.com');
  const line = logged(new Error('at https://x.example/b#secret', { cause }));

  expect(line.err).toMatchObject({
    message: 'at https://x.example/b',
    cause: { message: 'GET https://x.example/a for [e-mail]' },
  });
  expect(JSON.stringify(line)).not.toMatch(/secret|pw|pat@/);
});

it('says of what is no error only what it is', () => {
  expect(logged('Pat Doe').err).toEqual({ name: 'string' });
});
