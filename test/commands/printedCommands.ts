import { spawnSync } from 'node:child_process';

/** The command lines in a printed text, as a person copies them: a line that ends in a backslash goes on. */
export function printedCommands(text: string): string[] {
  const all = text.matchAll(/(?:aws [a-z0-9]+|aws-snapper [a-z]+) (?:[^\n]* \\\n)*[^\n]*/g);
  return [...all].map(([command]) => command);
}

/** Stand-ins say their name and words, each after a line of its own; nothing else can be started. */
const STAND_INS = String.raw`aws() { printf '%s\0' @ aws "$@"; }; aws-snapper() { printf '%s\0' @ aws-snapper "$@"; }`;

/**
 * What a shell makes of some lines: the words of each command that it starts.
 *
 * @throws where it starts anything else, or cannot read them.
 */
export function shellReads(commands: readonly string[]): string[][] {
  if (commands.length === 0) return [];
  const script = [STAND_INS, ...commands].join('\n');
  const { status, stdout, stderr } = spawnSync('/bin/bash', ['--norc', '--restricted', '-e'], {
    input: script,
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
  });
  if (status !== 0 || stderr !== '') throw new Error(`a shell says ${stderr} of ${commands.join('\n')}`);
  return stdout
    .split('@\0')
    .slice(1)
    .map((words) => words.split('\0').slice(0, -1));
}
