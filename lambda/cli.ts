#!/usr/bin/env node
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { clearLine, cursorTo } from 'node:readline';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { workIn } from './aws/surroundings.ts';
import type { CommandContext } from './commands/command.ts';
import { CommandError } from './commands/command.ts';
import type { Document, ErrorDocument } from './commands/documents.ts';
import { settingsOf } from './settings/flags.ts';
import { MistakeError, shown } from './settings/mistake.ts';
import { asked } from './commands/commandLine.ts';
import type { Given } from './commands/program.ts';
import type { Flags } from './commands/table.ts';
import { visible, visibleJson } from './core/text.ts';
import { type Settings, SettingsError } from './settings/settings.ts';
import { version } from './version.ts';

// The SDK is pinned, so a warning about its next versions is not for the person at this terminal.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

workIn({ env: process.env });

await start(process.argv.slice(2));

async function start(words: readonly string[]): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const isTerminal = [stdin, stdout, stderr].some((stream) => stream.isTTY);
  try {
    const one = asked(words, { env, isTerminal, width: stdout.columns ?? 80 });
    if (one.kind === 'page') stdout.write(one.text);
    else await answerTo(one.given);
  } catch (error) {
    fail(error, words.includes('--json'));
  }
}

async function answerTo({ flags, regions, asks, command }: Given): Promise<void> {
  const settings = await settingsFor(regions, flags);
  if (flags.html !== undefined) checkFolder(flags.html);
  const answer = await command(contextOf(settings, flags, asks), process.stdout.columns ?? 100);
  if (flags.html !== undefined && answer.page !== undefined) writeFileSync(flags.html, answer.page());
  wipeProgress();
  if (flags.json) printJson(answer.document);
  else console.log(coloured(answer.text, process.stdout));
  process.exitCode = answer.status;
}

function fail(error: unknown, isJson: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  wipeProgress();
  if (isJson) printJson(errorDocument(error, message));
  console.error(`aws-snapper: ${visible(message)}`);
  process.exitCode = 1;
}

async function settingsFor(regions: readonly string[], flags: Flags): Promise<Settings> {
  const { env } = process;
  if (flags.stack === undefined) return settingsOf(regions, flags, env);
  const { settingsOfStack } = await import('./commands/stack.ts');
  return settingsOfStack(flags.stack, { regions, flags, env, onNote: note });
}

function contextOf(settings: Settings, flags: Flags, asks: Given['asks']): CommandContext {
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  if (asks === 'always' && !isTerminal && !flags.yes) {
    throw new CommandError(
      { code: 'no-terminal', key: '--yes', must: 'be given where there is no terminal', like: '--yes' },
      'this asks before it changes tags, and there is no terminal to ask; use --yes; nothing was changed',
    );
  }
  return {
    settings,
    profile: process.env['AWS_PROFILE'] || undefined,
    clock: {
      now: () => new Date(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
    ask: asks !== 'never' && isTerminal && !flags.yes ? askPerson : undefined,
    onProgress: process.stderr.isTTY ? showProgress : undefined,
    onNote: note,
  };
}

function note(line: string): void {
  wipeProgress();
  console.error(`aws-snapper: note: ${line}`);
}

/** A simulation can take minutes, so this is told before. */
function checkFolder(file: string): void {
  const isFolder = existsSync(file) && statSync(file).isDirectory();
  if (!isFolder && existsSync(dirname(file))) return;
  const must = 'name a file in a folder that is there';
  throw new CommandError({ code: 'wrong-value', key: '--html', found: file, must, like: 'life.html' });
}

/** One line that the next one replaces, cut so that it never becomes two. */
function showProgress(line: string): void {
  wipeProgress();
  process.stderr.write(line.slice(0, process.stderr.columns - 1));
}

function wipeProgress(): void {
  if (!process.stderr.isTTY) return;
  cursorTo(process.stderr, 0);
  clearLine(process.stderr, 1);
}

async function askPerson(text: string, question: string): Promise<boolean> {
  wipeProgress();
  console.error(coloured(text, process.stderr));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** What is not a person's mistake has failed. */
function errorDocument(error: unknown, message: string): ErrorDocument {
  const head = { kind: 'error', tool: 'aws-snapper', version, message } as const;
  if (!(error instanceof MistakeError)) return { ...head, code: 'failed' };
  const { code, key, found, like } = error;
  const by = error instanceof SettingsError ? error.by : undefined;
  return { ...head, code, key, by, found: found === undefined ? undefined : shown(found), like };
}

function coloured(text: string, stream: NodeJS.WriteStream): string {
  if (!(stream.isTTY && stream.hasColors())) return text;
  return text
    .replaceAll(/^ {2}\+.*$/gm, (line) => styleText('green', line))
    .replaceAll(/^ {2}-.*$/gm, (line) => styleText('red', line));
}

function printJson(document: Document): void {
  console.log(visibleJson(document));
}
