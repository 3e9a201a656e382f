import { problemText } from '../policy/policy.ts';
import { counted, titled, told, visible } from '../text.ts';
import type { Shown, ShownPolicy, ShownSnapshot, ShownValue, ShownVolume } from './shown.ts';

/** The answer of `show` as a person reads it. */
export function showText({ region, target, volumes }: Shown): string {
  const head =
    target.kind === 'volume' ? [] : [`${target.kind} ${titled(target.id, target.name)} in ${region}`, ''];
  const lines =
    volumes.length === 0
      ? [`  No volume is attached to it, so nothing is scheduled.`]
      : volumes.flatMap((volume) => [...volumeLines(volume, region), '']);
  return [...head, ...lines].map(visible).join('\n').trimEnd();
}

/** Whether snapshots are scheduled for anything that was shown. */
export function isScheduled({ volumes }: Shown): boolean {
  return volumes.some(({ policies }) => policies.length > 0);
}

function volumeLines(volume: ShownVolume, region: string): string[] {
  const { volumeId, name, instanceIds, policies, problems, because, last, next, lacking } = volume;
  const attached = instanceIds.length === 0 ? '' : `, attached to ${instanceIds.join(' and ')}`;
  return [
    `volume ${titled(volumeId, name)} in ${region}${attached}`,
    ...(policies.length === 0 ? [`  Snapshots are not scheduled for ${volumeId}: ${because ?? ''}`] : []),
    ...policies.flatMap(policyLines),
    ...problems.map((problem) => `  Problem: ${problemText(problem)}`),
    `  Last copy: ${last ?? 'none'}`,
    ...(next === undefined ? [] : [`  Next copy: ${nextWords(next)}`]),
    ...(lacking === undefined
      ? []
      : [`  Full: ${lacking === 0 ? 'yes' : `no, ${counted(lacking, 'place')} still empty`}`]),
    ...snapshotLines(volume),
  ];
}

function policyLines({ schedule, retention }: ShownPolicy): string[] {
  return [
    `  Schedule type: ${schedule.inWords}   (${sourceWords(schedule)})`,
    `  Retention: ${retention.inWords}   (${sourceWords(retention)})`,
  ];
}

function sourceWords({ key, text, source }: ShownValue): string {
  return source === 'default' ? `${text}, the default policy` : `${key}=${text} on ${source}`;
}

function nextWords({ at, isDue, because }: NonNullable<ShownVolume['next']>): string {
  return isDue ? `with the next run (${because})` : at;
}

function snapshotLines({ lookedUntil, snapshots }: ShownVolume): string[] {
  if (snapshots.length === 0) return ['  Copies: none'];
  const idWidth = Math.max(...snapshots.map(({ snapshotId }) => snapshotId.length));
  const stateWidth = Math.max(...snapshots.map(({ state }) => state.length));
  const whyWidth = Math.max(...snapshots.map((one) => fateWords(one).length));
  return [
    `  Copies: ${snapshots.length}`,
    ...snapshots.map((one) => {
      const { snapshotId, at, state } = one;
      const columns = [snapshotId.padEnd(idWidth), at, state.padEnd(stateWidth)];
      return `    ${columns.join('  ')}  ${fateWords(one).padEnd(whyWidth)}  ${goesWords(one, lookedUntil)}`.trimEnd();
    }),
  ];
}

/** What happens to a snapshot, and why. */
export function fateWords({ fate, because, pin }: ShownSnapshot): string {
  return `${fate}: ${because}${pin ? ` (${told(pin)})` : ''}`;
}

/** The same, with the day on which a run will delete it. */
export function outlookWords(one: ShownSnapshot): string {
  return `${fateWords(one)}${one.goes === undefined ? '' : `, goes on ${one.goes}`}`;
}

function goesWords({ goes }: ShownSnapshot, lookedUntil: string | undefined): string {
  if (goes !== undefined) return `goes on ${goes}`;
  return lookedUntil === undefined ? 'stays' : `stays beyond ${lookedUntil}`;
}
