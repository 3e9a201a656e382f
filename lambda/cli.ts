#!/usr/bin/env node
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { workIn } from './aws/surroundings.ts';
import type { Answer, CommandContext } from './commands/command.ts';
import { CommandError } from './commands/command.ts';
import type { Document, ErrorDocument } from './commands/documents.ts';
import { placeOfBug } from './commands/bug.ts';
import { settingsOf } from './settings/flags.ts';
import { MistakeError, shown } from './settings/mistake.ts';
import { asked } from './commands/commandLine.ts';
import type { Given } from './commands/program.ts';
import type { Flags } from './commands/commandRow.ts';
import { plain } from './core/report/told.ts';
import { inQuotes, visible, visibleJson } from './core/text.ts';
import { type Settings, SettingsError } from './settings/settings.ts';
import { openEnding } from './terminal/ending.ts';
import { toldLines } from './terminal/layout.ts';
import { openScreen } from './terminal/screen.ts';
import { version } from './version.ts';

// The SDK is pinned, so a warning about its next versions is not for the person at this terminal.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** The status of a command that a person ended. */
const INTERRUPTED = 130;

/** What was done stands, but not all is well. */
const UNWRITTEN = 3;

const screen = openScreen({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupt: () => process.emit('SIGINT', 'SIGINT') || process.kill(process.pid, 'SIGINT'),
  onUnwritten: ({ message }) => {
    complain(`the answer could not be written to standard output: ${message}; what was done stands`);
    process.exitCode = UNWRITTEN;
  },
});
const ending = openEnding(
  process,
  (because) => {
    complain(because);
    process.exit(INTERRUPTED);
  },
  complain,
);

workIn({ env: process.env, mfaCode });

await start(process.argv.slice(2));

async function start(words: readonly string[]): Promise<void> {
  const { isTerminal, columns: width } = screen;
  try {
    const one = asked(words, { env: process.env, isTerminal, width });
    if (one.kind === 'command') await answerTo(one.given);
    else {
      const text = one.text.trimEnd();
      screen.print(text, one.kind === 'page' ? toldLines(text) : undefined);
    }
  } catch (error) {
    fail(error, words.includes('--json'));
  }
}

async function answerTo({ flags, regions, asks, command }: Given): Promise<void> {
  const settings = await settingsFor(regions, flags);
  if (flags.html !== undefined) checkFolder(flags.html);
  if (asks !== 'never') ending.unchanged();
  const answer = await command(contextOf(settings, flags, asks), screen.columns);
  const isWritten = wrotePage(flags.html, answer);
  if (flags.json) printJson(answer.document);
  else if (flags.csv && answer.csv !== undefined) screen.print(answer.csv().replace(/\n$/, ''));
  else screen.print(answer.text, answer.lines ?? toldLines(answer.text));
  if (ending.isAsked()) await leave(answer);
  process.exitCode = isWritten ? answer.status : UNWRITTEN;
}

/** The answer took minutes, and it is printed also where the page has no room. */
function wrotePage(file: string | undefined, { page }: Answer): boolean {
  if (file === undefined || page === undefined) return true;
  try {
    writeFileSync(file, page());
    return true;
  } catch (error) {
    complain(`the page could not be written to ${inQuotes(file)}: ${messageOf(error)}; name another --html`);
    return false;
  }
}

/** Does not wait for what still sleeps. */
async function leave({
  whenInterrupted = 'interrupted; what was done stands above',
}: Answer): Promise<never> {
  complain(whenInterrupted);
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit(INTERRUPTED);
}

function fail(error: unknown, isJson: boolean): void {
  const message = failureOf(error);
  if (isJson) printJson(errorDocument(error, message));
  complain(message);
  process.exitCode = ending.isAsked() ? INTERRUPTED : 1;
}

/** The message of an error; for a bug also its place. */
function failureOf(error: unknown): string {
  const place = placeOfBug(error);
  return place === undefined
    ? messageOf(error)
    : `${messageOf(error)}; this is a bug in aws-snapper, at ${place}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function complain(message: string): void {
  screen.tell([plain(`aws-snapper: ${visible(message)}`)]);
}

async function settingsFor(regions: readonly string[], flags: Flags): Promise<Settings> {
  const { env } = process;
  if (flags.stack === undefined) return settingsOf(regions, flags, env);
  const { settingsOfStack } = await import('./commands/stack.ts');
  return settingsOfStack(flags.stack, { regions, flags, env, onNote: note });
}

function contextOf(settings: Settings, flags: Flags, asks: Given['asks']): CommandContext {
  if (asks === 'always' && !screen.canAsk && !flags.yes) {
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
    ask: asks === 'never' || flags.yes ? undefined : asker(),
    onProgress: screen.progress,
    interruptible: ending.interruptible,
    onNote: note,
  };
}

function note(line: string): void {
  complain(`note: ${line}`);
}

/** Where nobody sits, nobody is asked. A person whose answer cannot be read has not agreed. */
function asker(): CommandContext['ask'] {
  if (screen.canAsk) return agreed;
  return screen.isTerminal ? () => Promise.reject(cannotAsk()) : undefined;
}

function cannotAsk(): CommandError {
  return new CommandError(
    { code: 'no-terminal', key: '--yes', must: 'be given where the question cannot be asked', like: '--yes' },
    'this asks before it changes anything, but standard input or standard error is not the terminal, so nobody can be asked; use --yes, or give both to the terminal; nothing was changed',
  );
}

async function agreed(text: string, question: string): Promise<boolean> {
  screen.tell(toldLines(text));
  return /^\s*y(es)?\s*$/i.test((await screen.ask(`${question} [y/N] `)) ?? '');
}

/** @throws what the SDK throws where it has no credentials. */
async function mfaCode(serial: string): Promise<string> {
  const code = screen.canAsk ? await screen.ask(`Code of the MFA device ${visible(serial)}: `) : undefined;
  if (code === undefined || code.trim() === '') throw noCode(serial);
  return code.trim();
}

function noCode(serial: string): Error {
  const remedy =
    'run this at a terminal and type the code, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to those of a session that was given it';
  return Object.assign(
    new Error(`the profile asks for the code of the MFA device ${serial}, and none was given; ${remedy}`),
    { name: 'CredentialsProviderError' },
  );
}

/** A simulation can take minutes, so this is told before. */
function checkFolder(file: string): void {
  if (file !== '' && !isFolder(file) && isFolder(dirname(file))) return;
  const must = 'name a file in a folder that is there';
  throw new CommandError({ code: 'wrong-value', key: '--html', found: file, must, like: 'life.html' });
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** What is not a person's mistake has failed. */
function errorDocument(error: unknown, message: string): ErrorDocument {
  const head = { kind: 'error', tool: 'aws-snapper', version, message } as const;
  if (!(error instanceof MistakeError)) return { ...head, code: 'failed' };
  const { code, key, found, like } = error;
  const by = error instanceof SettingsError ? error.by : undefined;
  return { ...head, code, key, by, found: found === undefined ? undefined : shown(found), like };
}

function printJson(document: Document): void {
  screen.print(visibleJson(document));
}
