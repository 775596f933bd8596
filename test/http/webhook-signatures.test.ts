import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyStoreganise } from '../../src/connectors/storeganise/webhook.ts';
import { verifyZendesk } from '../../src/connectors/zendesk/webhook.ts';

const A = 'a/Gp34vFALG0f1MRzRjRjXbvDgZ45b/eXk4VYx5vIew=';
const B = '8/HPq57x5C4ep0KLyr9FnznXCGHWmR9WfzEOkv+jSns=';
const TEST_SECRET = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

// Zendesk dossier §17; the SHA-256 of each body is the one printed there.
const compact = (id: string, current: string, previous: string) =>
  `{"account_id":900000001,"detail":{"created_at":"2026-01-10T08:00:00Z","default_group_id":"0","email":"pat@example.com","external_id":"sg-42","id":"6100000000001","organization_id":"0","role":"end-user","updated_at":"2026-01-10T08:05:00Z"},"event":{"current":"${current}","previous":"${previous}"},"id":"${id}","subject":"zen:user:6100000000001","time":"2026-01-10T08:05:00Z","type":"zen:event-type:user.name_changed","zendesk_event_version":"2022-11-06"}`;
const pretty = (fields: { email: string; externalId: string; event: string; id: string; type: string }) =>
  `{\n   "account_id": 900000001,\n   "detail": {\n      "created_at": "2026-01-10T08:00:00Z",\n      "default_group_id": "0",\n      "email": "${fields.email}",\n      "external_id": "${fields.externalId}",\n      "id": "6100000000001",\n      "organization_id": "0",\n      "role": "end-user",\n      "updated_at": "2026-01-10T08:05:00Z"\n   },\n   "event": ${fields.event},\n   "id": "${fields.id}",\n   "subject": "zen:user:6100000000001",\n   "time": "2026-01-10T08:05:00Z",\n   "type": "zen:event-type:user.${fields.type}",\n   "zendesk_event_version": "2022-11-06"\n}\n`;

const V1 = compact('11111111-2222-4333-8444-555555555555', 'Pat Doe', 'Pat Dow');
const V2 = pretty({
  email: '',
  externalId: '',
  event: '{ }',
  id: '66666666-7777-4888-8999-000000000000',
  type: 'deleted',
});
const V3 = compact('aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', '山田 Zoë 🗝', 'Zoe');
const V4 = pretty({
  email: 'pat@example.com',
  externalId: 'sg-42',
  event:
    '{\n      "identity": {\n         "id": "6200000000009",\n         "primary": false,\n         "type": "email",\n         "value": "pat+2@example.com"\n      }\n   }',
  id: 'bbbbbbbb-cccc-4ddd-8eee-ffffffffffff',
  type: 'identity_created',
});

const T1 = '2026-01-10T08:05:01Z';
const T2 = '2026-01-10T08:13:11Z';
const T3 = '2026-01-10T08:05:02Z';
const V1_SIGNATURE = '0wZNhiQdrBl6ZISk/EtCEpegQ4ocAYsBhvWJEQeu7nw=';

type Check = { body: string; timestamp?: string; signature?: string; secrets?: string[]; now?: number };

const check = ({ body, timestamp = T1, signature = V1_SIGNATURE, secrets = [A], now }: Check) =>
  verifyZendesk({
    secrets,
    headers: { signature, timestamp },
    rawBody: Buffer.from(body),
    now: now ?? Date.parse(timestamp),
  });

describe('the signature of Zendesk', () => {
  it.each([
    ['V1', V1, '5ed76690953c904cd3b29bd52dcd4a4c92e52c3aa6ce5954ce47ee53e949329b'],
    ['V2', V2, '0fea56223f9711f680d1e9ff79eb38ef688a477992efa96cc9b3a268163ed898'],
    ['V3', V3, 'b99ea083f10ea34e0d57eff42e59953b9c90b4dbb0e4f84e222147d9b3db8cde'],
    ['V4', V4, '707b34ece025a19911b2bd7ccf7af0f3b29545d45703867a77bdbefa53ce64fd'],
  ])('has the bytes of %s', (_, body, sha256) => {
    expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
  });

  it.each([
    ['V1', V1, T1, V1_SIGNATURE],
    ['V2', V2, T2, 'it6H+nWQ1lXqTkI5DDQwfH7jz27JbgizUro2hIUxkVs='],
    ['V3', V3, T3, 'yiV19QpGW0P4rJ4lfAzxaB8bDuHHSLXOSZ1QWSBhw2U='],
    ['V4', V4, '2026-01-10T08:05:05Z', 'dN/viIhitmgwMgIuQkeSwqOkkIKjtzZeZVsVn/c/UGI='],
    ['V5', '', '2026-01-10T08:05:03Z', 'Gpw1jYkAugdEnvjF7fzajJLX7KawtC7Gw6Qw0EXaBiU='],
    ['V6', V1, '2026-01-10T08:05:31Z', 'FNJ+oerRiX4sKEYSmGLeGCkr7HGOK+O38eFmjaC6c8c='],
  ])('accepts %s', (_, body, timestamp, signature) => {
    expect(check({ body, timestamp, signature })).toBe('ok');
  });

  it('accepts V7 for the other tenant only, and every secret of a list', () => {
    const signature = '8eXOvSy4XPgh1+q8/otIoQZ1f+vt+sfschLtyqkTc80=';

    expect(check({ body: V1, signature })).toBe('bad');
    expect(check({ body: V1, signature, secrets: [B] })).toBe('ok');
    expect(check({ body: V1, signature, secrets: [A, B] })).toBe('ok');
  });

  it('tells V8, the test click, apart: whoever knows the public secret proves nothing', () => {
    const signature = 'MoLffD71dFcqKCf5vGCybTxADJgJOlxNyWh+FtjDyas=';

    for (const secrets of [[A], [], [TEST_SECRET]]) expect(check({ body: V1, signature, secrets })).toBe('test');
  });

  it.each([
    ['N1, body before timestamp', V1, T1, 'h6/78YJjzz2xhQGAnWus73Tgx2Nad0eI+3OeJeyNBIw='],
    ['N2, secret decoded first', V1, T1, '8Qyj66n0990YjTfL4zlE4HHl5uKl61jRs+LB+VkkCzs='],
    ['N3, a dot between', V1, T1, 'nIdrqhzefmZRnuV9r9nWqCSw1z4vjfLfO2ZW48SEkTc='],
    ['N4, hex', V1, T1, 'd3064d86241dac197a6484a4fc4b421297a0438a1c018b0186f5891107aeee7c'],
    ['N5, body only', V1, T1, 'Fe2s3HWhlD2qtbfjPvo3w4Yp735p9P0z+lNjszXsnRg='],
    ['N6, body parsed and written again', V2, T2, 'OajXJC9+zxfNF2QhPelhlRFIHisO8JYAJdYPjln49u4='],
    ['N7, without the last line feed', V2, T2, 'NlKjyIRPFqEwQmaroABtyhW3BrLggfxyWNWdc9+cYE4='],
    ['N8, bytes taken for Latin-1', V3, T3, 'zjCUWAb9bIbBsZYSjdoxRHWyG4MojJRhEeRliOA7PBw='],
    ['N9, timestamp without Z', V1, T1, 'JA+z8rbdyJCJ3WdoU/3YMhWlIr6GyCtmnXsEUY1cQuI='],
    ['N9 with its own timestamp', V1, '2026-01-10T08:05:01', 'JA+z8rbdyJCJ3WdoU/3YMhWlIr6GyCtmnXsEUY1cQuI='],
    ['nothing', V1, T1, ''],
    ['two signatures', V1, T1, `${V1_SIGNATURE}, ${V1_SIGNATURE}`],
    ['blanks around', V1, T1, ` ${V1_SIGNATURE}`],
    ['no padding', V1, T1, V1_SIGNATURE.slice(0, -1)],
    ['loose last bits', V1, T1, V1_SIGNATURE.replace('w=', 'x=')],
    ['the address-safe alphabet', V1, T1, V1_SIGNATURE.replaceAll('/', '_')],
  ])('refuses %s', (_, body, timestamp, signature) => {
    expect(check({ body, timestamp, signature, now: Date.parse(T1) })).toBe('bad');
  });

  it('reads the old published vector in today’s order only', () => {
    const old = {
      body: '{"say": "hello"}',
      timestamp: '2021-07-25T10:00:00Z',
      secrets: ['HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA='],
    };

    expect(check({ ...old, signature: 'Rry/4TtIdFyawtXXp8QdI6tlAUUQ/5kL1OTp5qo/ZIk=' })).toBe('ok');
    expect(check({ ...old, signature: 'tRDSF7URY8BLCDlaBcQ7FHu051Zk+aAB0NKMP53teMw=' })).toBe('bad');
  });

  it('holds for 15 minutes, whichever clock is ahead', () => {
    const at = Date.parse(T1);

    for (const shift of [-900_000, 900_000]) expect(check({ body: V1, now: at + shift })).toBe('ok');
    for (const shift of [-900_001, 900_001]) expect(check({ body: V1, now: at + shift })).toBe('bad');
  });

  it.each(['', 'yesterday', '1e9', '-1', '2026-01-10', '2026-13-45T99:99:99Z', `${T1}, ${T1}`])(
    'refuses the timestamp %j',
    (timestamp) => {
      expect(check({ body: V1, timestamp, now: Date.parse(T1) })).toBe('bad');
    },
  );

  it('asks nothing where no secret is set', () => {
    expect(check({ body: V1, secrets: [], signature: '', timestamp: '', now: 0 })).toBe('unsigned');
  });
});

describe('the signature of Storeganise', () => {
  // Storeganise dossier §2.3.
  const secret = 'sim-signing-secret';
  const plain =
    '{"id":"5f0000000000000000000e01","created":"2026-01-05T09:30:00.000Z","type":"user.updated","businessCode":"acme","apiUrl":"https://acme.storeganise.com/api","addonId":"5f0000000000000000000a01","data":{"userId":"5f0000000000000000000b01","changedKeys":["phone","customFields.zendesk_userId"]}}';
  const escaped = '{"type":"user.created","data":{"userId":"5f0000000000000000000b02","note":"caf\\u00e9 \\/ x"}}';
  const good = 'boT03c6LAz+92PvLL1TKFa2Bse7va2sXGQOP1Hg88d8=';

  it.each([
    ['the plain vector', plain, good, [secret], 'ok'],
    ['the vector signed over raw bytes', escaped, 'ezBbC4F1QbJv+fzMRmEKdbuA2G7d7wRbJO8dcHD6GMc=', [secret], 'ok'],
    ['its re-serialisation', escaped, 'pwlYwyDWUUVQrLE+NgJcu5JtKkDGzBpr5Nqzo4WYIu0=', [secret], 'bad'],
    ['the previous secret', plain, good, ['new', secret], 'ok'],
    ['an unknown secret', plain, good, ['new'], 'bad'],
    ['no secret', plain, good, [], 'bad'],
    ['no header', plain, undefined, [secret], 'bad'],
    ['a prefix', plain, `sha256=${good}`, [secret], 'bad'],
    ['hex', plain, Buffer.from(good, 'base64').toString('hex'), [secret], 'bad'],
    ['a changed body', `${plain} `, good, [secret], 'bad'],
  ] as const)('reads %s', (_, body, header, secrets, expected) => {
    expect(verifyStoreganise({ secrets, header, rawBody: Buffer.from(body) })).toBe(expected);
  });
});
