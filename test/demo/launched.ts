import assert from 'node:assert/strict';
import type { CommandContext } from '../../lambda/commands/command.ts';
import { restoreImageCommand } from '../../lambda/commands/restoreImage.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Instance } from '../cloud/records.ts';
import { heading, tell } from './claims.ts';
import type { Estate } from './estate.ts';

/** The third act: the server vault is lost with its disk, and its newest image launches it again. */
export async function launch(cloud: Cloud, { vault }: Estate, person: CommandContext): Promise<void> {
  const ireland = cloud.region('eu-west-1');
  const [attachment] = vault.attachments;
  assert.ok(attachment);
  const lost = attachment.instance;
  attachment.deleteOnTermination = true;
  const newest = ireland.images().at(-1);
  ireland.terminate(lost);

  heading('Vault is terminated, too. A whole server:  npx aws-snapper restore vault --image');
  const restore = async () => restoreImageCommand('vault', { image: true, yes: true }, person);
  console.log((await restore()).text);
  const again = await restore();
  const made = ireland.instances().filter(({ tags }) => 'autosnap_restored' in tags);

  heading('Is it what it should be?');
  tell([
    [
      'vault runs again, of the same type, in the same subnet, with the same groups and key',
      () => assert.deepEqual(made.map(shapeOf), [shapeOf(lost)]),
    ],
    ['it was launched from the newest image', () => assert.deepEqual(made.map(imageOf), [newest?.id])],
    [
      'the same command again launched no second one, and says that it runs',
      () => assert.deepEqual([ireland.instances().filter(isVault).length, again.status], [1, 0]),
    ],
  ]);
}

function isVault({ tags, state }: Instance): boolean {
  return tags['Name'] === 'vault' && state !== 'terminated';
}

function imageOf({ imageId }: Instance): string | undefined {
  return imageId;
}

/** What must come back of a server. */
function shapeOf({ type, subnetId, securityGroups, keyName, tags }: Instance): string {
  return JSON.stringify({ type, subnetId, securityGroups, keyName, name: tags['Name'] });
}
