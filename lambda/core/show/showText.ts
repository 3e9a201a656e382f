import { problemText } from '../policy/policy.ts';
import { counted } from '../counted.ts';
import { visible } from '../visible.ts';
import type { Shown, ShownCopy, ShownPolicy, ShownVolume } from './shown.ts';

/** The answer of `show` as a person reads it. `prefix` names the tags that a line tells of. */
export function showText({ region, target, volumes }: Shown, prefix: string): string {
  const title = target.name === undefined ? target.id : `${target.id} (${target.name})`;
  const head = target.kind === 'volume' ? [] : [`${target.kind} ${title} in ${region}`, ''];
  const lines =
    volumes.length === 0
      ? [`  No volume is attached to it, so nothing is scheduled.`]
      : volumes.flatMap((volume) => [...volumeLines(volume, region, prefix), '']);
  return [...head, ...lines].map(visible).join('\n').trimEnd();
}

/** Whether copies are scheduled for anything that was shown. */
export function isScheduled({ volumes }: Shown): boolean {
  return volumes.some(({ policies }) => policies.length > 0);
}

function volumeLines(volume: ShownVolume, region: string, prefix: string): string[] {
  const { volumeId, name, instanceIds, policies, problems, because, last, next, lacking, copies } = volume;
  const title = name === undefined ? volumeId : `${volumeId} (${name})`;
  const attached = instanceIds.length === 0 ? '' : `, attached to ${instanceIds.join(' and ')}`;
  return [
    `volume ${title} in ${region}${attached}`,
    ...(policies.length === 0 ? [`  Snapshots are not scheduled for ${volumeId}: ${because ?? ''}`] : []),
    ...policies.flatMap((policy) => policyLines(policy, prefix)),
    ...problems.map((problem) => `  Problem: ${problemText(problem)}`),
    `  Last copy: ${last ?? 'none'}`,
    ...(next === undefined ? [] : [`  Next copy: ${nextWords(next)}`]),
    ...(lacking === undefined
      ? []
      : [`  Full: ${lacking === 0 ? 'yes' : `no, ${counted(lacking, 'place')} still empty`}`]),
    ...copyLines(volume, copies),
  ];
}

function policyLines({ schedule, retention }: ShownPolicy, prefix: string): string[] {
  // Days and names of sets are never in a tag for retention: such a count stands in the schedule's.
  const isOwnCount = /[@=]/.test(retention.text);
  return [
    `  Schedule type: ${schedule.inWords}   (${sourceWords(prefix, schedule)})`,
    `  Retention: ${retention.inWords}   (${sourceWords(isOwnCount ? prefix : `${prefix}_retain`, retention)})`,
  ];
}

function sourceWords(key: string, { text, source }: ShownPolicy['schedule']): string {
  return source === 'default' ? `${text}, the default policy` : `${key}=${text} on ${source}`;
}

function nextWords({ at, isDue, because }: NonNullable<ShownVolume['next']>): string {
  return isDue ? `with the next run (${because})` : at;
}

function copyLines({ lookedUntil }: ShownVolume, copies: readonly ShownCopy[]): string[] {
  if (copies.length === 0) return ['  Copies: none'];
  const idWidth = Math.max(...copies.map(({ snapshotId }) => snapshotId.length));
  const stateWidth = Math.max(...copies.map(({ state }) => state.length));
  const whyWidth = Math.max(...copies.map((copy) => fateWords(copy).length));
  return [
    `  Copies: ${copies.length}`,
    ...copies.map((copy) => {
      const { snapshotId, at, state } = copy;
      const columns = [snapshotId.padEnd(idWidth), at, state.padEnd(stateWidth)];
      return `    ${columns.join('  ')}  ${fateWords(copy).padEnd(whyWidth)}  ${goesWords(copy, lookedUntil)}`.trimEnd();
    }),
  ];
}

function fateWords({ fate, because, pin }: ShownCopy): string {
  return `${fate}: ${because}${pin ? ` (${pin})` : ''}`;
}

function goesWords({ goes }: ShownCopy, lookedUntil: string | undefined): string {
  if (goes !== undefined) return `goes on ${goes}`;
  return lookedUntil === undefined ? 'stays' : `stays beyond ${lookedUntil}`;
}
