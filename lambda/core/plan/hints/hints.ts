import type { Inventory } from '../../inventory.ts';
import { isPinned, standsFor } from '../../snapshot.ts';
import { keysOf, lookAlikes } from '../../keys.ts';
import { type Hint, onVolume } from './hint.ts';
import { imageTagHints } from './imageTags.ts';
import { notOurs } from './notOurs.ts';
import { sharedKeys, SNAPSHOTS } from '../../policy/saved.ts';
import type { PlanSettings } from '../planSettings.ts';
import { brokenPromises } from './promises.ts';
import { pausedPlace } from '../retention.ts';
import { dueAt, type Schedule } from '../../policy/schedule.ts';
import type { Managed } from '../survey.ts';
import { counted, inQuotes } from '../../text.ts';
import { replicateTagHints } from './replicateTags.ts';
import { unmetHours } from './unmetHours.ts';

/** What looks like a mistake but stops nothing. */
export function hintsOf(
  inventory: Inventory,
  managed: readonly Managed[],
  settings: PlanSettings,
  now: Date,
): Hint[] {
  return [...inventory.instances.filter(({ state }) => state !== 'terminated'), ...inventory.volumes]
    .flatMap((resource) => [
      ...lookAlikeTags(resource, settings.prefix),
      ...doubtfulIgnore(resource, settings.prefix),
    ])
    .concat(imageTagHints(inventory, settings))
    .concat(replicateTagHints(inventory, settings))
    .concat(managed.flatMap((one) => pausedSets(one, settings)))
    .concat(managed.flatMap((one) => brokenPromises(one, settings)))
    .concat(misspeltPins(managed, settings))
    .concat(managed.flatMap((one) => unreadProofs(one, settings)))
    .concat(
      notOurs(
        inventory,
        managed.map(({ volume }) => volume),
      ),
    )
    .concat(managed.flatMap((one) => finerThanTrigger(one, settings)))
    .concat(managed.flatMap((one) => unmetHours(one, settings, now)));
}

type Resource = Inventory['instances'][number] | Inventory['volumes'][number];

function hintOn(resource: Resource, says: string): Hint {
  return { of: 'instanceIds' in resource ? 'volume' : 'instance', id: resource.id, says };
}

function lookAlikeTags(resource: Resource, prefix: string): Hint[] {
  return lookAlikes(resource.tags, prefix).map((key) =>
    hintOn(
      resource,
      `has the tag ${inQuotes(key)}, which does nothing; keys are exact: ${Object.values(keysOf(prefix)).slice(0, 3).join(', ')}`,
    ),
  );
}

/** Presence counts, whatever the value, so `autosnap_ignore=false` ignores. */
function doubtfulIgnore(resource: Resource, prefix: string): Hint[] {
  const { ignore } = keysOf(prefix);
  const value = resource.tags[ignore]?.trim().toLowerCase();
  return ['false', 'no', '0', 'off'].some((no) => no === value)
    ? [
        hintOn(
          resource,
          `is ignored although ${ignore} is "${value}": presence counts; remove the tag to have it managed`,
        ),
      ]
    : [];
}

function pausedSets(
  { volume, policies, reasons }: Managed,
  { saved: { one } = SNAPSHOTS }: PlanSettings,
): Hint[] {
  const sets = policies
    .flatMap(({ retention }) => retention.value)
    .flatMap((rule) => (rule.kind === 'paused' ? rule.set : []));
  return sets.map((set) => {
    const kept = reasons.filter((because) => because === pausedPlace(set)).length;
    return onVolume(
      volume,
      `has the paused set ${set} (count 0): no new ${one}s, and ${counted(kept, `${one} stays`, `${one}s stay`)} for it until the set is removed from the tag`,
    );
  });
}

/** A pin that is nearly spelt right pins nothing, and its author does not know. */
function misspeltPins(managed: readonly Managed[], settings: PlanSettings): Hint[] {
  const { keep } = sharedKeys(settings);
  return managed
    .flatMap(({ snapshots }) =>
      snapshots.filter((one) => one.label.misspeltPins.length > 0 && !isPinned(one)),
    )
    .flatMap(({ id, volumeId, label }) =>
      label.misspeltPins.map(
        (key): Hint => ({
          of: 'snapshot',
          id: volumeId,
          snapshotIds: [id],
          says: `is not pinned by its tag ${inQuotes(key)}; use ${keep}`,
        }),
      ),
    );
}

/** The last gaps between snapshots tell how often the trigger really comes. */
function finerThanTrigger(
  { volume, policies, due, snapshots }: Managed,
  { prefix, zone, saved: { one } = SNAPSHOTS }: PlanSettings,
): Hint[] {
  const policy = policies[0];
  const [newest, previous] = snapshots.filter(({ state }) => state !== 'error').map(standsFor);
  // The first snapshot of a volume has missed nothing.
  if (policy === undefined || newest === undefined || due.missed === 0) return [];
  const { missed } = dueAt(policy.schedule.value, previous, newest, zone);
  return missed === 0
    ? []
    : [
        onVolume(
          volume,
          `has ${keysOf(prefix).every}=${policy.schedule.text}, but its last ${one}s lie further apart than that; ${wholeDays(policy.schedule.value)}let the trigger run more often`,
        ),
      ];
}

/** Hours are counted to the hour, so a daily trigger that comes early once misses one slot of `24h`. */
function wholeDays(schedule: Schedule): string {
  if (schedule.kind !== 'seconds') return '';
  const days = (schedule.every * schedule.slotSeconds) / 86_400;
  return Number.isInteger(days) ? `write ${days}d, or ` : '';
}

/** Only a prover writes this tag, so somebody else did. */
function unreadProofs({ snapshots }: Managed, { prefix }: PlanSettings): Hint[] {
  const { proved } = keysOf(prefix);
  return snapshots.flatMap(({ id, volumeId, unreadProof }): Hint[] =>
    unreadProof === undefined
      ? []
      : [
          {
            of: 'snapshot',
            id: volumeId,
            snapshotIds: [id],
            says: `counts as not proved and holds nothing: its tag ${proved} is ${inQuotes(unreadProof)}, which no prover writes; a proof writes it anew`,
          },
        ],
  );
}
