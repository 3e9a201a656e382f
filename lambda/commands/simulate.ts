import stringWidth from 'string-width';
import { clockText } from '../core/calendar.ts';
import { parseAge } from '../core/grammar/retention.ts';
import { keysOf } from '../core/keys.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import { retagged } from '../core/plan/retag.ts';
import { found, type Found, idOf, volumesMeant } from '../core/find/find.ts';
import { volumeTitle } from '../core/policy/called.ts';
import { show } from '../core/show/show.ts';
import { visible } from '../core/text.ts';
import { wrappedText } from '../core/report/told.ts';
import { simulationText } from '../core/simulation/chart.ts';
import { describedEstate } from '../core/simulation/described.ts';
import { placeSimulation } from '../core/simulation/ofPlaces.ts';
import { simulationPage } from '../core/simulation/page/page.ts';
import { type RegionSimulation, regionSimulation, simulateImages } from '../core/simulation/ofImages.ts';
import type { Simulated, Span } from '../core/simulation/book.ts';
import { type Replicated, simulateReplicas } from '../core/simulation/replicated.ts';
import { simulate } from '../core/simulation/simulation.ts';
import { TOGETHER } from '../settings/mistake.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import { inventories, lookFor } from './lookUp.ts';
import { type PlacesRead, placesRead } from './placesRead.ts';
import { refuseUnreadable } from './policyFlags.ts';
import { type Imaged, isEmpty, isWithImages, notSimulated } from './simulatedImages.ts';

/** Lines of words are no longer, however wide the terminal. */
const MOST_COLUMNS = 100;

export interface SimulateFlags {
  readonly days?: string | undefined;
  /** How often the trigger comes. */
  readonly trigger?: string | undefined;
  /** A number of volumes to describe; AWS is not asked then. */
  readonly volumes?: string | undefined;
  readonly frequency?: string | undefined;
  readonly retain?: string | undefined;
  /** Where replicas are kept, and which. */
  readonly replicate?: string | undefined;
  /** Whose tags are changed by `frequency`, `retain` and `replicate`. */
  readonly of?: string | undefined;
}

/**
 * Simulates some days, of what is there or of a described estate, with the decisions of a run.
 *
 * `frequency`, `retain` and `replicate` are set on the volumes first, so that the first run shows what a change of tags
 * would delete. With `replicate` each place that a tag names is simulated, too. Nothing is changed in AWS. Status 3 where a tag
 * cannot be read or followed.
 */
export async function simulateCommand(
  flags: SimulateFlags,
  width: number,
  context: CommandContext,
): Promise<Answer> {
  const { settings, clock, onProgress } = context;
  const { zone } = settings;
  refuseUnreadable(flags);
  const span: Span = {
    from: clock.now(),
    days: countOf('--days', flags.days ?? '90', { most: 4000, like: '90' }),
    triggerHours: triggerHoursOf(flags.trigger ?? '1d'),
  };
  const told: Simulated[] = [];
  const regions: RegionSimulation[] = [];
  const notShown: string[] = [];
  const living: Living = (life, region) =>
    lived(life, span, (now) =>
      onProgress?.(`${region}: simulated up to ${clockText(now, zone)} ${zone.name}`),
    );
  const all = await worlds(flags, context);
  const replicated = await withPlaces(all, flags, span, living, context);
  notShown.push(...(replicated?.notes ?? []).map(visible));
  for (const [index, world] of all.entries()) {
    const { inventory, shown, one } = world;
    const lives =
      replicated?.regions[index] ??
      living(simulate(inventory, settings, { ...span, shown }), inventory.region);
    if (one !== undefined) notShown.push(...withoutLife(one, lives, context));
    notShown.push(...notSimulated(world, context).map(visible));
    const images = isWithImages(world)
      ? living(
          simulateImages(inventory, settings, { ...span, shown: one && new Set([idOf(one)]) }),
          inventory.region,
        )
      : undefined;
    told.push(lives, ...(images === undefined || isEmpty(images) ? [] : [images]));
    regions.push(regionSimulation(lives, images));
  }
  const places = replicated?.places.filter((one) => !isEmpty(one));
  told.push(...(places ?? []));
  const hasProblem = told.some(({ firstRun }) => firstRun.problems.length > 0);
  return {
    document: {
      kind: 'simulation',
      tool: 'aws-snapper',
      version,
      simulations: regions,
      places: places?.map(placeSimulation),
    },
    text: wrappedText(
      [simulationText(told, width), ...notShown].join('\n'),
      Math.min(width, MOST_COLUMNS),
      stringWidth,
    ),
    page: () => simulationPage(told),
    status: hasProblem ? 3 : 0,
  };
}

type Living = <Lives>(life: Generator<Date, Lives>, region: string) => Lives;

/** The lives of all regions with their places; undefined where no place is asked for. */
async function withPlaces(
  all: readonly World[],
  { replicate, volumes }: SimulateFlags,
  span: Span,
  living: Living,
  context: CommandContext,
): Promise<(Replicated & Pick<PlacesRead, 'notes'>) | undefined> {
  if (replicate === undefined) return undefined;
  const homes = all.map(({ inventory }) => inventory);
  const { read, notes } =
    volumes === undefined ? await placesRead(replicate, homes, context) : { read: [], notes: [] };
  const life = simulateReplicas(homes, context.settings, { ...span, shown: all[0]?.shown }, read);
  return { ...living(life, homes.map(({ region }) => region).join(', ')), notes };
}

/** Why nothing is simulated of some volumes of the thing that is named. */
function withoutLife(one: Found, { volumes }: Simulated, { settings, clock }: CommandContext): string[] {
  const simulated = new Set(volumes.map(({ volumeId }) => volumeId));
  return show(one, settings, clock.now())
    .volumes.filter(({ volumeId }) => !simulated.has(volumeId))
    .map((volume) => `${volumeTitle(volume)} is not simulated: ${volume.because ?? volume.status}`)
    .map(visible);
}

/** Shows its progress ten times. */
function lived<Lives>(
  life: Generator<Date, Lives>,
  { days, triggerHours }: Span,
  onTenth: (now: Date) => void,
): Lives {
  const tenth = Math.ceil((days * 24) / triggerHours / 10);
  let step = life.next();
  for (let run = 1; step.done !== true; run += 1) {
    if (run % tenth === 0) onTenth(step.value);
    step = life.next();
  }
  return step.value;
}

function countOf(flag: string, text: string, { most, like }: { most: number; like: string }): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  const must = `be a whole number from 1 to ${most}`;
  throw new CommandError({ code: 'wrong-value', key: flag, found: text, must, like });
}

const HOURS = { hours: 1, days: 24, weeks: 168, months: 0, years: 0 };

function triggerHoursOf(text: string): number {
  const age = parseAge(text);
  const hours = age.ok ? age.value.count * HOURS[age.value.unit] : 0;
  if (hours > 0) return hours;
  const must = 'be hours, days or weeks';
  throw new CommandError({ code: 'wrong-value', key: '--trigger', found: text, must, like: '1d' });
}

/** A region to simulate, and the volumes to show: all where none are named. */
interface World extends Imaged {
  readonly shown?: ReadonlySet<string>;
}

async function worlds(flags: SimulateFlags, context: CommandContext): Promise<World[]> {
  const { prefix } = context.settings;
  if (flags.volumes !== undefined) {
    if (flags.frequency === undefined) {
      const must = 'be given beside --volumes, with --retain';
      throw new CommandError({ code: 'missing', key: '--frequency', must, like: '1' });
    }
    if (flags.of !== undefined) {
      const must = 'be absent beside --volumes, because such an estate is only described';
      throw new CommandError({ code: TOGETHER, key: '--of', found: flags.of, must });
    }
    const count = countOf('--volumes', flags.volumes, { most: 10_000, like: '100' });
    const { frequency, retain, replicate } = flags;
    const inventory = describedEstate(count, { frequency, retain, replicate }, prefix);
    return [{ inventory }];
  }
  const keys = keysOf(prefix);
  const change = {
    ...(flags.frequency === undefined ? {} : { [keys.every]: flags.frequency }),
    ...(flags.retain === undefined ? {} : { [keys.retain]: flags.retain }),
    ...(flags.replicate === undefined ? {} : { [keys.replicate]: flags.replicate }),
  };
  if (flags.of !== undefined) {
    const one = await lookFor(flags.of, context);
    if (one.kind === 'image') {
      const message = `${idOf(one)} is an image; give its instance, ${one.image.instanceId}; nothing was simulated`;
      throw new CommandError(
        { code: 'wrong-kind', key: '--of', found: one.kind, like: one.image.instanceId },
        message,
      );
    }
    const shown = new Set(volumesMeant(one).map(({ id }) => id));
    const inventory = retagged(one.inventory, new Set([idOf(one)]), change);
    return [{ inventory, shown, one: found(idOf(one), [inventory])[0] ?? one }];
  }
  const read = await inventories(context);
  if (Object.keys(change).length === 0) return read.map((inventory) => ({ inventory }));
  return read.map((inventory) => {
    const { managed } = makePlan(inventory, context.settings, context.clock.now());
    return {
      inventory: retagged(inventory, new Set(managed.map(({ volume }) => volume.id)), change),
    };
  });
}
