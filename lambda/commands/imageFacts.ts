import { errorOf } from '../aws/errors.ts';
import { launchedInstances, openLauncher } from '../aws/restore/openLauncher.ts';
import { readOwnImages, readSurroundings } from '../aws/restore/readSurroundings.ts';
import { clockText, type Zone } from '../core/calendar.ts';
import { found, type Target } from '../core/find/find.ts';
import type { Inventory } from '../core/inventory.ts';
import { keysOf } from '../core/keys.ts';
import { chooseImage, type ChosenImage } from '../core/restore/launched/chooseImage.ts';
import type { LaunchOrder } from '../core/restore/launched/launchOrder.ts';
import type { LaunchPlan } from '../core/restore/launched/launchPlan.ts';
import { refusedLaunch, type Refused } from '../core/restore/launched/launchRefused.ts';
import {
  type RegionOfImages,
  type ServerMeant,
  serversMeant,
  serversWithoutImages,
} from '../core/restore/launched/meant.ts';
import { planLaunch, targetOf, valuesOf } from '../core/restore/launched/planLaunch.ts';
import type { Refusal } from '../core/restore/restorePlan.ts';
import { inQuotes, said } from '../core/text.ts';
import { begunRestore, isBegunBy } from './begun.ts';
import { type CommandContext, CommandError } from './command.ts';
import { inventories } from './lookUp.ts';
import { instanceMeant } from './ofImages.ts';
import { hashOfLaunch, type RestoreFlags } from './restoreOrder.ts';

/** A launch that can be shown and carried out. */
export interface PlannedLaunch extends Refused {
  readonly kind: 'plan';
}

export interface RefusedLaunch {
  readonly kind: 'refused';
  readonly server: ServerMeant;
  readonly target: Target;
  readonly refusals: readonly Refusal[];
}

/**
 * Reads everything, plans a launch, and asks AWS by a dry run whether it would be carried out.
 *
 * @throws CommandError where nothing or several things are meant, or where the images cannot be listed.
 */
export async function plannedLaunch(
  order: LaunchOrder,
  flags: RestoreFlags,
  context: CommandContext,
): Promise<PlannedLaunch | RefusedLaunch> {
  const { settings, clock, onProgress } = context;
  const regions = await Promise.all((await inventories(context)).map(withImages));
  const { server, region } = meant(order, regions, flags, context);
  const { region: name, prefix } = server.inventory;
  const site = { region: name };
  const refused = (refusals: readonly Refusal[]): RefusedLaunch => ({
    kind: 'refused',
    server,
    target: targetOf(server),
    refusals,
  });
  onProgress?.(`${name}: reading what ${server.instanceId} needs`);
  const { restore, restored } = keysOf(prefix);
  const begun = await begunRestore(
    {
      called: 'instance',
      region: name,
      key: restore,
      find: async (id) => launchedInstances(site, prefix, id),
    },
    hashOfLaunch(order, name),
    flags,
    clock.now(),
  );
  const chosen = chooseImage({
    order,
    server,
    region,
    begun: new Set(begun.made.flatMap(({ tags }) => tags[restored] ?? [])),
    zone: settings.zone,
  });
  if (isRefused(chosen)) return refused(chosen);
  const { groups, key } = valuesOf({ order, server, chosen });
  const around = await readSurroundings(site, {
    groupIds: groups.value ?? [],
    keyName: key.value,
    snapshotIds: chosen.image.snapshotIds,
  });
  const plan = planLaunch({ order, server, chosen, around, begun: begun.made, id: begun.id });
  if (isRefused(plan)) return refused(plan);
  const planned: PlannedLaunch = { kind: 'plan', order, server, plan, around };
  const why = plan.made === undefined ? await whyNot(planned) : [];
  return why.length > 0 ? refused(why) : planned;
}

function isRefused(one: ChosenImage | LaunchPlan | readonly Refusal[]): one is readonly Refusal[] {
  return Array.isArray(one);
}

/** @throws CommandError where they cannot be listed: then nothing can be chosen. */
async function withImages(inventory: Inventory): Promise<RegionOfImages> {
  const { region, prefix } = inventory;
  try {
    return { inventory, own: await readOwnImages({ region }, prefix) };
  } catch (error) {
    const { code, message } = errorOf(error);
    throw new CommandError(
      { code: 'unreadable', key: region },
      `the images of ${region} could not be listed: ${code}: ${said(message)}; nothing was changed`,
    );
  }
}

/** A busy or silent AWS refuses nothing: the launch itself will tell. */
async function whyNot(planned: PlannedLaunch): Promise<Refusal[]> {
  const { region, prefix } = planned.server.inventory;
  const launcher = openLauncher({ region }, prefix);
  try {
    const reply = await launcher.mayLaunch(planned.plan);
    return reply.kind === 'refused' ? [refusedLaunch(reply, planned)] : [];
  } finally {
    launcher.close();
  }
}

interface Meant {
  readonly server: ServerMeant;
  readonly region: RegionOfImages;
}

function meant(
  order: LaunchOrder,
  regions: readonly RegionOfImages[],
  flags: RestoreFlags,
  { settings, clock }: CommandContext,
): Meant {
  const known = regions.flatMap((region) => {
    const isBegun = isBegunBy(hashOfLaunch(order, region.inventory.region), flags, clock.now());
    return serversMeant(order.name, [region], isBegun).map((server) => ({ server, region }));
  });
  const named = known.length > 0 ? known : regions.flatMap((region) => withoutImages(order.name, region));
  const there = named.filter(({ server }) => server.instance !== undefined);
  const [only, ...others] = there.length > 0 ? there : named;
  if (only === undefined) throw notFound(order.name, regions);
  if (others.length > 0) throw ambiguous(order.name, [only, ...others], settings.zone);
  return only;
}

function withoutImages(name: string, region: RegionOfImages): Meant[] {
  return serversWithoutImages(name, region).map((server) => ({ server, region }));
}

/** @throws CommandError of its own where it is one thing of another kind, with what to give in its place. */
function notFound(name: string, regions: readonly RegionOfImages[]): CommandError {
  const [other, ...more] = found(
    name,
    regions.map(({ inventory }) => inventory),
  );
  if (other !== undefined && more.length === 0) instanceMeant(other, 'nothing was changed');
  const where = regions.map(({ inventory }) => inventory.region).join(', ');
  const image = name.trim().startsWith('ami-')
    ? '; an image that is not ours is launched by aws ec2 run-instances'
    : '';
  return new CommandError(
    { code: 'not-found', key: name, found: name },
    `no server and no image of ours in ${where} has the id or Name ${inQuotes(name)}; give the id of an instance, also of one that is gone, or of an image, or another region with --region${image}; nothing was changed`,
  );
}

const MOST_CANDIDATES = 10;

function ambiguous(name: string, servers: readonly Meant[], zone: Zone): CommandError {
  const each = servers
    .slice(0, MOST_CANDIDATES)
    .map(({ server: { instanceId, instance, images, inventory } }) => {
      const [newest] = images;
      const gone = instance === undefined ? ', which is gone' : '';
      const when =
        newest === undefined
          ? ', no image'
          : `, last image ${clockText(new Date(newest.createdAt), zone)} ${zone.name}`;
      return `${instanceId} in ${inventory.region}${gone}${when}`;
    });
  return new CommandError(
    { code: 'ambiguous', key: name, found: name },
    `${inQuotes(name)} is the Name of ${servers.length} servers; give the id of the one that is meant: ${each.join('; ')}; nothing was changed`,
  );
}
