import { type Found, idOf, kindWords } from '../core/find/find.ts';
import { commandText } from '../core/grammar/commandText.ts';
import { titled } from '../core/text.ts';
import { givenName, type Instance, type Inventory } from '../core/inventory.ts';
import { CommandError } from './command.ts';

/**
 * The instance whose images are meant.
 *
 * @param outcome What happens now: `nothing was changed`.
 * @throws CommandError where it is none, with what to give in its place.
 */
export function instanceMeant(one: Found, outcome: string): Extract<Found, { kind: 'instance' }> {
  if (one.kind === 'instance') return one;
  throw new CommandError(
    { code: 'wrong-kind', key: idOf(one), found: one.kind, must: 'be an instance', like: likeOf(one) },
    `${whatItIs(one)}; ${insteadOf(one)}; ${outcome}`,
  );
}

function whatItIs(one: Found): string {
  const id = idOf(one);
  return one.kind === 'vanished instance'
    ? `${titled(id, one.name)} is gone; an image can be made only of a server that exists`
    : `${id} is ${kindWords(one)}, and an image is made of an instance`;
}

/** An instance as it stands on a shelf. One that was found is not terminated, so it is there. */
export function onShelf(id: string, inventory: Inventory): Extract<Found, { kind: 'volume' }> {
  const volume = inventory.volumes.find((one) => one.id === id);
  if (volume === undefined) throw new Error(`${id} does not stand on the shelf`);
  return { kind: 'volume', volume, inventory };
}

/** The only instance that a volume is attached to, or that of an image. */
function likeOf(one: Found): string | undefined {
  if (one.kind === 'image') return livingOf(one)?.id;
  if (one.kind !== 'volume') return undefined;
  const [only, ...others] = one.volume.instanceIds;
  return others.length === 0 ? only : undefined;
}

function livingOf({ image, inventory }: Extract<Found, { kind: 'image' }>): Instance | undefined {
  return inventory.instances.find(({ id, state }) => id === image.instanceId && state !== 'terminated');
}

function insteadOf(one: Found): string {
  const { instances, images } = one.inventory;
  if (one.kind === 'image') {
    const host = livingOf(one);
    if (host !== undefined) return `it is of ${titled(host.id, givenName(host.tags))}: give that`;
  }
  if (one.kind === 'volume' && one.volume.instanceIds.length > 0) {
    const hosts = one.volume.instanceIds.map((id) => {
      const host = instances.find((instance) => instance.id === id);
      return titled(id, host && givenName(host.tags));
    });
    return `it is attached to ${hosts.join(', ')}: give that`;
  }
  if (one.kind === 'vanished instance') {
    const hasImage = images?.own.some(({ instanceId }) => instanceId === idOf(one));
    const words = ['restore', idOf(one), ...(hasImage ? ['--image'] : [])];
    return `to get it back: ${commandText(words, one.inventory)}`;
  }
  return 'give an instance, like i-0123456789abcdef0, or leave out --image';
}
