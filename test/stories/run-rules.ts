// node test/stories/run-rules.ts [--topic T] [--find TEXT]: plays the rows and prints what differs; exits 1 if any does.
import { parseArgs } from 'node:util';
import { closeDoor } from './rule-door.ts';
import { playRule } from './rule-runner.ts';
import { RULES, TOPICS } from './rules.ts';

const { values } = parseArgs({
  options: { topic: { type: 'string' }, find: { type: 'string', default: '' } },
});

const topics = TOPICS.filter((topic) => values.topic === undefined || topic === values.topic);
if (topics.length === 0) console.log(`no such topic; there are ${TOPICS.join(', ')}`);

let red = topics.length === 0 ? 1 : 0;
for (const topic of topics) {
  const rules = RULES[topic].filter(({ rule }) => rule.includes(values.find));
  let held = 0;
  for (const rule of rules) {
    const differences = await playRule(rule);
    if (differences.length === 0) held += 1;
    else console.log(`${topic}: ${rule.rule}\n    ${differences.join('\n    ')}`);
  }
  red += rules.length - held;
  console.log(`-- ${topic}: ${held} of ${rules.length} hold`);
}
await closeDoor();
process.exitCode = red > 0 ? 1 : 0;
