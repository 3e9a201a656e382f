import { expect, test } from 'vitest';
import { isToldAt, messageOf, type Notify } from '../../../lambda/core/report/message.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { dailyCopies, instance, planOf, reportOf, reportOn, snapshot, UNREACHABLE } from '../fixtures.ts';

const quiet = planOf({ snapshots: [...dailyCopies(2), snapshot('03-10T01:00')] });
const busy = planOf({ snapshots: dailyCopies(3) });
const followed = { followUp: '1h' };

test.for<[what: string, report: Report, told: Notify[]]>([
  ['nothing to do', reportOf(quiet), ['always']],
  ['a snapshot', reportOf(busy), ['always', 'changes']],
  [
    'a snapshot in a dry run',
    reportOn([{ status: 'planned', plan: busy }], { dryRun: true }),
    ['always', 'changes'],
  ],
  ['a warning', reportOf(planOf({ instances: [instance({ tags: {} })] })), ['always', 'changes', 'trouble']],
  ['a failure', reportOn([UNREACHABLE]), ['always', 'changes', 'trouble']],
  ['a follow-up with a snapshot', reportOn([{ status: 'planned', plan: busy }], followed), []],
  ['a follow-up of a failure', reportOn([UNREACHABLE], followed), ['always', 'changes', 'trouble']],
])('%s is told by the right values of notify', ([, report, told]) => {
  const all: readonly Notify[] = ['always', 'changes', 'trouble'];
  expect(all.filter((notify) => isToldAt(notify, report))).toEqual(told);
});

test.for(['x'.repeat(256), '🙂'.repeat(128), '\u202e'.repeat(256), '\ud800', ' ', 'a\nb'])(
  'a job named %j makes a message that SNS takes',
  (jobName) => {
    const notes = Array.from({ length: 3000 }, (_, index) => `${index} ${'ü'.repeat(100)}`);
    const { text, attributes } = messageOf(reportOn([], { jobName, notes }));
    const counted = Object.entries(attributes).map(([name, value]) => `${name}String${value}`);
    expect(Buffer.byteLength(text + counted.join(''))).toBeLessThanOrEqual(262_144);
    expect(Buffer.byteLength(text)).toBeGreaterThan(250_000);
    for (const value of Object.values(attributes)) expect(value).toMatch(/^[^\p{C}]+$/u);
  },
);
