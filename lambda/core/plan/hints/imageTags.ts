import type { Inventory } from '../../inventory.ts';
import { keysOf } from '../../keys.ts';
import { inQuotes } from '../../text.ts';
import type { PlanSettings } from '../planSettings.ts';
import { type Hint, onVolume } from './hint.ts';

/**
 * Hints about the tags of images that do nothing.
 *
 * | the tag | does nothing |
 * |---|---|
 * | `autosnap_image` on an instance | while the setting `images` is off |
 * | `autosnap_image` and its two companions on a volume | images are of whole servers |
 * | `autosnap_image_reboot` | with another value than `yes` or `no` |
 */
export function imageTagHints({ instances, volumes }: Inventory, settings: PlanSettings): Hint[] {
  const { image, imageRetain, imageReboot } = keysOf(settings.prefix);
  const living = instances.filter(({ state }) => state !== 'terminated');
  return [
    ...living
      .filter(({ tags }) => image in tags && settings.images !== true)
      .map(({ id }) =>
        onInstance(
          id,
          `has the tag ${image}, but images are off, so no image of it is made or deleted; switch the setting images on, or remove the tag`,
        ),
      ),
    ...living.flatMap(({ id, tags: { [imageReboot]: value } }) =>
      value === undefined || ['yes', 'no', ''].includes(value.trim().toLowerCase())
        ? []
        : onInstance(
            id,
            `has ${imageReboot} = ${inQuotes(value)}, which does nothing: the server is not restarted for its image; use yes or no`,
          ),
    ),
    ...volumes.flatMap((volume) =>
      [image, imageRetain, imageReboot]
        .filter((key) => key in volume.tags)
        .map((key) =>
          onVolume(volume, `has the tag ${key}, which does nothing on a volume; write it on the instance`),
        ),
    ),
  ];
}

function onInstance(id: string, says: string): Hint {
  return { of: 'instance', id, says };
}
