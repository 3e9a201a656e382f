import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { program } from '../../lambda/commands/program.ts';
import { DEPLOYMENT_KEYS, MEMBER_KEYS } from '../../lib/app/keys.ts';
import { valuesIn } from '../../lib/app/values.ts';
import { commandsIn, contextIn, DOCUMENTS, HOUSE, wordsOf } from './pages.ts';

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
    const names = program(async () => {}).commands.map((command) => command.name());
    expect(names.filter((name) => !shown.has(name))).toEqual([]);
  });

  test.for(commandsOf(SNAPPER))('%s: %s', async ([, command]) => {
    const words = wordsOf(command.replace(SNAPPER, '')).filter((word) => word !== '…');
    const told: string[] = [];
    const snapper = program(async () => {});
    for (const one of [snapper, ...snapper.commands]) quiet(one, told);
    const isWhole = words.length > 1 || command.includes(' --');
    const failure = await snapper.parseAsync(words, { from: 'user' }).then(
      () => [],
      (error: unknown) => [String(error)],
    );
    // A command's name alone, in a sentence, is no command line.
    const wrong = isWhole ? failure : failure.filter((one) => /unknown command/.test(one));
    expect(wrong.filter((one) => !/outputHelp|\(outputVersion\)/.test(one))).toEqual([]);
  });
});

function quiet(command: Command, told: string[]): void {
  command.exitOverride().configureOutput({ writeErr: (text) => told.push(text), writeOut: () => {} });
}

const VERBS = ['ci', 'install', 'pack', 'audit', 'test'];

test.for(commandsOf(/^npm /))('%s: %s', ([, command]) => {
  const [, verb = '', name = ''] = wordsOf(command);
  expect(verb === 'run' ? scripts : VERBS).toContain(verb === 'run' ? name : verb);
});

test.for(commandsOf(/^npx cdk .*-c /))('%s: %s', ([, command]) => {
  const given = contextIn(command);
  const keys = 'member' in given ? MEMBER_KEYS : DEPLOYMENT_KEYS;
  const { written } = valuesIn(given, keys);
  const empty = Object.keys(given).filter((key) => written(key) === undefined);
  expect(empty).toEqual([]);
});
