import { expect, test } from 'vitest';
import { tagsOfLaunch } from '../../lambda/core/images/launch.ts';
import { messageOf } from '../cloud/callers.ts';
import { asTag, ATTACKS, RAW_DANGER } from '../soak/estate/texts.ts';
import { imagedServer, launchedIn, loseServer, restoreImage, restoreImageUnasked } from './imaged.ts';
import { printedCommands, shellReads } from './printedCommands.ts';

/** What is printed can be shown to a person, and each command in it is one command for a shell. */
function expectSafe(text: string): void {
  expect(text).not.toMatch(RAW_DANGER);
  const commands = printedCommands(text);
  expect(shellReads(commands)).toHaveLength(commands.length);
}

test.for(Object.entries(ATTACKS))(
  'what an attacker writes into the tags of an image, or into an option, harms nobody: %s',
  async ([, text]) => {
    const attack = asTag(text, 200).trim() || 'x';
    const server = await imagedServer({ Name: attack, [asTag(text, 100).trim() || 'x']: attack });
    const { cloud, region, web, image } = server;
    loseServer(server);
    expectSafe((await restoreImageUnasked(cloud, web.id)).text);
    expectSafe(await messageOf(restoreImageUnasked(cloud, attack)));
    const facts = { type: attack, subnetId: attack, groupIds: [attack], profileArn: attack, keyName: attack };
    Object.assign(image.tags, tagsOfLaunch(facts, 'autosnap'));
    expectSafe((await restoreImageUnasked(cloud, web.id)).text);
    for (const flags of [
      { type: attack, subnet: attack, securityGroups: [attack], profile: attack, key: attack },
      { type: 't3.small', profile: attack, key: false },
      { at: attack },
      { resume: attack },
    ] as const)
      expectSafe(await messageOf(restoreImage(cloud, web.id, flags)));
    expect(launchedIn(region)).toEqual([]);
  },
);
