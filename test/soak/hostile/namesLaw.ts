import fc from 'fast-check';
import { type Answer, type CommandContext, CommandError } from '../../../lambda/commands/command.ts';
import { listCommand } from '../../../lambda/commands/list.ts';
import { pinCommand } from '../../../lambda/commands/pin.ts';
import { planCommand } from '../../../lambda/commands/runs.ts';
import { showCommand } from '../../../lambda/commands/show.ts';
import { simulateCommand } from '../../../lambda/commands/simulate.ts';
import { disableCommand, enableCommand } from '../../../lambda/commands/enable.ts';
import { takeCommand } from '../../../lambda/commands/take.ts';
import { visibleJson } from '../../../lambda/core/text.ts';
import { readSettings } from '../../../lambda/settings/settings.ts';
import { clockOf, withEnvironment } from '../../scenarios/snapper.ts';
import type { Law } from './law.ts';
import { strangersOn } from './markup.ts';
import { aVolume, openStory, PERSON, type Story } from '../estate/hostile.ts';
import { aText, RAW_DANGER } from '../estate/texts.ts';

/** Whatever things are called: no command's text steers a terminal, its JSON is exact, its page has no stranger's markup. */
export const namesLaw: Law = {
  name: 'names, through commands over HTTP',
  about: ({ answers, refusals, pages }) => `${answers} answers, ${refusals} refusals, ${pages} pages`,
  property: (count) =>
    fc.asyncProperty(fc.array(aVolume, { minLength: 6, maxLength: 6 }), aText, async (wishes, text) => {
      const story = await openStory(wishes);
      story.cloud.policy = PERSON;
      try {
        for (const command of commandsOn(story, text)) {
          const answer = await given(story, command);
          count(answer === undefined ? 'refusals' : 'answers', 1);
          if (answer === undefined) continue;
          checkAnswer(answer);
          const page = answer.page?.();
          if (page === undefined) continue;
          count('pages', 1);
          const strangers = strangersOn(page);
          if (strangers.length > 0)
            throw new Error(`on the page is ${JSON.stringify(strangers.slice(0, 5))}`);
        }
      } finally {
        await story.cloud.close();
      }
    }),
};

type Command = (context: CommandContext) => Promise<Answer>;

function commandsOn({ cloud, volumes }: Story, text: string): Command[] {
  const named = volumes.map(({ volume }) => ({ volume, name: volume.tags['Name']?.trim() || volume.id }));
  return [
    (context) => planCommand(0, context),
    (context) => listCommand(80, context),
    (context) => simulateCommand({ days: '5' }, 80, context),
    (context) => showCommand(text, context),
    (context) => simulateCommand({ days: '2', volumes: '1', frequency: text, retain: text }, 80, context),
    ...named
      .slice(0, 3)
      .flatMap(({ volume, name }): Command[] => [
        (context) => showCommand(name, context),
        (context) => takeCommand(name, context),
        (context) => enableCommand(name, { every: text, retain: text }, context),
        (context) => enableCommand(volume.id, { every: '@sat', retain: '2' }, context),
        (context) => pinCommand(cloud.snapshotsOf(volume)[0]?.id ?? '', text, context),
        (context) => disableCommand(name, {}, context),
        (context) => showCommand(volume.id, context),
      ]),
  ];
}

/** The answer; undefined where the command says why there is none. */
async function given({ cloud }: Story, command: Command): Promise<Answer | undefined> {
  try {
    return await withEnvironment(cloud.env, () =>
      command({ settings: readSettings({}, {}), clock: clockOf(cloud) }),
    );
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function checkAnswer({ text, document }: Answer): void {
  if (RAW_DANGER.test(text)) throw new Error(`this steers a terminal: ${JSON.stringify(text)}`);
  if (text.includes('://')) throw new Error(`this has a link: ${JSON.stringify(text)}`);
  const json = visibleJson(document);
  if (RAW_DANGER.test(json)) throw new Error(`this JSON steers a terminal: ${JSON.stringify(json)}`);
  if (JSON.stringify(JSON.parse(json)) !== JSON.stringify(document))
    throw new Error(`this JSON is not exact: ${json}`);
}
