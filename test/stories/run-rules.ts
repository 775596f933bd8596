// node test/stories/run-rules.ts [--topic T] [--all] [--find TEXT]: plays the rows and prints what differs. Without --all
// only topics that are built; exits 1 if any row of those is red.
import { parseArgs } from 'node:util';
import { closeDoor } from './rule-door.ts';
import { playRule } from './rule-runner.ts';
import { BUILT, RULES, type Topic } from './rules.ts';

const { values } = parseArgs({
  options: {
    topic: { type: 'string' },
    all: { type: 'boolean', default: false },
    find: { type: 'string', default: '' },
  },
});

const topics = (Object.keys(RULES) as Topic[]).filter((topic) =>
  values.topic === undefined ? values.all || BUILT.includes(topic) : topic === values.topic,
);
if (topics.length === 0)
  console.log(`no such topic; there are ${Object.keys(RULES).join(', ')}; built: ${BUILT.join(', ')}`);

let red = 0;
for (const topic of topics) {
  const rules = RULES[topic].filter(({ rule }) => rule.includes(values.find));
  const counts = { held: 0, open: 0, broken: 0 };
  for (const rule of rules) {
    const differences = await playRule(rule);
    const isOpen = differences.some((difference) => difference.startsWith('not built yet'));
    counts[differences.length === 0 ? 'held' : isOpen ? 'open' : 'broken'] += 1;
    if (differences.length > 0) console.log(`${topic}: ${rule.rule}\n    ${differences.join('\n    ')}`);
  }
  if (BUILT.includes(topic)) red += counts.open + counts.broken;
  console.log(
    `-- ${topic}: ${counts.held} of ${rules.length} hold, ${counts.broken} differ, ${counts.open} cannot be played yet`,
  );
}
await closeDoor();
process.exitCode = red > 0 ? 1 : 0;
