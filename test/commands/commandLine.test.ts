import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { CommandError } from '../../lambda/commands/command.ts';
import { type Asked, asked } from '../../lambda/commands/commandLine.ts';
import { commands } from '../../lambda/commands/table.ts';

/** What a line means: the command as its regions, its options and when it asks; or the page; or why neither. */

function line(
  text: string,
  { env = {}, isTerminal = false }: Partial<Parameters<typeof asked>[1]> = {},
): Asked {
  return asked(text.split(' ').filter(Boolean), { env, isTerminal, width: 80 });
}

function refusal(text: string, where: Partial<Parameters<typeof asked>[1]> = {}): CommandError | undefined {
  try {
    line(text, where);
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

function given(text: string, isTerminal: boolean): object | string {
  const one = line(text, { isTerminal });
  if (one.kind !== 'command') return one.text.split('\n')[0] ?? '';
  return { regions: one.given.regions, asks: one.given.asks, flags: one.given.flags };
}

const HELP = 'Usage: aws-snapper [options] [command]';

describe('U2 without a command', () => {
  test.for<[string, onTerminal: object | string, without: object | string]>([
    ['', HELP, { regions: [], asks: 'at a terminal', flags: {} }],
    [
      'us-east-1',
      { regions: ['us-east-1'], asks: 'at a terminal', flags: {} },
      { regions: ['us-east-1'], asks: 'at a terminal', flags: {} },
    ],
    [
      'all --yes',
      { regions: ['all'], asks: 'at a terminal', flags: { yes: true } },
      { regions: ['all'], asks: 'at a terminal', flags: { yes: true } },
    ],
    ['--help', HELP, HELP],
    ['--version', manifest.version, manifest.version],
  ])('"%s" on a terminal and without one', ([text, onTerminal, without]) => {
    expect(given(text, true)).toEqual(onTerminal);
    expect(given(text, false)).toEqual(without);
  });

  test('options alone are a run where nobody sits, and a question where somebody does', () => {
    expect(given('--interval 3600', false)).toMatchObject({ flags: { interval: '3600' } });
    expect(refusal('--interval 3600', { isTerminal: true })).toMatchObject({
      code: 'usage',
      like: 'aws-snapper run --interval 3600',
    });
  });

  test('run --dry-run and a dry run of named regions are understood', () => {
    expect(given('run us-east-1 --dry-run', true)).toMatchObject({ flags: { dryRun: true } });
    expect(given('us-east-1 --dry-run', true)).toMatchObject({ flags: { dryRun: true } });
  });
});

test.for([
  ['--key', 'restore web --image --key ops --no-key'],
  ['--profile', 'restore web --image --no-profile --type t3.small --profile=web'],
] as const)('%s and its opposite are refused, in either order: %s', ([option, text]) => {
  expect(refusal(text)).toMatchObject({
    code: 'not-together',
    message: `${option} and --no-${option.slice(2)} cannot be given together; leave one of them out; nothing was changed`,
  });
});

test.for([
  ['prove', []],
  ['prove all', ['all']],
  ['prove eu-west-1 web us-east-1 snap-1', ['eu-west-1', 'us-east-1']],
  ['prove web --sample 5', []],
] as const)('%s: only what reads like a region is one', ([text, regions]) => {
  expect(given(text, true)).toMatchObject({ regions, asks: 'at a terminal' });
});

test('one of two opposites is taken, also twice', () => {
  expect(given('restore web --image --no-key --profile web --no-key', false)).toMatchObject({
    flags: { image: true, key: false, profile: 'web' },
  });
});

test.for(['--every', '--frequency'])('simulate takes %s, one option under two names', (option) => {
  expect(given(`simulate ${option} 6h`, true)).toMatchObject({ flags: { frequency: '6h' } });
});

test.for(['bash', 'zsh', 'fish'])(
  'a completion script is no page, which a terminal would break: %s',
  (shell) => {
    expect(line(`completion ${shell}`, { isTerminal: true })).toMatchObject({ kind: 'script' });
    expect(line('completion --help', { isTerminal: true })).toMatchObject({ kind: 'page' });
  },
);

describe('a line that cannot be understood says what was meant', () => {
  test.for<[string, string]>([
    ['paln eu-west-1', 'unknown command "paln"; did you mean plan?'],
    ['help paln', 'unknown command "paln"; did you mean plan?'],
    ['Mars', 'unknown command "Mars"; aws-snapper --help lists the commands'],
    ['--json plan us-east-1', 'the command comes first; type: aws-snapper plan --json us-east-1'],
    [
      'enable web-1 --evry 1',
      "unknown option '--evry'; did you mean --every? (aws-snapper enable --help shows what there is)",
    ],
    [
      'restore web-1 --images --yes',
      "unknown option '--images'; did you mean --image? (aws-snapper restore --help shows what there is)",
    ],
    [
      'run --dryrun',
      "unknown option '--dryrun'; did you mean --dry-run? (aws-snapper run --help shows what there is)",
    ],
    ['run --dry-run=false', "unknown option '--dry-run=false' (aws-snapper run --help shows what there is)"],
    ['show', "missing required argument 'id|name' (aws-snapper show --help shows what there is)"],
    [
      'show a b',
      "too many arguments for 'show'. Expected 1 argument but got 2. (aws-snapper show --help shows what there is)",
    ],
    [
      'plan --interval',
      "option '--interval <seconds>' argument missing (aws-snapper plan --help shows what there is)",
    ],
  ])('U10 U21 %s', ([text, message]) => {
    expect(refusal(text)).toMatchObject({ code: 'usage', message });
  });

  test.for<[string, string]>([
    ['run eu-west-1 –dry-run', 'aws-snapper run eu-west-1 --dry-run'],
    ['eu-west-1 —dry-run', 'aws-snapper eu-west-1 --dry-run'],
    ['run −y', 'aws-snapper run -y'],
    ['run eu-west-1 ‑‑dry‑run', 'aws-snapper run eu-west-1 --dry-run'],
    ['run -–dry-run', 'aws-snapper run --dry-run'],
    ['run \u{A0}--dry-run', 'aws-snapper run --dry-run'],
    ['run \u{200B}--prefix=db', 'aws-snapper run --prefix=db'],
    ['run -- --dry-run', 'aws-snapper run --dry-run'],
  ])('an option that would be taken for a region: %s', ([text, like]) => {
    expect(refusal(text)).toMatchObject({ code: 'usage', like });
  });

  test.for([['show –web'], ['pin snap-1 --because –'], ['run eu-west-1 --dry-run']])(
    'a dash that begins no option is left alone: %s',
    ([text = '']) => {
      expect(line(text).kind).toBe('command');
    },
  );

  test.for([['eu-wst-1'], ['useast1'], ['all,!eu-south-1'], ['!eu-south-1'], ['US-EAST-1']])(
    'a word that may be a region is left to the settings: %s',
    ([text = '']) => {
      expect(given(text, false)).toMatchObject({ regions: [text] });
    },
  );
});

/** As npm 11 sets them by itself for a script, here and where people keep settings of their own. */
const NPM = {
  npm_command: 'run',
  npm_lifecycle_event: 'snapper',
  npm_lifecycle_script: 'tsx lambda/cli.ts',
  npm_config_allow_scripts: '',
  npm_config_cache: '/home/me/.npm',
  npm_config_global_prefix: '/usr',
  npm_config_init_module: '/home/me/.npm-init.js',
  npm_config_local_prefix: '/home/me/snapper',
  npm_config_loglevel: 'silent',
  npm_config_node_gyp: '/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
  npm_config_noproxy: '',
  npm_config_npm_version: '11.19.1',
  npm_config_prefix: '/usr',
  npm_config_registry: 'https://registry.example.com/',
  npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64 workspaces/false',
  npm_config_userconfig: '/home/me/.npmrc',
  npm_config_yes: '',
  npm_config_os: 'linux',
  npm_config_preid: 'beta',
};

describe('U1 what npm kept for itself is refused, with the line to type', () => {
  test.for<[string, Record<string, string>, string]>([
    ['run us-west-2', { npm_config_dry_run: 'true' }, 'npm run snapper -- run us-west-2 --dry-run'],
    ['run us-west-2', { npm_config_dryrun: 'true' }, 'npm run snapper -- run us-west-2 --dry-run'],
    ['take web-1', { npm_config_dry_run: 'true' }, 'npm run snapper -- take web-1 --dry-run'],
    ['', { npm_config_dry_run: 'true' }, 'npm run snapper -- --dry-run'],
    [
      'run us-east-1 3600',
      { npm_config_interval: 'true' },
      'npm run snapper -- run us-east-1 --interval 3600',
    ],
    ['run us-east-1', { npm_config_interval: '3600' }, 'npm run snapper -- run us-east-1 --interval 3600'],
    ['run', { npm_config_tag_prefix: 'db' }, 'npm run snapper -- run --tag-prefix db'],
    ['run', { npm_config_name: 'My job' }, "npm run snapper -- run --job-name 'My job'"],
    ['disable web-1', { npm_config_yes: 'true' }, 'npm run snapper -- disable web-1 --yes'],
    ['plan', { npm_config_json: 'true' }, 'npm run snapper -- plan --json'],
    [
      'enable web-1 1 7',
      { npm_config_every: 'true', npm_config_retain: 'true', npm_config_yes: 'true' },
      'npm run snapper -- enable web-1 --yes --every <frequency> --retain <retention>',
    ],
    ['run us-east-1', { npm_config_what_if: 'true' }, 'npm run snapper -- run us-east-1 --dry-run'],
    ['run us-east-1', { npm_config_noop: 'true' }, 'npm run snapper -- run us-east-1 --dry-run'],
    ['run us-east-1', { npm_config_plan: 'true' }, 'npm run snapper -- run us-east-1 --dry-run'],
    [
      'run us-east-1',
      {
        npm_config_dry_run: 'true',
        npm_lifecycle_event: 'backup',
        npm_lifecycle_script: 'aws-snapper run us-east-1',
      },
      'npm run backup -- --dry-run',
    ],
    [
      'run',
      { npm_command: 'exec', npm_lifecycle_event: 'npx', npm_config_dry_run: 'true' },
      'npx aws-snapper run --dry-run',
    ],
  ])('%s with %j', ([text, env, like]) => {
    for (const isTerminal of [true, false]) {
      expect(refusal(text, { env: { ...NPM, ...env }, isTerminal })).toMatchObject({
        code: 'swallowed',
        like,
      });
    }
  });

  test.for<[string, Record<string, string>]>([
    ['run us-west-2', {}],
    ['run us-west-2 --dry-run', { npm_config_dry_run: 'true' }],
    ['run us-west-2', { npm_config_dry_run: 'false' }],
    ['run us-west-2', { npm_config_dryrun: '' }],
    ['run us-west-2 -y', { npm_config_yes: 'true' }],
    ['run us-west-2', { npm_config_yes: 'true' }],
    ['run us-west-2 --interval=60', { npm_config_interval: '60' }],
    ['run', { npm_command: 'exec', npm_lifecycle_event: 'npx', npm_config_yes: 'true' }],
  ])('and nothing else: %s with %j', ([text, env]) => {
    expect(line(text, { env: { ...NPM, ...env } }).kind).toBe('command');
  });

  test('U1 a person at a terminal is told where the yes went', () => {
    const env = { ...NPM, npm_config_yes: 'true' };
    expect(refusal('run', { env, isTerminal: true })).toMatchObject({ like: 'npm run snapper -- run --yes' });
  });

  test('outside npm such a variable says nothing', () => {
    expect(line('run us-west-2', { env: { npm_config_dry_run: 'true' } }).kind).toBe('command');
  });

  test('the line to type is understood', () => {
    expect(line('run us-west-2 --dry-run', { env: { ...NPM, npm_config_dry_run: 'true' } })).toMatchObject({
      given: { flags: { dryRun: true } },
    });
  });
});

test.for(commands.map(({ name, examples }) => [name, Object.keys(examples)] as const))(
  'the examples of %s can be typed as they stand',
  ([, examples]) => {
    for (const example of examples) {
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, inside, plain]) => inside ?? plain ?? '',
      );
      expect(asked(words, { env: {}, isTerminal: true, width: 80 }).kind).toBe('command');
    }
  },
);
