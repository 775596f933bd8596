// node test/simulation/run.ts --from 1 --to 200 [--schedules] [--story] [--until-red]: runs the scripted schedules, then
// seeds; prints what is wrong and exits 1 if any is red.
import { parseArgs } from 'node:util';
import { runHistory } from './history.ts';
import { SCHEDULES } from './schedules.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: '200' },
    story: { type: 'boolean', default: false },
    'until-red': { type: 'boolean', default: false },
    schedules: { type: 'boolean', default: false },
  },
});

const started = process.hrtime.bigint();
const totals: Record<string, number> = {};
let red = 0;
let ran = 0;
for (const { name, play } of values.schedules ? SCHEDULES : []) {
  const violations = await play().catch((error: unknown) => [String(error)]);
  if (violations.length === 0) continue;
  red += 1;
  console.log(`schedule "${name}":\n  ${violations.slice(0, 6).join('\n  ')}`);
}
if (red > 0 && values['until-red']) process.exit(1);
for (let seed = Number(values.from); seed <= Number(values.to); seed += 1) {
  const { violations, story, counts } = await runHistory(seed, { keepStory: values.story });
  ran += 1;
  for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
  if (values.story) console.log(story.join('\n'));
  if (violations.length === 0) continue;
  red += 1;
  console.log(`seed ${seed}:\n  ${violations.slice(0, 6).join('\n  ')}`);
  if (values['until-red']) break;
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(`${ran} histories, ${red} red, ${(ran / seconds).toFixed(1)}/s, ${JSON.stringify(totals)}`);
process.exitCode = red > 0 ? 1 : 0;
