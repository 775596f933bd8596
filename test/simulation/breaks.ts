// Deliberate breaks of the product, one idea of the protocol each. Every one of them must be seen red by a schedule or
// by a seed: one that stays green is a test that is missing.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Edit = { readonly file: string; readonly find: string; readonly replace: string };
export type Break = { readonly name: string; readonly edits: readonly Edit[] };

const edit = (file: string, find: string, replace: string): Edit => ({ file: `src/${file}`, find, replace });

export const BREAKS: readonly Break[] = [
  {
    name: 'no compare before write',
    edits: [edit('domain/merge.ts', "if (storeganise === zendesk) return { kind: 'agreed', value: storeganise };", '')],
  },
  {
    name: 'no half link',
    edits: [edit('sync/create-counterpart.ts', 'const half = await pass.save(', 'const half = await Promise.resolve(')],
  },
  {
    name: 'no create keys',
    edits: [edit('sync/create-counterpart.ts', 'half.intent?.email ?? source.contact.email', 'source.contact.email')],
  },
  {
    name: 'no pending',
    edits: [
      edit('domain/plan.ts', 'pending: { ...replaced.pending, [field]: pending },', 'pending: replaced.pending,'),
    ],
  },
  {
    name: 'pending read as "untouched by people"',
    edits: [
      edit(
        'domain/merge.ts',
        "return write(state, source, shown);\n  return { kind: 'conflict' };",
        'return write(state, source, shown);\n  return write(state, target, sourceValue);',
      ),
    ],
  },
  {
    name: 'history not written from pending',
    edits: [
      edit(
        'domain/link-progress.ts',
        '{ ...withHistory(link, line, now), pending: without(link.pending, field) }',
        '{ ...link, pending: without(link.pending, field) }',
      ),
    ],
  },
  {
    name: 'base saved only at the end',
    edits: [
      edit(
        'sync/apply-plan.ts',
        'await pass.save(isUnanswered ? doubtOperation(before.link, operation, clock.now()) : idleLink(before.link));',
        '',
      ),
    ],
  },
  {
    name: 'no first base',
    edits: [edit('domain/merge.ts', "verdict.kind === 'write' ? { ...verdict, first: true } : verdict", 'verdict')],
  },
  {
    name: 'nothing in doubt',
    edits: [
      edit(
        'domain/doubts.ts',
        'return [...doubts.filter((other) => !isSame(other)), ',
        'return doubts.length >= 0 ? doubts : [',
      ),
    ],
  },
  {
    name: 'no fence and revision filter',
    edits: [
      edit('store/memory/links.ts', 'if (!isOurs) throw', 'if (!stored) throw'),
      edit(
        'store/memory/links.ts',
        'if (!stored || stored.revision !== link.revision || stored.fence > fence) throw',
        'if (!stored) throw',
      ),
    ],
  },
  {
    name: 'no dirty comparison',
    edits: [edit('store/memory/changes.ts', 'Math.max(change.done, seen)', 'change.dirty')],
  },
  {
    name: 'a mark of the sweep settled by an echo',
    edits: [edit('sync/echo.ts', 'isOpen || isThorough ||', 'isOpen ||')],
  },
  {
    name: 'parked after 3 takings',
    edits: [edit('jobs/work-change.ts', 'const MAX_TAKINGS = 20;', 'const MAX_TAKINGS = 3;')],
  },
];

/** What a run of the simulation needs. */
const PARTS = ['package.json', 'src', 'test/simulation', 'test/support'];

/** Copies the product to `folder` with these edits; throws when a line to be broken is not there exactly once. */
export function copyBroken(root: string, folder: string, edits: readonly Edit[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const { file, find, replace } of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} does not hold exactly one "${find}"`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
}
