import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HOUSE } from '../documents/pages.ts';
import { run } from './packed.ts';

/** The two kinds of CDK apps that people have, each with our construct in its stack and a test of that. */

/** The CDK's command line is the one of this house, so that it is not installed once more. */
export async function cdk(folder: string, ...words: string[]): Promise<string> {
  return run(folder, join(HOUSE, 'node_modules/.bin/cdk'), ...words, '--no-notices');
}

/** Writes what `cdk init` writes today, into a new folder. */
export async function writeToday(folder: string): Promise<void> {
  mkdirSync(folder);
  await cdk(folder, 'init', 'app', '--language', 'typescript', '--generate-only');
  change(folder, 'package.json', /\s*"aws-cdk": .*/, '');
  // Types lie in the folder above, too, where apps share packages.
  change(folder, 'tsconfig.json', /"typeRoots": \[[^\]]*\],/, '');
  const name = basename(folder);
  change(folder, `lib/${name}-stack.ts`, /^import/, "import { AwsSnapper } from 'aws-snapper';\nimport");
  change(folder, `lib/${name}-stack.ts`, /\/\/ The code .*/, CONSTRUCT);
  writeFileSync(join(folder, 'test', `${name}.test.ts`), testOf(name));
}

/** Writes what older versions of `cdk init` wrote: CommonJS, ts-node and ts-jest, and so TypeScript 5. */
export async function writeOlder(folder: string): Promise<void> {
  await writeToday(folder);
  change(folder, 'package.json', /"@swc\/core".*\s*"@swc\/jest".*/, '"ts-jest": "^29", "ts-node": "^10",');
  change(folder, 'package.json', /"tsx".*\s*"typescript".*/, '"typescript": "5.9.3"');
  change(folder, 'jest.config.js', /\['@swc\/jest'\]/, "'ts-jest'");
  change(folder, 'cdk.json', /npx tsc && npx tsx/, 'npx ts-node --prefer-ts-exts');
  change(folder, 'tsconfig.json', /"module": .*\s*"moduleResolution": .*/, '"module": "commonjs",');
  change(folder, 'tsconfig.json', /"skipLibCheck": true/, '"skipLibCheck": false');
}

/** Throws where the CDK no longer writes what we know. */
function change(folder: string, name: string, from: RegExp, to: string): void {
  const file = join(folder, name);
  const text = readFileSync(file, 'utf8');
  if (!from.test(text)) throw new Error(`${name} must have ${from}, but is ${text}`);
  writeFileSync(file, text.replace(from, to));
}

const CONSTRUCT = `new AwsSnapper(this, 'Snapper', {
      regions: ['eu-west-1'],
      emails: ['ops@example.com'],
      memorySize: undefined,
    });`;

function testOf(name: string): string {
  return `import * as cdk from "aws-cdk-lib/core";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSnapper, ConfigurationError } from "aws-snapper";
import * as stacks from "../lib/${name}-stack";

test('a function takes snapshots each day', () => {
  const [Stack] = Object.values(stacks);
  const template = Template.fromStack(new Stack(new cdk.App(), 'MyTestStack'));
  template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler' });
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(0 3 * * ? *)' });
  template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'ops@example.com' });
});

test('a wrong prop is refused', () => {
  const make = () => new AwsSnapper(new cdk.Stack(), 'Snapper', { timeZone: 'Mars' });
  expect(make).toThrow(ConfigurationError);
});
`;
}
