import type { PlanSettings } from '../plan/planSettings.ts';
import type { Saved } from '../policy/saved.ts';
import { isBad } from '../proved.ts';
import { said, told } from '../text.ts';
import type { ListedVolume } from './listed.ts';
import type { Column } from './table.ts';
import { awayText, clockText } from '../calendar.ts';

/** The columns, and the order in which they get shorter where the terminal is too narrow. */
export function columnsFor(
  volumes: readonly ListedVolume[],
  { zone, now }: Pick<PlanSettings, 'zone'> & { readonly now: Date },
  saved: Saved,
): [columns: Column<ListedVolume>[], steps: Column<ListedVolume>[]] {
  const timed = (at: string): string => {
    const instant = new Date(at);
    return `${clockText(instant, zone)} (${awayText(instant, now)})`;
  };
  const timedThisYear = (at: string): string => timed(at).slice('2026-'.length);
  const away = (at: string): string => awayText(new Date(at), now);
  const shared = sharedNames(volumes);
  const [who, what] = saved.of === 'volume' ? ['INSTANCE', 'VOLUME'] : ['SERVER', 'ID'];
  const name: Column<ListedVolume> = {
    forms: [
      { title: who, text: (one) => nameOf(one, idOf(one), shared), least: 21 },
      { title: who, text: (one) => nameOf(one, endOf(idOf(one), 8), shared), least: 14 },
      { title: who, text: (one) => nameOf(one, endOf(idOf(one), 8), shared), least: 9 },
    ],
  };
  const volume: Column<ListedVolume> = {
    forms: [
      ...(saved.of === 'volume' ? [{ title: what, text: idAndName, least: 30 }] : []),
      { title: what, text: ({ volumeId }) => volumeId },
    ],
  };
  const device: Column<ListedVolume> = {
    forms: [
      { title: 'DEVICE', text: ({ device: path = '-' }) => told(path), least: 12 },
      { title: 'DEV', text: bareDevice, least: 8 },
      { title: 'DEV', text: bareDevice, least: 4 },
    ],
  };
  const schedule: Column<ListedVolume> = {
    forms: [24, 13, 8].map((least) => ({ title: 'SCHEDULE', text: (one) => one.schedule ?? '-', least })),
  };
  const newest: Column<ListedVolume> = {
    forms: [
      { title: 'NEWEST', text: ({ newest: at }) => (at === undefined ? 'none' : timed(at)) },
      { title: 'NEWEST', text: ({ newest: at }) => (at === undefined ? 'none' : away(at)) },
      { title: 'AGE', text: ({ newest: at }) => (at === undefined ? 'none' : away(at).replace(' ago', '')) },
    ],
  };
  const full: Column<ListedVolume> = {
    forms: [' of ', '/'].map((of) => ({ title: 'FULL', text: (one) => fullText(one, of) })),
  };
  const pinned: Column<ListedVolume> = {
    isNumber: true,
    forms: ['PINNED', 'PIN'].map((title) => ({ title, text: (one) => String(one.pinned) })),
  };
  const size: Column<ListedVolume> = {
    isNumber: true,
    forms: [{ title: 'GiB', text: ({ sizeGiB }) => String(sizeGiB) }],
  };
  const next: Column<ListedVolume> = {
    forms: [timed, timedThisYear, away].map((words) => ({
      title: 'NEXT',
      text: (one) => nextText(one, words),
    })),
  };
  const proof: Column<ListedVolume> = {
    forms: [timed, away, (at: string): string => away(at).replace(' ago', ''), undefined].map((words) => ({
      title: 'PROVED',
      text: (one) => provedText(one, words),
    })),
  };
  const note: Column<ListedVolume> = {
    forms: [
      { title: 'NOTE', text: remarksInFull, least: 28 },
      { title: 'NOTE', text: remarkWords },
      { title: 'NOTE', text: remarkWords, least: 6 },
    ],
  };
  const proofs = volumes.some((one) => one.proof !== undefined) ? [proof] : [];
  const notes = volumes.some(({ remarks }) => remarks.length > 0) ? [note] : [];
  if (saved.of === 'instance') {
    const first = [note, newest, volume, next, pinned, next, schedule, newest, full, name];
    const last = [size, schedule, pinned, name, note, schedule];
    return [
      [name, volume, schedule, newest, full, pinned, size, next, ...notes],
      [...first, ...last],
    ];
  }
  const first = [note, volume, newest, proof, volume, next, device, pinned, next, schedule, newest, full];
  const last = [name, proof, device, size, schedule, pinned, proof, name, note, device, schedule, proof];
  return [
    [name, volume, device, schedule, newest, full, pinned, size, next, ...proofs, ...notes],
    [...first, ...last],
  ];
}

function idAndName({ volumeId, name }: ListedVolume): string {
  return name === undefined ? volumeId : `${volumeId} ${told(name)}`;
}

export function bareDevice({ device = '-' }: Pick<ListedVolume, 'device'>): string {
  return told(device.replace(/^\/dev\//, ''));
}

function remarksInFull({ remarks }: ListedVolume): string {
  return remarks.map(({ word, because }) => `${word}: ${said(because)}`).join('; ');
}

function remarkWords({ remarks }: ListedVolume): string {
  return [...new Set(remarks.map(({ word }) => word))].join(', ');
}

/** What a person calls it, or the id where nobody gave a Name. */
function nameOf(one: ListedVolume, id: string, shared: ReadonlySet<string>): string {
  const others = one.otherInstances === 0 ? '' : ` +${one.otherInstances}`;
  const given = givenNameOf(one);
  if (given === undefined) return `${id}${others}`;
  return `${told(given)}${shared.has(given) ? ` ${endOf(idOf(one), 4)}` : ''}${others}`;
}

function givenNameOf({ instanceId, instanceName, name }: ListedVolume): string | undefined {
  return instanceId === undefined ? name : instanceName;
}

/** The Names that several instances or detached volumes have: the end of the id tells these apart. */
function sharedNames(volumes: readonly ListedVolume[]): ReadonlySet<string> {
  const idOfName = new Map<string, string>();
  const shared = new Set<string>();
  for (const one of volumes) {
    const given = givenNameOf(one);
    if (given === undefined) continue;
    if ((idOfName.get(given) ?? idOf(one)) !== idOf(one)) shared.add(given);
    idOfName.set(given, idOf(one));
  }
  return shared;
}

function idOf({ instanceId, volumeId }: ListedVolume): string {
  return instanceId ?? volumeId;
}

/** Ids differ at their ends: `…9abcdef0`. */
export function endOf(id: string, characters: number): string {
  return id.length > characters + 1 ? `…${id.slice(-characters)}` : id;
}

/** Without a count in its policy, as many as there are. */
function fullText({ places, restorable }: ListedVolume, of: string): string {
  return places === undefined ? String(restorable) : `${places.filled}${of}${places.wanted}`;
}

/** A bad verdict stands out, and is said also where its time has no room. */
function provedText({ proof }: ListedVolume, words: ((at: string) => string) | undefined): string {
  if (proof === undefined) return 'never';
  if (!isBad(proof.verdict)) return words?.(proof.at) ?? 'yes';
  return [proof.verdict.toUpperCase(), ...(words === undefined ? [] : [words(proof.at)])].join(' ');
}

function nextText({ next }: ListedVolume, words: (at: string) => string): string {
  if (next === undefined) return '-';
  return next.isDue ? 'due' : words(next.at);
}
