import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emitKeypressEvents, type Key } from 'node:readline';
import { wrapped } from '../../lambda/core/report/told.ts';
import { wholeLines } from '../wholeLines.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { exportsFor, isShell, mailText, PORT, SHELLS, USAGE, welcome } from './texts.ts';

/** `npm run sandbox`: an AWS on this machine to try every command on. */

/** What is wrong, and what to do, in one line. */
class Stop extends Error {}

/** The most that one `next-day` lets pass. */
const MOST_DAYS = 100;

const folder = join(import.meta.dirname, '../..');

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Stop ? `sandbox: ${error.message}` : error);
  process.exit(1);
}

async function main(words: readonly string[]): Promise<void> {
  const { port, rest } = portIn(words);
  const [command, value, ...others] = rest;
  if (others.length > 0 || (command !== 'next-day' && command !== 'env' && value !== undefined)) {
    throw new Stop(`"${rest.join(' ')}" is not understood; ${USAGE}`);
  }
  switch (command) {
    case undefined:
      return serve(port);
    case 'next-day':
      return letDaysPass(daysIn(value), port);
    case 'env':
      return printEnvironment(value, port);
    default:
      throw new Stop(`"${command}" is not understood; ${USAGE}`);
  }
}

interface Given {
  readonly port: number | undefined;
  readonly rest: readonly string[];
}

function portIn(words: readonly string[]): Given {
  const at = words.findIndex((word) => /^--port(=|$)/.test(word));
  // npm takes an option for itself where no -- stands before it.
  if (at < 0 && process.env['npm_config_port'] !== undefined)
    throw new Stop(`npm took --port for itself; use ${lineFor(words, process.env['npm_config_port'])}`);
  if (at < 0) return { port: undefined, rest: words };
  const [flag = '', next] = words.slice(at);
  const text = flag.includes('=') ? flag.slice('--port='.length) : (next ?? '');
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new Stop(`--port must be a number from 1 to 65535, but is "${text}"; use --port ${PORT}`);
  return { port, rest: words.toSpliced(at, flag.includes('=') ? 1 : 2) };
}

/** A port that was not joined to its option by `=` is the last of the words. */
function lineFor(words: readonly string[], taken: string): string {
  const [rest, port] = taken === 'true' ? [words.slice(0, -1), words.at(-1) ?? PORT] : [words, taken];
  return ['npm run sandbox', ...rest, '-- --port', port].join(' ');
}

function daysIn(text = '1'): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw new Stop(`next-day takes a number of days from 1 to ${MOST_DAYS}, but is given "${text}"; use 1`);
}

async function serve(port: number | undefined): Promise<void> {
  buildWhereMissing();
  console.log('Ten days pass …');
  const sandbox = await opened(port);
  console.log(welcome(sandbox, folder));
  await untilEnded(sandbox);
  await sandbox.close();
}

/** The program that the person tries is the built one. */
function buildWhereMissing(): void {
  if (existsSync(join(folder, 'dist/cli.mjs'))) return;
  execFileSync(process.execPath, ['build.mjs'], { cwd: folder, stdio: 'pipe' });
}

/** A mail is broken at its own width already; broken again it would be ragged, so a line that goes on is first made whole. */
function onMail(subject: string, message: string): void {
  console.log(inColumns(mailText(subject, wholeLines(message))));
}

async function opened(port: number | undefined): Promise<Sandbox> {
  try {
    return await startSandbox({ port: port ?? PORT, onMail });
  } catch (error) {
    if (!isInUse(error)) throw error;
    if (port !== undefined)
      throw new Stop(`port ${port} is in use; give another one, or leave --port out to have a free one`);
    console.log(`Port ${PORT} is in use, so a free one is taken.`);
    return startSandbox({ port: 0, onMail });
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** Ctrl-C, q or a signal ends it; n lets a day pass. */
async function untilEnded(sandbox: Sandbox): Promise<void> {
  const end = new AbortController();
  const isEnded = once(end.signal, 'abort');
  process.once('SIGINT', () => end.abort());
  process.once('SIGTERM', () => end.abort());
  if (process.stdin.isTTY) {
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.stdin.on('keypress', (_: unknown, { name, ctrl }: Key) => {
      if (name === 'q' || (ctrl && name === 'c')) end.abort();
      else if (name === 'n') sandbox.nextDay().then(tellDay, console.error);
    });
  }
  await isEnded;
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
}

/** Its mail stands above already. */
function tellDay(text: string): void {
  console.log(inColumns(text.split('\n', 2).join('\n')));
}

function inColumns(text: string): string {
  const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, columns))
    .join('\n');
}

async function letDaysPass(days: number, port: number | undefined): Promise<void> {
  const endpoint = endpointOf(port);
  for (let day = 1; day <= days; day += 1)
    console.log(inColumns(await asked('POST', endpoint, '/sandbox/next-day')));
}

async function printEnvironment(shell = 'sh', port: number | undefined): Promise<void> {
  if (!isShell(shell)) throw new Stop(`"${shell}" is no shell known here; use one of ${SHELLS.join(', ')}`);
  const endpoint = endpointOf(port);
  await asked('GET', endpoint, '/sandbox/ahead');
  console.log(exportsFor(shell, endpoint));
}

/** The port that is given, that of the shell's environment, or the usual one. */
function endpointOf(port: number | undefined): string {
  const known = process.env['AWS_ENDPOINT_URL'];
  const isLocal = port === undefined && known?.startsWith('http://127.0.0.1:');
  return isLocal ? (known ?? '') : `http://127.0.0.1:${port ?? PORT}`;
}

async function asked(method: 'GET' | 'POST', endpoint: string, path: string): Promise<string> {
  const answer = await fetch(`${endpoint}${path}`, { method }).catch(() => undefined);
  if (!answer?.ok)
    throw new Stop(
      `no sandbox answers at ${endpoint}; start one with npm run sandbox, or name its port with -- --port`,
    );
  return answer.text();
}
