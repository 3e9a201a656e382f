import { awayText, clockText } from '../calendar.ts';
import type { CoveredVolume } from '../coverage/covered.ts';
import { coverageSentences, shareText } from '../coverage/lines.ts';
import type { Coverage } from '../coverage/merged.ts';
import { serverOf } from '../policy/called.ts';
import { problemText } from '../policy/policy.ts';
import { isBad } from '../proved.ts';
import { counted, placeOf, told } from '../text.ts';
import { bareDevice, endOf } from './columns.ts';
import { commandLines, wrapped, type Writing } from './lines.ts';
import { type Column, tableOf } from './table.ts';

/** Which volumes have a line: `in danger` are those outside their objective and those that nothing protects. */
export type Lines = 'in danger' | 'all';

/**
 * The answer of `coverage`: a table, the worst first, then what it all comes to, and what to do first.
 *
 * @param unread What could not be read, in sentences.
 */
export function coverageText(
  coverage: Coverage,
  lines: Lines,
  given: Writing,
  unread: readonly string[] = [],
): string {
  const writing = { ...given, width: Math.max(LEAST_WIDTH, given.width) };
  const { volumes, left, copies, sums } = coverage;
  const shown = lines === 'all' ? volumes : volumes.filter(isInDanger);
  const { title, lines: rows } = tableOf(shown, ...columnsFor(shown, writing), writing);
  const hidden = lines === 'all' ? [] : volumes.filter((one) => !isInDanger(one));
  const notes = [
    ...unread,
    ...wrongTags(volumes),
    ...coverageSentences(sums, writing.zone),
    ...unlisted(hidden),
    ...(left === 0 ? [] : [`${counted(left, 'volume')} more had no room in this list.`]),
    ...(copies === 0
      ? []
      : [
          `${counted(copies, 'snapshot is', 'snapshots are')} copied from others, and AWS does not say of which volume.`,
        ]),
    `Times are in ${writing.zone.name}; it is ${clockText(writing.now, writing.zone)}.`,
  ];
  return [
    shown.length === 0 ? [] : [title, ...rows],
    notes.flatMap((note) => wrapped(note, writing)),
    adviceOn(shown, writing),
  ]
    .filter(({ length }) => length > 0)
    .map((paragraph) => paragraph.join('\n'))
    .join('\n\n');
}

/** Nothing can be read in fewer columns. */
const LEAST_WIDTH = 40;

function isInDanger({ standing }: CoveredVolume): boolean {
  return standing === 'outside' || standing === 'unprotected';
}

function unlisted(hidden: readonly CoveredVolume[]): string[] {
  if (hidden.length === 0) return [];
  const inside = hidden.filter(({ standing }) => standing === 'inside').length;
  const parts = [
    ...(inside === 0 ? [] : [`${inside} inside ${inside === 1 ? 'its' : 'their'} objective`]),
    ...(inside === hidden.length ? [] : [`${hidden.length - inside} without an objective`]),
  ];
  return [`Not listed: ${parts.join(', ')}; --all lists all.`];
}

/** The problems that have a line of their own. The others are counted. */
const MOST_PROBLEMS = 3;

function wrongTags(volumes: readonly CoveredVolume[]): string[] {
  const problems = volumes.flatMap((one) => one.problems);
  const more = problems.length - MOST_PROBLEMS;
  return [
    ...problems
      .slice(0, MOST_PROBLEMS)
      .map((one) => `${one.volumeId}: ${problemText(one)}; ${one.meanwhile ?? UNREAD_SCHEDULE}.`),
    ...(more > 0 ? [`${counted(more, 'more tag')} cannot be read; --json has all.`] : []),
  ];
}

const UNREAD_SCHEDULE = 'nothing is created or deleted until then';

/** The first volume that nobody tagged and nothing protects. Of another account the command would find nothing. */
function adviceOn(volumes: readonly CoveredVolume[], writing: Writing): string[] {
  const first = volumes.find(
    ({ asked, producers, account }) =>
      asked === 'untagged' && producers.length === 0 && account === undefined,
  );
  if (first === undefined) return [];
  const words = ['enable', first.volumeId, '--every 1', '--retain 7', `--region ${first.region}`];
  return [
    ...wrapped('To schedule the first that nobody tagged:', writing),
    ...commandLines(['aws-snapper', ...words, ...writing.options], writing),
  ];
}

function columnsFor(
  volumes: readonly CoveredVolume[],
  { now }: Writing,
): [columns: Column<CoveredVolume>[], steps: Column<CoveredVolume>[]] {
  const age = (at: string): string => awayText(new Date(at), now).replace(' ago', '');
  const volume: Column<CoveredVolume> = {
    forms: [
      { title: 'VOLUME', text: (one) => titleOf(one, told(one.device ?? '')), least: 32 },
      ...[20, 11].map((least) => ({
        title: 'VOLUME',
        text: (one: CoveredVolume) => titleOf(one, bareDevice(one)),
        least,
      })),
    ],
  };
  const id: Column<CoveredVolume> = {
    forms: [
      { title: 'ID', text: ({ volumeId }) => volumeId },
      { title: 'ID', text: ({ volumeId }) => endOf(volumeId, 8) },
    ],
  };
  const place: Column<CoveredVolume> = {
    forms: [
      { title: 'WHERE', text: placeOf },
      { title: 'WHERE', text: ({ region }) => region },
      { title: 'WHERE', text: ({ region }) => region, least: 9 },
    ],
  };
  const standing: Column<CoveredVolume> = {
    forms: [
      { title: 'STANDING', text: standingText },
      { title: 'STANDING', text: (one) => one.standing },
    ],
  };
  const newest: Column<CoveredVolume> = {
    forms: [
      { title: 'AGE', text: (one) => (one.producers[0] === undefined ? 'none' : age(one.producers[0].at)) },
    ],
  };
  const objective: Column<CoveredVolume> = {
    forms: [
      { title: 'OBJECTIVE', text: objectiveText },
      { title: 'OBJECTIVE', text: (one) => (one.objective === undefined ? '-' : `${one.objective.hours} h`) },
    ],
  };
  const by: Column<CoveredVolume> = {
    forms: [
      { title: 'BY', text: producersText },
      { title: 'BY', text: producersText, least: 10 },
      { title: 'BY', text: ({ producers: [first] }) => first?.producer ?? '-', least: 5 },
    ],
  };
  const replica: Column<CoveredVolume> = {
    forms: [
      {
        title: 'REPLICA',
        text: ({ replicas: [first] }) => (first ? `${age(first.at)} ${first.region}` : '-'),
      },
      { title: 'REPLICA', text: ({ replicas: [first] }) => (first ? age(first.at) : '-') },
    ],
  };
  const proof: Column<CoveredVolume> = {
    forms: [{ title: 'PROVED', text: (one) => provedText(one, age) }],
  };
  const share: Column<CoveredVolume> = {
    isNumber: true,
    forms: [{ title: 'INSIDE', text: insideText }],
  };
  const places = new Set(volumes.map(placeOf)).size > 1 ? [place] : [];
  const replicas = volumes.some((one) => one.replicas.length > 0) ? [replica] : [];
  const proofs = volumes.some((one) => one.proof !== undefined) ? [proof] : [];
  const first = [place, objective, by, replica, volume, standing, id, volume, by, place];
  const last = [proof, replica, place, share, volume, by, objective, objective, id];
  return [
    [standing, volume, id, ...places, newest, objective, by, share, ...replicas, ...proofs],
    [...first, ...last],
  ];
}

/** What a person calls it: its server and device, or its own Name. */
function titleOf(one: CoveredVolume, device: string): string {
  const server = serverOf(one);
  if (server === undefined) return one.name === undefined ? '-' : told(one.name);
  return one.device === undefined ? told(server) : `${told(server)} ${device}`;
}

function standingText({ standing, asked, problems }: CoveredVolume): string {
  if (problems.length > 0) return `${standing}, wrong tag`;
  return asked === 'scheduled' ? standing : `${standing}, ${asked}`;
}

function objectiveText({ objective }: CoveredVolume): string {
  if (objective === undefined) return '-';
  return `${objective.hours} h by ${objective.from}`;
}

function producersText({ producers }: CoveredVolume): string {
  if (producers.length === 0) return '-';
  return producers
    .map(({ producer, hint }) => (hint === undefined ? producer : `${producer} (${hint}?)`))
    .join(', ');
}

function insideText({ objective, ledger }: CoveredVolume): string {
  if (objective === undefined || ledger.known === 0) return '-';
  return shareText(ledger).replace('at least ', '>=');
}

function provedText({ proof }: CoveredVolume, age: (at: string) => string): string {
  if (proof === undefined) return 'never';
  return isBad(proof.verdict) ? `${proof.verdict.toUpperCase()} ${age(proof.at)}` : age(proof.at);
}
