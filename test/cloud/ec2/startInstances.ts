import { rootOf } from '../attachmentLife.ts';
import { authorize } from '../authorize.ts';
import { SECOND } from '../clock.ts';
import type { Instance } from '../records.ts';
import { later } from '../upcoming.ts';
import { AwsError } from '../wire/errors.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import { attachmentTo, volumesOf } from '../world.ts';
import type { Place, World } from '../world.ts';
import { namedInstances, stateChange } from './instanceStates.ts';
import { keyIsUsable } from './volumeKeys.ts';
import { onInstance } from './iamResources.ts';

export const STARTING = 30 * SECOND;

/**
 * Starts stopped instances, all or none; one that is pending or running stays as it is. An instance with a
 * volume whose key cannot be used stops again.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html
 */
export function startInstances(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['AdditionalInfo']);
  const place = world.place(call.account, call.region);
  const instances = namedInstances(call, place);
  authorize(
    call,
    world,
    instances.map((instance) => onInstance(call, instance)),
  );
  for (const instance of instances) checkStartable(place, instance);
  const started = instances.map((instance) =>
    stateChange(instance, () => {
      if (instance.state !== 'stopped') return;
      instance.state = 'pending';
      instance.launchedAt = world.clock.now();
      const usable = volumesOf(place, instance).every((volume) => keyIsUsable(call, world, volume));
      later(place, world.clock.now(), STARTING, () => {
        if (instance.state === 'pending') instance.state = usable ? 'running' : 'stopped';
      });
    }),
  );
  return { instancesSet: started };
}

function checkStartable(place: Place, instance: Instance): void {
  const { id, state, rootDevice } = instance;
  if (state === 'pending' || state === 'running') return;
  if (state !== 'stopped') {
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in a state from which it can be started.`,
    );
  }
  // Strict: a root volume that is still attaching or already detaching starts nothing.
  const root = rootOf(place, instance);
  if (root && attachmentTo(root, instance)?.state === 'attached') return;
  throw new AwsError(
    'InvalidParameterValue',
    `Invalid value '${id}' for instanceId. Instance does not have a volume attached at root (${rootDevice})`,
  );
}
