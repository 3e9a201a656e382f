import { enableText } from '../../grammar/commandText.ts';
import { said } from '../../text.ts';
import { attachLines, deleteWithInstanceLine, type RestoredDisk, undoLines } from './awsLines.ts';
import type { Facts } from '../facts.ts';
import { restoreLine, type RestoreOrder } from '../asked/order.ts';
import { type DiskOutcome, NOT_TAGGED } from '../outcome.ts';
import { remedyOf } from './remedy.ts';
import type { PlannedDisk, RestorePlan } from '../restorePlan.ts';

/** A restore that was carried out. */
export interface CarriedOut {
  readonly order: RestoreOrder;
  readonly plan: RestorePlan;
  readonly outcomes: readonly DiskOutcome[];
  readonly zones: Facts['zones'];
  readonly prefix: string;
}

/** What was restored and what was not, and what to do next. */
export function outcomeText(done: CarriedOut): string[] {
  const { order, plan, outcomes, prefix } = done;
  const { disks, id, region } = plan;
  const restored = restoredIn(done);
  const count = disks.length === 1 ? 'volume' : 'volumes';
  const rest = outcomes.filter(({ status }) => status !== 'done');
  return [
    `Restored ${restored.length} of ${disks.length} ${count}. This restore is ${id}.`,
    ...restored.map((one) => restoredLine(one, plan)),
    ...rest.flatMap((one) => notDoneLines(one, done)),
    ...(rest.length === 0
      ? []
      : [
          'To continue; volumes that exist are not made again:',
          `  ${restoreLine(order, { region, prefix }, { resume: id })}`,
        ]),
    ...(restored.length === 0 ? [] : nextLines(restored, done)),
  ];
}

/** The disks that are as the plan says. */
export function restoredIn({ plan, outcomes }: Pick<CarriedOut, 'plan' | 'outcomes'>): RestoredDisk[] {
  return outcomes.flatMap((one) => {
    const disk = diskOf(one, plan);
    const isThere = one.status === 'done' || (one.status === 'failed' && one.code === NOT_TAGGED);
    return isThere && disk !== undefined && one.volumeId !== undefined
      ? [{ disk, volumeId: one.volumeId }]
      : [];
  });
}

function diskOf({ snapshotId }: DiskOutcome, { disks }: RestorePlan): PlannedDisk | undefined {
  return disks.find((disk) => disk.snapshotId === snapshotId);
}

function restoredLine({ disk, volumeId }: RestoredDisk, { mode }: RestorePlan): string {
  const { device, snapshotId, replaces } = disk;
  const where = mode.kind === 'beside' ? '' : `, ${mode.instanceId} ${device ?? ''}`;
  const old = replaces === undefined ? '' : `, in place of ${replaces.volumeId}`;
  return `  ${volumeId} from ${snapshotId}${where}${old}`;
}

function notDoneLines(one: DiskOutcome, done: CarriedOut): string[] {
  const { plan, zones } = done;
  const disk = diskOf(one, plan);
  const called = disk?.device ?? one.snapshotId;
  const made = one.volumeId === undefined ? '' : ` (${one.volumeId} exists and stays)`;
  if (one.status === 'done') return [];
  if (one.status === 'interrupted') {
    const between = one.message === undefined ? '' : `: ${one.message}`;
    return [`  ${called}: interrupted${made}${between}`];
  }
  const remedy = disk && remedyOf(one.code, disk, { mode: plan.mode, zones });
  return [
    `  ${called} FAILED${made}: ${one.code}: ${said(one.message)}`,
    ...(remedy === undefined ? [] : [`    ${remedy}`]),
  ];
}

function nextLines(restored: readonly RestoredDisk[], done: CarriedOut): string[] {
  const { plan, prefix } = done;
  const { mode, region } = plan;
  const undo = undoLines(restored, plan, prefix);
  const mapping = deleteWithInstanceLine(restored, plan);
  const attach = mode.kind === 'beside' ? attachLines(restored, region) : [];
  const [first] = restored;
  return [
    '',
    ...(attach.length === 0
      ? []
      : [
          'To attach, with the id of your instance in place of INSTANCE, and a device name that is free there:',
          ...attach.map((line) => `  ${line}`),
        ]),
    ...(mode.kind !== 'beside' || first === undefined
      ? []
      : ['To schedule snapshots of a new volume:', `  ${enableText(first.volumeId, 0, { region, prefix })}`]),
    ...(mode.kind !== 'beside' && mode.state === 'stopped' ? startLines(mode.instanceId, done) : []),
    ...(mapping === undefined
      ? []
      : [
          'The new volumes stay when the instance is terminated. To have them deleted with it, as before:',
          `  ${mapping}`,
        ]),
    ...(undo.length === 0
      ? []
      : ['To undo this restore; nothing is deleted:', ...undo.map((line) => `  ${line}`)]),
  ];
}

/** A server that starts from disks of different times, or without one of them, can damage its data. */
function startLines(instanceId: string, { plan, outcomes }: CarriedOut): string[] {
  if (outcomes.some(({ status }) => status !== 'done')) {
    const why =
      plan.mode.kind === 'attach' ? 'not all its disks are attached' : 'its disks are of different times now';
    return [`Do not start ${instanceId} yet: ${why}.`];
  }
  return [
    'To start the instance:',
    `  aws ec2 start-instances --region ${plan.region} --instance-ids ${instanceId}`,
  ];
}
