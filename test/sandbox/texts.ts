import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import { neverReached } from '../../lambda/core/neverReached.ts';
import { quoted } from '../../lambda/settings/mistake.ts';
import { credentialsOf, DEFAULT_ACCOUNT } from '../cloud/wire/request.ts';
import { momentText, type Sandbox } from './sandbox.ts';

/** Where the sandbox is, unless that port is taken or another is wanted. */
export const PORT = 4599;

export const USAGE =
  'use npm run sandbox, npm run sandbox next-day 5, or npm run sandbox env (before an option: --)';

export const SHELLS = ['sh', 'fish', 'powershell'] as const;

type Shell = (typeof SHELLS)[number];

export function isShell(text: string): text is Shell {
  return SHELLS.some((shell) => shell === text);
}

/** What makes the AWS CLI, the SDK and aws-snapper in a shell talk to the sandbox, and read its time. */
export function exportsFor(shell: Shell, endpoint: string): string {
  const { accessKeyId, secretAccessKey } = credentialsOf(DEFAULT_ACCOUNT);
  const values: Readonly<Record<string, string>> = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    EC2_REGIONS: 'eu-west-1,us-east-1',
    IMAGES: 'true',
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'clock.mjs')).href}`,
  };
  return [
    removal(shell, OVERRIDING),
    ...Object.entries(values).map(([name, value]) => assignment(shell, name, value)),
  ].join('\n');
}

/**
 * With one of these set, the SDK and the AWS CLI do not use the keys above, or send a call to AWS.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const OVERRIDING = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  ...['EC2', 'KMS', 'SNS', 'STS', 'CLOUDFORMATION', 'LAMBDA', 'S3', 'AUTO_SCALING'].map(
    (service) => `AWS_ENDPOINT_URL_${service}`,
  ),
];

function removal(shell: Shell, names: readonly string[]): string {
  switch (shell) {
    case 'sh':
      return `unset ${names.join(' ')}`;
    case 'fish':
      return `set -e ${names.join(' ')}`;
    case 'powershell':
      return names.map((name) => `$env:${name} = $null`).join('\n');
    default:
      return neverReached(shell);
  }
}

function assignment(shell: Shell, name: string, value: string): string {
  switch (shell) {
    case 'sh':
      return `export ${name}=${quoted(value)}`;
    case 'fish':
      return `set -gx ${name} ${quoted(value)}`;
    case 'powershell':
      return `$env:${name} = '${value.replaceAll("'", "''")}'`;
    default:
      return neverReached(shell);
  }
}

/** What stands in the window when the sandbox is open: at most 80 columns, but for what is copied. */
export function welcome(sandbox: Sandbox, folder: string): string {
  const { endpoint, topic } = sandbox;
  const port = endpoint === `http://127.0.0.1:${PORT}` ? '' : ` -- --port ${new URL(endpoint).port}`;
  return `
The sandbox is open at ${endpoint}: an AWS on this machine, with
two regions and ten days of history. It is ${momentText(sandbox.now())} there.
Nothing costs money, and nothing reaches AWS.

1. Open another terminal and type:

cd ${quoted(folder)}
${exportsFor('sh', endpoint)}

   or, in the same folder, one of these:
     bash, zsh    eval "$(npm run -s sandbox env${port})"
     fish         npm run -s sandbox env fish${port} | source
     PowerShell   npm run -s sandbox env powershell${port} | Out-String | iex

2. There, try:

npx aws-snapper plan                  what the next run is going to do
npx aws-snapper run                   take what is due; later it deletes, too
npx aws-snapper list                  every volume in a line
npx aws-snapper coverage              which disk is not safe, and how it was
npx aws-snapper show vault            what happens to its snapshots, and why
npx aws-snapper enable mail --every 1 --retain within:7d     mend a wrong tag
npx aws-snapper simulate --days 60    what the next 60 days will bring
npx aws-snapper restore shop          a server that is gone: its disks again
npx aws-snapper restore shop --attach-to shop-new     … on a new server
npx aws-snapper take vault --image    an image (AMI) of a whole server, now
npx aws-snapper restore vault --image launch it again, as it was
aws ec2 describe-snapshots --owner-ids self

   An AWS CLI before 1.29 or 2.13 needs --endpoint-url $AWS_ENDPOINT_URL.

3. Let days pass: press n here, or type there: npm run sandbox next-day 5
   A run comes each day at 03:00 UTC. Its report is shown here as it arrives.
   To send one yourself: npx aws-snapper run --sns-arn ${topic}

q or Ctrl-C ends the sandbox; nothing of it stays.
`;
}

/** A report as it arrives at the topic. */
export function mailText(subject: string, message: string): string {
  return `\n${styleText('bold', `Mail: ${subject}`)}\n\n${message.trimEnd()}\n`;
}
