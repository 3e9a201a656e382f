import fc from 'fast-check';
import { CommandError } from '../../../lambda/commands/command.ts';
import { asked } from '../../../lambda/commands/commandLine.ts';
import type { Given } from '../../../lambda/commands/program.ts';
import { visible } from '../../../lambda/core/text.ts';
import { settingsOf } from '../../../lambda/settings/flags.ts';
import { SettingsError } from '../../../lambda/settings/settings.ts';
import { anEnvironment } from './events.ts';
import type { Law } from './law.ts';
import { aText, NEARLY, RAW_DANGER } from '../estate/texts.ts';

/** Whatever stands on the command line: settings, or words about it that steer no terminal. */
export const flagsLaw: Law = {
  name: 'command lines',
  about: ({ understood, wrong, refused }) =>
    `${understood} understood, ${wrong} with a wrong setting, ${refused} not understood`,
  property: (count) =>
    fc.asyncProperty(aCommandLine, someEnvironment, async (words, env) => {
      const { given, said, status } = parsed(words);
      if (RAW_DANGER.test(said)) throw new Error(`this steers a terminal: ${JSON.stringify(said)}`);
      if (given === undefined) {
        const isAsked = words.some((word) => /^(help|-\w*[hV]\w*|--help|--version)$/.test(word));
        if (status !== 1 && !isAsked) throw new Error(`ends with ${status} and says ${said}`);
        return count('refused', 1);
      }
      try {
        settingsOf(given.regions, given.flags, env);
        return count('understood', 1);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        return count('wrong', 1);
      }
    }),
};

const aWord = fc
  .oneof(fc.constantFrom(...NEARLY, 'us-east-1', 'web-1', 'all', 'true'), aText)
  .map((text) => text.replaceAll('\0', ''));

const commands = [
  'plan',
  'run',
  'show',
  'enable',
  'disable',
  'take',
  'pin',
  'unpin',
  'adopt',
  'simulate',
  'shwo',
];

const everywhere =
  '--prefix --interval --time-zone --default-frequency --default-retain --image-in-use'.split(' ');
const somewhere =
  `--sns-arn --sns-region --notify --name --max-deletes --orphan-retain --consistency --copy-tags --copy-instance-tags --add-tags --accounts --role-name --external-id --region
  --every --retain --because --days --of --html`.split(/\s+/);

const aFlag = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(fc.constantFrom(...everywhere), aWord) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...somewhere), aWord) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(['--json'], ['--images'], ['--yes'], ['-y'], ['--'], ['--detailed-exitcode']),
  },
  { weight: 1, arbitrary: aWord.map((word) => [`--${word}`]) },
  { weight: 1, arbitrary: aWord.map((word) => [`-${word}`]) },
);

const someEnvironment = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, anEnvironment);

const aCommandLine = fc
  .tuple(
    fc.option(fc.constantFrom(...commands), { nil: undefined, freq: 8 }),
    fc.array(aWord, { maxLength: 2 }),
    fc.array(aFlag, { maxLength: 4 }),
  )
  .map(([command, names, flags]) => [...(command === undefined ? [] : [command]), ...names, ...flags.flat()]);

interface Parsed {
  readonly given: Given | undefined;
  readonly said: string;
  readonly status: number;
}

/** What the real program makes of some words, without carrying it out. */
function parsed(words: readonly string[]): Parsed {
  try {
    const one = asked(words, { env: {}, isTerminal: false, width: 80 });
    return one.kind !== 'command'
      ? { given: undefined, said: '', status: 0 }
      : { given: one.given, said: '', status: 0 };
  } catch (error) {
    if (error instanceof CommandError) return { given: undefined, said: visible(error.message), status: 1 };
    throw error;
  }
}
