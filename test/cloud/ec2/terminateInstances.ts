import { authorize } from '../authorize.ts';
import { SECOND } from '../clock.ts';
import { terminate } from '../instanceLife.ts';
import { later } from '../upcoming.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { onInstance } from './iamResources.ts';
import { namedInstances, stateChange } from './instanceStates.ts';

export const SHUTTING_DOWN = 30 * SECOND;

/**
 * Terminates instances, all or none; one that is terminated stays so.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
export function terminateInstances(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['Force', 'SkipOsShutdown']);
  const place = world.place(call.account, call.region);
  const instances = namedInstances(call, place);
  authorize(
    call,
    world,
    instances.map((instance) => onInstance(call, instance)),
  );
  const terminating = instances.map((instance) =>
    stateChange(instance, () => {
      if (instance.state === 'shutting-down' || instance.state === 'terminated') return;
      instance.state = 'shutting-down';
      later(place, world.clock.now(), SHUTTING_DOWN, () => {
        if (instance.state === 'shutting-down') terminate(place, instance);
      });
    }),
  );
  return { instancesSet: terminating };
}
