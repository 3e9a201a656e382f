import { iso } from '../../calendar.ts';
import type { Target } from '../../find/find.ts';
import { launchIn } from '../../images/launch.ts';
import type { Image, LaunchFacts } from '../../inventory.ts';
import type { Refusal } from '../restorePlan.ts';
import type { ChosenImage } from './chooseImage.ts';
import type { LaunchOrder } from './launchOrder.ts';
import {
  isOver,
  type Launched,
  type LaunchedInstance,
  type LaunchPlan,
  type LaunchSource,
} from './launchPlan.ts';
import { launchTags } from './launchTags.ts';
import type { ServerMeant } from './meant.ts';
import { missingOf } from './missing.ts';
import type { Surroundings } from './surroundings.ts';

/** From what a launch is planned. */
export interface LaunchPlanning {
  readonly order: LaunchOrder;
  readonly server: ServerMeant;
  readonly chosen: ChosenImage;
  readonly around: Surroundings;
  /** What this restore has launched before, newest last. */
  readonly begun: readonly LaunchedInstance[];
  /** Of this restore. */
  readonly id: string;
}

/** Plans a launch, or says everything that is in its way. Nothing is launched where anything is. */
export function planLaunch(planning: LaunchPlanning): LaunchPlan | readonly Refusal[] {
  const { server, chosen, around, begun, id } = planning;
  const { image, notes } = chosen;
  const { region, prefix } = server.inventory;
  const values = valuesOf(planning);
  if (values.type.value === undefined) return [typeMissing(image)];
  const plan: LaunchPlan = {
    id,
    region,
    target: targetOf(server),
    image: {
      imageId: image.id,
      name: image.name,
      takenAt: iso(new Date(image.createdAt)),
      sizeGiB: image.sizeGiB,
      disks: image.snapshotIds.length,
    },
    ...values,
    zone: around.subnets?.find((one) => one.id === values.subnet.value)?.zone,
    tags: launchTags(image, id, prefix),
    notes: [...notes, ...around.notes],
    made: begun.findLast(({ state }) => !isOver(state))?.id,
  };
  const refusals = plan.made === undefined ? missingOf(plan, planning) : [];
  return refusals.length > 0 ? refusals : plan;
}

export function targetOf({ instance, instanceId, name }: ServerMeant): Target {
  return { kind: instance === undefined ? 'vanished instance' : 'instance', id: instanceId, name };
}

/** What an image does not hold. */
export type LaunchValues = Pick<LaunchPlan, 'type' | 'subnet' | 'groups' | 'profile' | 'key'>;

/** A flag overrides what the image remembers; one that remembers nothing leaves it to the server as it is now. */
export function valuesOf({
  order,
  server,
  chosen,
}: Pick<LaunchPlanning, 'order' | 'server' | 'chosen'>): LaunchValues {
  const { wished } = order;
  const remembered = launchIn(chosen.image.tags, server.inventory.prefix);
  const facts = remembered ?? server.instance?.launch;
  const from: LaunchSource =
    remembered !== undefined ? 'image' : facts === undefined ? 'default' : 'instance';
  const one = (wish: string | false | undefined, read: (facts: LaunchFacts) => string | undefined) =>
    valueOf(wish, facts && read(facts), from);
  return {
    type: one(wished.type, ({ type }) => type),
    subnet: one(wished.subnet, ({ subnetId }) => subnetId),
    groups:
      wished.groups.length > 0
        ? { value: wished.groups, from: 'option' }
        : { value: facts?.groupIds.length ? facts.groupIds : undefined, from },
    profile: one(wished.profile, ({ profileArn }) => profileArn),
    key: one(wished.key, ({ keyName }) => keyName),
  };
}

function valueOf(
  wish: string | false | undefined,
  remembered: string | undefined,
  from: LaunchSource,
): Launched<string> {
  if (wish !== undefined) return { value: wish === false ? undefined : wish, from: 'option' };
  return { value: remembered, from };
}

function typeMissing({ id }: Image): Refusal {
  return {
    code: 'type-missing',
    message: `${id} does not remember the instance type, and the instance is gone; give it with --type, like t3.large (and --subnet, --security-groups, --profile and --key as it had them)`,
  };
}
