import { clockText } from '../calendar.ts';
import { problemText } from '../policy/policy.ts';
import { told } from '../text.ts';
import type { Looking } from './looking.ts';
import type { ShownVolume } from './shown.ts';

/** Where the tag of a volume asks for replicas, and what of it cannot be followed. */
export function replicateLines({ replicate }: ShownVolume): string[] {
  if (replicate === undefined) return [];
  const { key, source, places, arePlacesKnown, problems } = replicate;
  return [
    ...(places.length === 0 ? [] : [`  Replicas: ${places.join(' ')}   (${key} on ${source})`]),
    ...(arePlacesKnown
      ? []
      : [
          '  Where replicas are kept is not known: the setting replicas is not given here (--replicas; --stack reads it from a deployment).',
        ]),
    ...problems.map((problem) => `  Problem: ${problemText(problem)}`),
  ];
}

/** A line for each replica of a volume in a region: the time of its data, and of which snapshot it is. */
export function replicaLines({ replicas = [] }: ShownVolume, region: string, { zone }: Looking): string[] {
  if (replicas.length === 0) return [];
  const stateWidth = Math.max(...replicas.map(({ state }) => stateWords(state).length));
  const idWidth = Math.max(...replicas.map(({ snapshotId }) => snapshotId.length));
  return [
    `  Replicas in ${region}: ${replicas.length}, times in ${zone.name}`,
    ...replicas.flatMap(({ snapshotId, at, state, replicaOf, pin, hold }) => [
      [
        `    ${snapshotId.padEnd(idWidth)}`,
        clockText(new Date(at), zone),
        ...(stateWidth === 0 ? [] : [stateWords(state).padEnd(stateWidth)]),
        `of ${replicaOf.snapshotId}`,
      ].join('  '),
      ...(pin === undefined ? [] : [`        pinned (${told(pin)}), stays until unpinned`]),
      ...(hold === undefined ? [] : [`        ${hold}`]),
    ]),
  ];
}

function stateWords(state: string): string {
  return state === 'completed' ? '' : state;
}
