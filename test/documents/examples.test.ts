import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asked } from '../../lambda/commands/commandLine.ts';
import { commands } from '../../lambda/commands/table.ts';
import { parseFrequency } from '../../lambda/core/grammar/frequency.ts';
import { parseRetention } from '../../lambda/core/grammar/retention.ts';
import { settingsOf } from '../../lambda/settings/flags.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { readContext } from '../../lib/app/deployment.ts';
import { DEPLOYMENT_KEYS, MEMBER_KEYS, SOURCE_KEYS } from '../../lib/app/keys.ts';
import { valuesIn } from '../../lib/app/values.ts';
import { commandsIn, contextIn, contextsOf, DOCUMENTS, HOUSE, textOf, wordsOf } from './pages.ts';

/** The command lines of the documents: each names what exists. */

const scripts = Object.keys(JSON.parse(readFileSync(join(HOUSE, 'package.json'), 'utf8')).scripts);

const COMMANDS = DOCUMENTS.flatMap((document) =>
  commandsIn(document).map((command) => [document, command] as const),
);

function commandsOf(start: RegExp): (readonly [document: string, command: string])[] {
  return COMMANDS.filter(([, command]) => start.test(command));
}

const SNAPPER = /^(?:npx )?aws-snapper |^npm run snapper -- /;

describe('aws-snapper', () => {
  test('is shown with each of its commands', () => {
    const shown = new Set(
      commandsOf(SNAPPER).map(([, command]) => command.replace(SNAPPER, '').split(' ')[0]),
    );
    expect(commands.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  // A command's name alone, in a sentence, is no command line.
  const whole = commandsOf(SNAPPER).filter(([, command]) => / .* /.test(command.replace(/^npx /, '')));

  test.for(whole)('%s: %s', ([, command]) => {
    expect(understood(wordsOf(command.replace(SNAPPER, '')))).toBe(true);
  });

  test.for([
    ['plan eu-west-1 --dryrun', /--dryrun/],
    ['plan --time-zone Berlin', /Berlin/],
    ['enable web-1 --every daily', /daily|1d?/],
    ['stop web-1', /stop/],
    ['adopt --yes', /snapshots/],
  ] as const)('%s is not understood', ([command, why]) => {
    expect(() => understood(wordsOf(command))).toThrow(why);
  });
});

/** Whether there are such a command, such options, settings with such values, and tags that can be read. */
function understood(words: readonly string[]): true {
  const line = asked(
    words.filter((word) => word !== '…'),
    { env: {}, isTerminal: false, width: 80 },
  );
  if (line.kind !== 'command') return true;
  const { flags, regions } = line.given;
  settingsOf(regions, flags, {});
  const { every, frequency = every, retain } = flags;
  const read = [frequency && parseFrequency(frequency), retain && parseRetention(retain)];
  const wrong = read.filter((one) => one && !one.ok);
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
  return true;
}

const VERBS = ['ci', 'install', 'pack', 'audit', 'test', 'trust', 'version'];

test.for(commandsOf(/^npm /))('%s: %s', ([, command]) => {
  const [, verb = '', name = ''] = wordsOf(command);
  expect(verb === 'run' ? scripts : VERBS).toContain(verb === 'run' ? name : verb);
});

test.for(commandsOf(/^npx cdk .*-c /))('%s: %s', ([, command]) => {
  const given = contextIn(command);
  const keys = 'member' in given ? MEMBER_KEYS : 'source' in given ? SOURCE_KEYS : DEPLOYMENT_KEYS;
  const { written } = valuesIn(given, keys);
  const empty = Object.keys(given).filter((key) => written(key) === undefined);
  expect(empty).toEqual([]);
});

const CONTEXTS = DOCUMENTS.flatMap((document) =>
  contextsOf(document).map((keys) => [document, keys] as const),
);

test.for(CONTEXTS)('%s: %o can be keys in cdk.json', ([, keys]) => {
  expect(() => readContext({ accounts: '222222222222', ...keys })).not.toThrow();
});

/** What the documents send to the function or to the state machine. */
const EVENTS = DOCUMENTS.flatMap((document) =>
  [...textOf(document).matchAll(/--(?:payload|input) '(\{.*?\})'/g)].map(([, event = '']) => [
    document,
    event,
  ]),
);

test.for(EVENTS)('%s: %s is an event', ([, event = '']) => {
  expect(readSettings(JSON.parse(event), {})).toHaveProperty('dryRun');
});
