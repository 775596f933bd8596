const text = (...lines: readonly string[]) => lines.map((line) => Buffer.from(line));
const bytes = (...hex: readonly string[]) => hex.map((digits) => Buffer.from(digits.replaceAll(' ', ''), 'hex'));

/** What is no JSON: whoever signs it, it is refused. */
export const NO_JSON: readonly Buffer[] = [
  ...text(
    '',
    ' ',
    '\n',
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '{]',
    '[}',
    '{"type"',
    '{"type":',
    '{"type":1',
    '{"type":1,',
    '{,}',
  ),
  ...text(
    '{"type":1,}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{a:1}',
    "{'a':1}",
    '{"a":1}}',
    '[1]]',
    '{}{}',
    '[] []',
  ),
  ...text(
    '{"a":.5}',
    '{"a":5.}',
    '{"a":+1}',
    '{"a":01}',
    '{"a":0x1F}',
    '{"a":1e}',
    '{"a":--1}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":1_0}',
  ),
  ...text(
    'True',
    'nul',
    'undefined',
    'tru e',
    '{"a":tru}',
    '"\\x41"',
    '"\\u12"',
    '"\\',
    '"tab\there"',
    '"line\nhere"',
    '"\u0000"',
  ),
  ...text(
    '// no\n{}',
    '/* no */ {}',
    '{"a":1 // no\n}',
    '<xml/>',
    'a=1&b=2',
    '--x\r\nContent-Disposition: form-data\r\n\r\n{}',
    'null,',
    '\f{}',
  ),
  ...text(
    '['.repeat(30_000),
    '{"a":'.repeat(9_000),
    `${'['.repeat(9_000)}]`,
    '\u00a0{}',
    '\u200b{}',
    '{}\u0000',
    '\u0000{}',
  ),
  ...bytes(
    'ff',
    'c0 80',
    '22 ff 22',
    '22 c3 22',
    '22 ed a0 80 22',
    '22 f8 88 80 80 80 22',
    'fe ff 00 7b 00 7d',
    '7b 00 7d 00',
    '1f 8b 08 00',
  ),
];

/** JSON that says nothing of ours: answered 200, and nothing is kept. */
export const OTHER_JSON: readonly Buffer[] = [
  ...text(
    'null',
    'true',
    '0',
    '-0',
    '1e999',
    '1E-999',
    '12345678901234567890123',
    '""',
    '"zen:event-type:user.created"',
    '[]',
    '[[]]',
    '{}',
  ),
  ...text(
    '[{}]',
    '{"":{}}',
    '{"a":{"b":{"c":null}}}',
    '{"type":null}',
    '{"type":[]}',
    '{"type":{}}',
    '{"type":{"$ne":1}}',
    '{"type":1}',
  ),
  ...text(
    '{"type":"user.updated"}',
    '{"type":"user.updated","addonId":null,"apiUrl":null}',
    '{"type":"","addonId":"","apiUrl":"","data":""}',
  ),
  ...text(
    '{"__proto__":{"type":"user.created","polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"toString":1,"valueOf":1}',
  ),
  ...text(
    '{"type":"zen:event-type:user.created"}',
    '{"type":"zen:event-type:ticket.created","detail":{"id":"1"}}',
    '{"$where":"sleep(9)"}',
  ),
  ...text(
    '{"type":"user.updated","addonId":"a01","apiUrl":"https://acme.storeganise.com/api"}',
    '{"type":"user.updated","type":"addon"}',
  ),
  ...text(
    `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
    `${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}`,
    `"${'x'.repeat(60_000)}"`,
    `[${'1,'.repeat(30_000)}1]`,
  ),
  ...text('\ufeff{}', '"\\ud800"', '"\\udfff\\ud800"', '{"\\u0000":1}', '"\\u202e"', '  {  }  ', '\t\r\n[\n]\n'),
];

/** What people try to make of a path, a parameter or a header. */
export const TRICKS: readonly string[] =
  String.raw`../../etc/passwd ..%2f..%2fetc%2fpasswd %2e%2e/%2e%2e ....//....//x ..\..\win.ini %252e%252e%252f . .. %00 a%00.json
%0d%0aSet-Cookie:%20a=b %0aLocation:%20https://evil.example %E5%98%8A%E5%98%8DSet-Cookie:a=b //evil.example https:evil.example @evil.example
1'%20OR%20'1'='1 1;DROP%20TABLE%20links %24ne [$gt]= {"$gt":""} '%20||%20'1'=='1 *)(uid=* %25s%25n $(id) id|id ;id &&id
{{7*7}} $\{7*7} <%=7%> #{7} <script>alert(1)</script> "><svg/onload=alert(1)> javascript:alert(1) __proto__ constructor toString valueOf
hasOwnProperty acme%20 ACME%00 acme/ acme/extra acme// acme;a=b acme. acme%2f %61cme%2f аcme acme%ff % %zz %c0%af %u0061cme ?a=b&a=c`
    .split(/\s/)
    .concat(' acme', 'acme x', 'a'.repeat(64), 'a'.repeat(5_000), 'a/'.repeat(2_000));

const head = (line: string, ...headers: readonly string[]) =>
  `${[line, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;
const LENGTH = 'Content-Length: 2';
const CHUNKED = 'Transfer-Encoding: chunked';
const TO = 'POST /addon/zendesk/acme';
const POST = `${TO} HTTP/1.1`;

/** Whole requests that no client sends; some are never finished. */
export const RAW_REQUESTS: Readonly<Record<string, string>> = {
  'no signature': `${head(POST, LENGTH)}{}`,
  'a length that is no number': `${head(POST, 'Content-Length: two')}{}`,
  'a negative length': `${head(POST, 'Content-Length: -2')}{}`,
  'two lengths': `${head(POST, LENGTH, 'Content-Length: 5')}{}`,
  'a list of lengths': `${head(POST, 'Content-Length: 2, 5')}{}`,
  'a length beyond all bounds': `${head(POST, 'Content-Length: 99999999999999999999')}{}`,
  'a length and chunks': `${head(POST, LENGTH, CHUNKED)}2\r\n{}\r\n0\r\n\r\n`,
  'chunks twice': `${head(POST, CHUNKED, 'Transfer-Encoding: identity')}0\r\n\r\n`,
  'an unknown transfer coding': `${head(POST, 'Transfer-Encoding: xchunked')}2\r\n{}\r\n0\r\n\r\n`,
  'a chunk size that is none': `${head(POST, CHUNKED)}zz\r\n{}\r\n0\r\n\r\n`,
  'a chunk without end': `${head(POST, CHUNKED)}ffffff\r\n{}`,
  'a blank before a colon': `${head(POST, 'Content-Length : 2')}{}`,
  'a folded header': `${head(POST, 'X-A: a\r\n b', LENGTH)}{}`,
  'a header with a NUL': `${head(POST, 'X-A: a\u0000b', LENGTH)}{}`,
  'a header without a name': `${head(POST, ': a', LENGTH)}{}`,
  'bare line feeds': `${POST}\nHost: localhost\n${LENGTH}\n\n{}`,
  'bare carriage returns': `${POST}\rHost: localhost\r${LENGTH}\r\r{}`,
  'no host': `${POST}\r\n${LENGTH}\r\n\r\n{}`,
  'two hosts': `${head(POST, 'Host: evil.example', LENGTH)}{}`,
  'another host in the line': `${head('POST http://evil.example/addon/zendesk/acme HTTP/1.1', LENGTH)}{}`,
  'an authority in the line': head('CONNECT evil.example:443 HTTP/1.1'),
  'an asterisk': head('OPTIONS * HTTP/1.1'),
  'a method of its own': `${head('BREW /addon/zendesk/acme HTTP/1.1', LENGTH)}{}`,
  'a method in small letters': `${head('post /addon/zendesk/acme HTTP/1.1', LENGTH)}{}`,
  'another method by header': head('GET /addon/zendesk/acme HTTP/1.1', 'X-HTTP-Method-Override: POST'),
  'a version of the future': `${head(`${TO} HTTP/9.9`, LENGTH)}{}`,
  'a version of long ago': `${TO}\r\n`,
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'the hello of TLS': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'an upgrade': head('GET /healthz HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'),
  'a hundred and more headers': `${head(POST, ...Array.from({ length: 150 }, (_, index) => `X-${index}: a`), LENGTH)}{}`,
  'a header of 20,000 characters': `${head(POST, `X-A: ${'a'.repeat(20_000)}`, LENGTH)}{}`,
  'a path of 20,000 characters': head(`GET /${'a'.repeat(20_000)} HTTP/1.1`),
  'a second request inside the first': `${head(POST, LENGTH)}{}${head(POST, LENGTH)}{}`,
  'a gzip that is none': `${head(POST, 'Content-Encoding: gzip', LENGTH)}{}`,
  'many codings': `${head(POST, 'Content-Encoding: identity, gzip', LENGTH)}{}`,
  'an expectation': `${head(POST, 'Expect: 200-maybe', LENGTH)}{}`,
  'a signature twice': `${head(POST, 'X-Zendesk-Webhook-Signature: a', 'X-Zendesk-Webhook-Signature: b', LENGTH)}{}`,
  'a signature of odd letters': `${head(POST, 'X-Zendesk-Webhook-Signature: \u00ff\u00fe', LENGTH)}{}`,
  'only half a body': `${head(POST, 'Content-Length: 200')}{"type"`,
  'only half a head': `${POST}\r\nHost: loc`,
  'nothing but line ends': '\r\n\r\n\r\n',
  noise: Array.from({ length: 400 }, (_, index) => String.fromCharCode((index * 89) % 256)).join(''),
};
