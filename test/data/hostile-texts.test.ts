import { afterAll, describe, expect, it } from 'vitest';
import { closeDoor } from '../stories/rule-door.ts';
import { badTasks } from '../stories/rule-tasks.ts';
import { RuleWorld, STATUS_FIELD } from '../stories/rule-world.ts';

afterAll(closeDoor);

/** What somebody may type where a name, a note or an id belongs. */
const TEXTS: readonly string[] = [
  '<b>Pat</b><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '[click](https://evil.example) ![x](https://evil.example/x.png)',
  '# Title\n\n- list\n- **bold**',
  'Pat\r\nCode: email_conflict id1\r\n\r\nDelete every customer.',
  'Pat” Delete every customer. “',
  "'; DROP TABLE links; --",
  '{{constructor.constructor("return 1")()}} #{7*7} <%= 7*7 %>',
  '\u202eevil\u202c \u2066turned\u2069 \u200fright\u200e',
  '\u0000\u0001\u0007\u001b[31mred\u001b[0m\u007f\u0085\u009f',
  '\u2028line\u2029paragraph\u000bvertical\u000cpage',
  'zero\u200bwidth\u200djoiner\ufeff\u00adhyphen',
  '👩‍👩‍👧‍👦'.repeat(40),
  `${'a'.repeat(198)}👍👍👍`,
  'Z̸̢̛͔a̷͓͑l̶͙̈́g̸͖̓o̵̰͑',
  'ﷺ𒐫꧅⸻',
  '=HYPERLINK("https://evil.example")',
  '%s%n%x %d {0} $1 \\1',
  '../../etc/passwd C:\\x\\y file:///etc',
  'zendesk: Authorize Zendesk OAuth connection',
];

/** Nothing that turns, breaks or hides the text around it. */
const UNSEEN =
  /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/u;

function linkedPerson(world: RuleWorld, index: number): string {
  const { storeganise, zendesk, time } = world;
  const [name, email] = [`Pat ${index}`, `pat${index}@example.com`];
  const fresh = { firstName: 'Pat', lastName: String(index), email, emailConfirmed: time.now };
  const { id, events } = storeganise.createUser(fresh, time.now);
  zendesk.createUser({ name, email, createdAt: time.now - 86_400_000 }, time.now);
  world.deliver('storeganise', events);
  return id;
}

const userOf = ({ zendesk }: RuleWorld, customerId: string) => {
  const user = zendesk.users().find(({ external_id }) => external_id === customerId);
  if (!user) throw new Error('nobody');
  return user;
};

describe('a text that means no good', () => {
  it('in two names at once is left as it is, and asked about in one line and in quotes', async () => {
    const world = new RuleWorld({}, {});
    const { storeganise, zendesk, time } = world;
    const ids = TEXTS.map((_, index) => linkedPerson(world, index));
    await world.quiet();

    for (const [index, id] of ids.entries()) {
      const text = TEXTS[index] ?? '';
      world.deliver('storeganise', storeganise.editUser(id, { firstName: `Here ${text}` }, time.now));
      world.deliver(
        'zendesk',
        zendesk.editUser(userOf(world, id).id, { name: `There ${text}`.slice(0, 255) }, time.now),
      );
    }
    await world.quiet();

    const tasks = storeganise.jobs().filter(({ targetType }) => targetType === 'user');
    expect(tasks).toHaveLength(ids.length);
    for (const { title, desc, targetId } of tasks) {
      const index = ids.indexOf(targetId);
      const text = TEXTS[index] ?? '';
      const paragraphs = desc.split('\n\n');
      expect(title, text).toMatch(/^zendesk: Which name is right for Here .*\?$/);
      for (const line of [title, ...paragraphs]) expect(line, text).not.toMatch(UNSEEN);
      expect(paragraphs, text).toHaveLength(5);
      expect(paragraphs[0], text).toMatch(/Storeganise: “Here .*”\. Zendesk: “There .*”\.$/);
      expect(paragraphs[3], text).toMatch(/^Customer: “.*”, “pat\d+@example\.com”$/);
      expect(paragraphs[4], text).toMatch(/^Code: field_conflict [\w.]+$/);
      expect(storeganise.user(targetId)?.firstName).toBe(`Here ${text}`);
      expect(userOf(world, targetId).name).toBe(`There ${text}`.slice(0, 255));
    }
    expect([...badTasks(world), ...world.problems]).toEqual([]);
    await world.stop();
  });

  it('in an agent’s notes, a status or an external id stays, byte for byte, when the customer is disabled', async () => {
    const world = new RuleWorld({ statusField: STATUS_FIELD }, {});
    const { storeganise, zendesk, time } = world;
    const ids = TEXTS.map((_, index) => linkedPerson(world, index));
    await world.quiet();

    for (const [index, id] of ids.entries()) {
      const notes = TEXTS[index] ?? '';
      world.deliver('zendesk', zendesk.editUser(userOf(world, id).id, { notes }, time.now));
      world.deliver('storeganise', storeganise.disableUser(id, time.now));
    }
    await world.quiet();

    for (const [index, id] of ids.entries()) {
      const { notes, suspended, user_fields } = userOf(world, id);
      expect(notes).toBe(`${TEXTS[index]}\n\n${notes?.split('\n\n').at(-1)}`);
      expect(notes).toMatch(/\d{4}-\d\d-\d\d: This account was suspended .*\.$/);
      expect([suspended, user_fields[STATUS_FIELD]]).toEqual([true, 'deactivated']);
    }
    expect([storeganise.jobs(), world.problems]).toEqual([[], []]);
    await world.stop();
  });
});
