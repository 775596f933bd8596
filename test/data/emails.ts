/** Addresses that both platforms take; they are compared trimmed and in lower case and rewritten on no side. */
export const EMAILS: readonly string[] =
  `ada@example.com|ada.byrne@example.com|a@b.co|a.b.c.d.e@example.com|ada+storage@example.com|ada+a+b@example.com
ada-byrne@example.com|ada_byrne@example.com|_ada@example.com|-ada@example.com|ada-@example.com|1234567890@example.com|1@1.example|x@y.museum
ada@sub.example.com|ada@a.b.c.d.e.example.com|ada@my-host.example|ada@123.example.com|ada@xn--bcher-kva.example|ada@bücher.example|ada@例え.jp
почта@пример.рф|ada@пример.рф|用户@例子.公司|उपयोगकर्ता@उदाहरण.भारत|χρήστης@παράδειγμα.ελ|josé@example.com|jose\u0301@example.net|ñandú@example.com
ıada@example.com|iada@example.com|ada@exámple.com|аda@example.com|straße@example.com|strasse@example.com|o'brien@example.com|o’brien@example.com
ada%byrne@example.com|ada!byrne@example.com|#ada@example.com|$ada@example.com|ada&byrne@example.com|ada*byrne@example.com|ada/byrne@example.com|ada=byrne@example.com
ada?byrne@example.com|ada^byrne@example.com|ada\`byrne@example.com|{ada}@example.com|ada|pipe@example.com|~ada@example.com|!#$%&'*+-/=?^_{}~@example.com|..ada@example.com
ada..byrne@example.com|ada.@example.com|.ada@example.com|%00@example.com|%2e%2e%2f@example.com|../../ada@example.com|\${ada}@example.com|{{ada}}@example.com|'--@example.com
null@example.com|undefined@example.com|nan@example.com|true@example.com|__proto__@example.com|constructor@example.com|tostring@example.com|0@example.com|unknown@example.com|email@example.com
ada@gmail.example|ada@googlemail.example|adabyrne@gmail.example|a.d.a.byrne@gmail.example|postmaster@example.com|abuse@example.com|no-reply@example.com|mailer-daemon@example.com|root@localhost.example|ada@192.168.0.1
type-user@example.net|external_id@example.net|user+role=admin@example.net|*@example.net|ada@-example.net|ada@example-.net|ada@ex_ample.net|ada@exa..mple.net|👩@example.net
ADA@EXAMPLE.ORG|Ada.Byrne@Example.ORG|aDA+X@eXAMPLE.oRG|ПОЧТА@ПРИМЕР.РФ.ORG|ÉMILE@EXAMPLE.ORG|ÅNGSTRÖM@EXAMPLE.ORG`
    .replaceAll('ada|pipe@example.com', 'ada\u0001pipe@example.com')
    .split(/[|\n]/)
    .map((email) => email.replaceAll('\u0001', '|'))
    .concat(
      ' ada.spaces@example.org ',
      '\tada.tab@example.org\n',
      '\u00a0ada.nbsp@example.org',
      '\u3000ada.wide@example.org',
    )
    .concat(
      `${'l'.repeat(64)}@example.org`,
      `${'l'.repeat(120)}@example.org`,
      `ada@${'d'.repeat(63)}.org`,
      `ada@${'sub.'.repeat(40)}example.org`,
    );

/** What one of the platforms refuses: left alone, and why. */
export const EMAILS_LEFT: readonly (readonly [typed: string, why: string])[] = [
  ...[
    'ada',
    'ada@',
    '@example.com',
    '@',
    'ada@com',
    'ada example.com',
    'ada byrne@example.com',
    'ada@exa mple.com',
  ].map((typed) => [typed, 'refused by storeganise'] as const),
  ...['ada@b@example.com', 'ada@@example.com', 'ada\n@example.com', 'x@y.z\r\nBcc: all@example.com', '', ' '].map(
    (typed) => [typed, 'refused by storeganise'] as const,
  ),
  ...[
    'ada@example.com.',
    'role:user@example.net',
    '"ada"@example.com',
    '"ada..byrne"@example.com',
    'ada,byrne@example.com',
  ].map((typed) => [typed, 'rejected_write'] as const),
  ...[
    '<ada@example.com>',
    'ada(home)@example.com',
    'ada;byrne@example.com',
    'ada\\byrne@example.com',
    '[ada]@example.com',
  ].map((typed) => [typed, 'rejected_write'] as const),
  ...['<script>@example.com', 'ada\'"@example.com', ':ada@example.com'].map(
    (typed) => [typed, 'rejected_write'] as const,
  ),
];
