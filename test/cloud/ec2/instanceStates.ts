import type { Instance } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml } from '../wire/xml.ts';
import type { Place } from '../world.ts';
import { found, INSTANCE } from './lookup.ts';
import { stateShape } from './shapes.ts';

/** The instances that a call names, each once. */
export function namedInstances({ params }: Call, place: Place): Instance[] {
  const ids = [...new Set(list(params, 'InstanceId'))];
  if (ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  return ids.map((id) => found(place.instances, id, INSTANCE));
}

/** Changes an instance, and says what state it was in and is in. */
export function stateChange(instance: Instance, change: () => void): Xml {
  const previousState = stateShape(instance.state);
  change();
  return { instanceId: instance.id, currentState: stateShape(instance.state), previousState };
}
