import { wholeLines } from '../../wholeLines.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import type { LoggedCall } from '../../cloud/cloud.ts';
import type { Estate } from '../estate/estate.ts';
import { type Ran, newIn } from './ran.ts';
import { isOurs } from './copies.ts';

/** Whether what was said is what AWS confirmed, and whether it was said where people look. Each lie in words. */
export function liesOf(estate: Estate, ran: Ran): string[] {
  const { report, thrown } = ran;
  if (report === undefined) return [`there is no report, but ${String(thrown)}`];
  return [
    ...counters(estate, ran, report),
    ...totals(report),
    ...level(report),
    ...delivery(ran, report),
    ...door(ran, report),
  ];
}

/** C-55: counters equal what AWS confirmed, never what was attempted. */
function counters({ watched, regions }: Estate, { calls, before, after }: Ran, report: Report): string[] {
  const news = newIn({ before, after });
  const owed = new Set(watched.map(({ id }) => id));
  return regions.flatMap((name) => {
    const said = report.regions.find(({ region }) => region === name);
    if (said === undefined)
      return report.regions.some(({ region }) => region === 'all') ? [] : [`no ${name}`];
    const here = calls.filter(({ region, outcome }) => region === name && outcome === 'ok');
    const confirmed = new Set(here.flatMap((call) => volumesAsked(call, watched)));
    const made = news.filter((one) => one.region === name && confirmed.has(one.volumeId)).map(({ id }) => id);
    const removed = here.flatMap(({ action, params }) =>
      action === 'DeleteSnapshot' ? (params['SnapshotId'] ?? []) : [],
    );
    const away = new Set([...said.deleted, ...said.gone].map(({ snapshotId }) => snapshotId));
    const unseen = new Set(said.passedOver.map(({ volumeId }) => volumeId));
    const kept = [...before.values()].filter(
      (one) =>
        one.region === name &&
        isOurs(one) &&
        owed.has(one.volumeId) &&
        !unseen.has(one.volumeId) &&
        !away.has(one.id),
    );
    return [
      ...differs(
        `created in ${name}`,
        said.created.map(({ snapshotId }) => snapshotId),
        made,
      ),
      ...differs(
        `deleted in ${name}`,
        said.deleted.map(({ snapshotId }) => snapshotId),
        removed,
      ),
      ...(said.status === 'unreachable' ? [] : differs(`kept in ${name}`, [said.kept], [kept.length])),
    ];
  });
}

/** The volumes that a creating call asks a copy of. */
export function volumesAsked({ action, params }: LoggedCall, watched: Estate['watched']): string[] {
  if (action === 'CreateSnapshot') return [params['VolumeId'] ?? ''];
  if (action !== 'CreateSnapshots') return [];
  const left = new Set(Object.values(params));
  return watched.flatMap((volume) => {
    const isThere = volume.attachments.some(
      ({ instance }) => instance.id === params['InstanceSpecification.InstanceId'],
    );
    return isThere && !left.has(volume.id) ? [volume.id] : [];
  });
}

function totals({ headline, regions }: Report): string[] {
  const sum = (list: (region: Report['regions'][number]) => readonly unknown[]): number =>
    regions.reduce((total, region) => total + list(region).length, 0);
  const said = [
    headline.created,
    headline.deleted,
    headline.failures,
    headline.skipped,
    headline.unreachableRegions,
  ];
  const found = [
    sum(({ created }) => created),
    sum(({ deleted }) => deleted),
    sum(({ failures }) => failures),
    sum(({ skipped }) => skipped),
    regions.filter(({ status }) => status === 'unreachable').length,
  ];
  return said.join() === found.join()
    ? []
    : [`the headline counts ${said.join()}, the regions ${found.join()}`];
}

/** FAILURE where a region, an action or a volume failed; never OK where anything is left. */
function level({ headline, undelivered }: Report): string[] {
  const { failures, unreachableRegions, bare, problemVolumes, skipped } = headline;
  const isFailure = failures + unreachableRegions + bare + problemVolumes > 0;
  const isLine = headline.line.startsWith(`${headline.level}: `) && headline.line.endsWith('.');
  return [
    ...(isLine ? [] : [`the first line does not begin with the level: ${headline.line}`]),
    ...((headline.level === 'FAILURE') === isFailure ? [] : [`the level is not right: ${headline.line}`]),
    ...(headline.level === 'OK' && (skipped > 0 || undelivered !== undefined)
      ? [`not all is done, but ${headline.line}`]
      : []),
  ];
}

/** C-52, C-53: the report is where it should be, or says itself that it is not. */
function delivery({ calls, mails }: Ran, report: Report): string[] {
  const answered = calls.some(({ action, outcome }) => action === 'Publish' && outcome === 'ok');
  const told = mails.map(wholeLines).at(-1)?.split('\n')[0];
  if (!answered) {
    const isSaid =
      report.undelivered !== undefined && report.headline.line.includes('did not reach its topic');
    return isSaid ? [] : ['nobody confirmed the report, and it does not say so'];
  }
  return [
    ...(report.undelivered === undefined ? [] : ['the report arrived, but says it did not']),
    ...(told === report.headline.line ? [] : [`the topic heard ${told}, the log ${report.headline.line}`]),
  ];
}

/** C-47: the function throws where no region could be read, and for nothing else. */
function door({ thrown }: Ran, { regions }: Report): string[] {
  const isBlind = regions.every(({ status }) => status === 'unreachable');
  return (thrown !== undefined) === isBlind ? [] : [`thrown: ${String(thrown)}`];
}

function differs(
  what: string,
  said: readonly (string | number)[],
  found: readonly (string | number)[],
): string[] {
  const [a, b] = [inWords(said), inWords(found)];
  return a === b ? [] : [`${what}: said ${a || 'none'}, true is ${b || 'none'}`];
}

function inWords(list: readonly (string | number)[]): string {
  return list
    .map(String)
    .toSorted((a, b) => a.localeCompare(b))
    .join(' ');
}
