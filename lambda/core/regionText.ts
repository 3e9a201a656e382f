import { brakeText } from './brake.ts';
import { problemText } from './policy.ts';
import type { RegionReport } from './regionReport.ts';
import type { OrphanLine, SnapshotLine } from './reportLines.ts';
import { counted } from './verdict.ts';
import { visible } from './visible.ts';

/** What a person should look at in one region, a line each. No list is shown further than `most` lines. */
export function troubleText(region: RegionReport, most: number): string[] {
  if (region.status === 'unreachable') {
    return [`  ${region.region}: nothing could be read or done here (${visible(region.error ?? '')})`];
  }
  const title = titles(region);
  const problems = region.problems.map(
    (one) => `${title(one.volumeId)}: ${problemText(one)}; ${one.meanwhile}`,
  );
  const brakes = region.brakes.map((one) => brakeText(one, region.region));
  const failures = region.failures.map(({ kind, volumeId, snapshotId, code, message }) =>
    kind === 'create'
      ? `${title(volumeId)} got no copy: ${code}: ${message}`
      : `${snapshotId} of ${title(volumeId)} was not deleted: ${code}: ${message}`,
  );
  const skipped = region.skipped.map(({ volumeId, snapshotId, because }) =>
    snapshotId === undefined
      ? `${title(volumeId)} is left for the next run: ${because}`
      : `${snapshotId} of ${title(volumeId)} was not deleted: ${because}`,
  );
  return [
    ...listed(most, problems),
    ...listed(most, brakes),
    ...listed(most, failures),
    ...listed(
      most,
      region.exceptions.map(({ volumeId, because }) => `${title(volumeId)} ${because}`),
    ),
    ...listed(
      most,
      region.passedOver.map(({ volumeId, because }) => `${title(volumeId)} was passed over: ${because}`),
    ),
    ...listed(most, skipped),
    ...listed(
      most,
      region.orphans.filter(({ why }) => why !== 'gone').flatMap((one) => orphanText(one, title)),
    ),
  ].map((line) => `  ${region.region}: ${line}`);
}

/** What was done, kept and noticed in one region. */
export function regionText(region: RegionReport, most: number): string[] {
  const { condition } = region;
  const title = titles(region);
  const section = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0
      ? []
      : [`  ${heading}: ${lines.length}`, ...listed(most, lines).map((line) => `    ${line}`)];
  const snapshots = (lines: readonly SnapshotLine[]): string[] =>
    lines.map(({ snapshotId, volumeId, because }) => `${snapshotId} of ${title(volumeId)}: ${because}`);
  return [
    `Region ${region.region}`,
    `  managed: ${counted(condition.instancesManaged, 'instance')}, ${counted(condition.volumesManaged, 'volume')}`,
    ...section('created', snapshots(region.created)),
    ...section('deleted', snapshots(region.deleted)),
    ...section(
      'would create',
      region.wouldCreate.map(({ volumeId, because }) => `${title(volumeId)}: ${because}`),
    ),
    ...section('would delete', snapshots(region.wouldDelete)),
    `  kept: ${region.kept}`,
    ...section('held by AWS, so not deleted', snapshots(region.held)),
    ...section('gone already', snapshots(region.gone)),
    ...section(
      'copies of volumes that are gone',
      region.orphans.filter(({ why }) => why === 'gone').map((one) => orphanText(one, title)),
    ),
    ...section('hints', region.hints),
    ...section('notes', region.notes),
  ];
}

function orphanText(
  { volumeId, why, count, sizeGiB, oldest, newest, command }: OrphanLine,
  title: (volumeId: string) => string,
): string {
  return `${counted(count, 'copy', 'copies')} of ${title(volumeId)} (${why}), ${sizeGiB} GiB in full, from ${oldest} to ${newest}, kept${command === undefined ? '' : `; to delete them: ${command}`}`;
}

function titles({ names }: RegionReport): (volumeId: string) => string {
  return (volumeId) => {
    const name = Object.hasOwn(names, volumeId) ? names[volumeId] : undefined;
    return name === undefined ? volumeId : `${volumeId} (${name})`;
  };
}

/** Cuts a list, says how much is missing, and makes every line safe to show. */
function listed(most: number, lines: readonly string[]): string[] {
  const shown = lines.slice(0, most).map(visible);
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `… and ${left} more, see the function's return value or --json`];
}
