import type { Volume } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';
import type { Place } from '../world.ts';

/**
 * The volume that an earlier request with this token made. Whoever asks for something else with it, or asks again
 * after that volume failed, is refused. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function rememberedVolume(call: Call, place: Place): Volume | undefined {
  const { ClientToken: token = '' } = call.params;
  if (token.length > 64 || !/^[\x20-\x7e]*$/.test(token)) {
    throw new AwsError('InvalidClientToken', 'A client token has at most 64 ASCII characters.');
  }
  const earlier = place.volumeTokens.get(token);
  if (!earlier) return undefined;
  const exists = place.volumes.get(earlier.volume.id) === earlier.volume && earlier.volume.state !== 'error';
  if (!exists) {
    throw mismatch(
      'The client token you have provided is associated with a resource that is already deleted. Please use a different client token.',
    );
  }
  if (earlier.asked === askedOf(call)) return earlier.volume;
  throw mismatch(
    'Parameters on this idempotent request are inconsistent with parameters used in previous request(s)',
  );
}

export function mismatch(message: string): AwsError {
  return new AwsError('IdempotentParameterMismatch', message);
}

export function rememberVolume(call: Call, place: Place, volume: Volume): void {
  const { ClientToken: token = '' } = call.params;
  if (token !== '') place.volumeTokens.set(token, { asked: askedOf(call), volume });
}

/** What a request asks for, for comparison with another. */
export function askedOf({ params }: Call): string {
  const asked = Object.entries(params).filter(([name]) => !NOT_ASKED.has(name));
  return JSON.stringify(asked.toSorted(([a], [b]) => a.localeCompare(b)));
}

const NOT_ASKED = new Set(['Action', 'Version', 'ClientToken', 'DryRun']);
