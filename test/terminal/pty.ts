import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const program = join(import.meta.dirname, '../../dist/cli.mjs');

/** The width of the terminal. */
export const COLUMNS = 80;

/** Ctrl-C, as a terminal sends it. */
export const CTRL_C = '\u0003';

/** Why there is no terminal here to try a command on; undefined where there is one. */
export const noTerminal: string | undefined = spawnSync('script', ['--version'])
  .stdout?.toString()
  .includes('util-linux')
  ? undefined
  : 'skipped: script of util-linux is not installed';

/** A command that runs on a terminal. */
export interface Session {
  /** Waits until this was shown. */
  readonly until: (words: string) => Promise<void>;
  readonly type: (keys: string) => void;
  readonly ended: Promise<Shown>;
}

/** What a terminal showed, and the status that the shell saw. */
export interface Shown {
  readonly status: number | null;
  /** With its colours and movements. */
  readonly raw: string;
  /** What was left standing: a line that was wiped is not in it. */
  readonly lines: readonly string[];
}

/** Starts the built command line on a real terminal of 80 columns, with nothing in its environment but `env`. */
export function onTerminal(env: Readonly<Record<string, string>>, ...words: string[]): Session {
  const command = `stty cols ${COLUMNS} rows 40; exec '${process.execPath}' '${program}' ${words.join(' ')}`;
  const script = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
  });
  let raw = '';
  const waiting = new Set<() => void>();
  script.stdout.on('data', (data: Buffer) => {
    raw += data.toString();
    for (const look of waiting) look();
  });
  const ended = new Promise<Shown>((resolve) => {
    script.on('close', (status) => resolve({ status, raw, lines: standing(raw) }));
  });
  return {
    until: async (wanted) => {
      const seen = new Promise<void>((resolve) => {
        const look = () => {
          if (!raw.includes(wanted)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
      await Promise.race([seen, ended]);
      if (!raw.includes(wanted)) throw new Error(`it ended without "${wanted}":\n${raw}`);
    },
    type: (keys) => script.stdin.write(keys),
    ended,
  };
}

/** Back to the first column, and the line wiped. */
const WIPED = '\u001B[1G\u001B[0K';

function standing(raw: string): string[] {
  return raw
    .split('\n')
    .map((line) => stripVTControlCharacters(line.split(WIPED).at(-1) ?? '').replaceAll('\r', ''));
}
