import { letGo } from '../attachmentLife.ts';
import { authorize } from '../authorize.ts';
import { SECOND } from '../clock.ts';
import { later } from '../upcoming.ts';
import { AwsError } from '../wire/errors.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { namedInstances, stateChange } from './instanceStates.ts';
import { onInstance } from './iamResources.ts';

export const STOPPING = 30 * SECOND;

/**
 * Stops instances, all or none; one that is stopping or stopped stays as it is.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html
 */
export function stopInstances(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['Hibernate']);
  const place = world.place(call.account, call.region);
  const instances = namedInstances(call, place);
  authorize(
    call,
    world,
    instances.map((instance) => onInstance(call, instance)),
  );
  for (const { id, state } of instances) {
    if (state === 'running' || state === 'stopping' || state === 'stopped') continue;
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in a state from which it can be stopped.`,
    );
  }
  const stopped = instances.map((instance) =>
    stateChange(instance, () => {
      if (instance.state !== 'running') return;
      instance.state = 'stopping';
      later(place, world.clock.now(), STOPPING, () => {
        if (instance.state !== 'stopping') return;
        instance.state = 'stopped';
        letGo(place, instance);
      });
    }),
  );
  return { instancesSet: stopped };
}
