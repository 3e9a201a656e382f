import { execFile, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cli } from './builtCli.ts';

/** The scripts of `completion`, asked by the shells that are installed here. */

async function scriptOf(shell: string): Promise<string> {
  const { status, out, err } = await cli({}, 'completion', shell);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out;
}

async function ask(name: string, ...words: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(name, words, (error, out, err) =>
      error === null ? resolve(out.split('\n').filter(Boolean)) : reject(new Error(err, { cause: error })),
    );
  });
}

/** What each shell offers after some words, the last of which is not yet finished. */
const OFFERS: Readonly<Record<string, (script: string, words: readonly string[]) => Promise<string[]>>> = {
  bash: (script, words) => {
    const line = words.map((word) => `'${word}'`).join(' ');
    const asked = `COMP_WORDS=(aws-snapper ${line}) COMP_CWORD=${words.length}; _aws_snapper; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return ask('bash', '--norc', '-c', `${script}\n${asked}`);
  },
  fish: async (script, words) => {
    const offered = await ask(
      'fish',
      '--no-config',
      '-c',
      `${script}\ncomplete -C 'aws-snapper ${words.join(' ')}'`,
    );
    return offered.map((line) => line.split('\t')[0] ?? '');
  },
};

function isInstalled(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0;
}

describe.for(Object.keys(OFFERS))('%s', (name) => {
  test.skipIf(!isInstalled(name)).for<[string[], string[], never: string[]]>([
    [['pl'], ['plan'], []],
    [[''], ['plan', 'run', 'show', 'simulate', 'completion', 'help'], ['eu-west-1', 'restart']],
    [
      ['plan', 'eu-w'],
      ['eu-west-1', 'eu-west-2', 'eu-west-3'],
      ['us-east-1', 'plan'],
    ],
    [['run', 'us-east-1', 'us-w'], ['us-west-1', 'us-west-2'], []],
    [['run', '--dr'], ['--dry-run'], ['--default-retain']],
    [['run', '--pre'], ['--prefix'], []],
    [['enable', 'web-1', '--e'], ['--every'], ['--retain']],
    [['show', ''], [], ['eu-west-1', 'plan']],
    [['show', 'web-1', '--region', 'eu-w'], ['eu-west-1'], ['us-east-1']],
    [['plan', '--interval', ''], [], ['eu-west-1', '--json', '--interval']],
    [['completion', 'f'], ['fish'], ['bash']],
  ])('after %j', async ([words, offered, never]) => {
    const given = await OFFERS[name]?.(await scriptOf(name), words);
    expect(given).toEqual(expect.arrayContaining(offered));
    expect(never.filter((word) => given?.includes(word))).toEqual([]);
  });
});

/** zsh draws what it offers on a terminal, so here it says what it hands to its own two functions. */
test.skipIf(!isInstalled('zsh')).for<[string[], string]>([
  [['pl'], 'plan:show what the next run will take and delete'],
  [['plan', 'eu-'], '*:word:(all af-south-1 '],
  [['run', '--dr'], '--dry-run[the same as plan]'],
  [['show', 'web-1', '--region', ''], '--region[one or more regions]:value:(all af-south-1 '],
  [['simulate', '--html', ''], '--html[also write a page with a calendar of each volume]:file:_files'],
])('zsh after %j', async ([words, handed]) => {
  const stubs = `compdef() { :; }; _describe() { print -rl -- "\${(P@)2}"; }; _arguments() { print -rl -- "$@"; }`;
  const line = words.map((word) => `'${word}'`).join(' ');
  const asked = `words=(aws-snapper ${line}) CURRENT=${words.length + 1}; _aws_snapper`;
  const given = await ask('zsh', '-f', '-c', `${stubs}\n${await scriptOf('zsh')}\n${asked}`);
  expect(given.filter((one) => one.startsWith(handed))).toHaveLength(1);
});

test('a shell that is none of the three is refused with those that are', async () => {
  expect(await cli({}, 'completion', 'ksh')).toEqual({
    status: 1,
    out: '',
    err: 'aws-snapper: shell must be one of bash, zsh, fish, but is "ksh"; use bash\n',
  });
  expect((await cli({ INTERVAL: 'hourly' }, 'completion', 'bash')).status).toBe(0);
});
