import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, AssetStaging, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSnapperStack, type AwsSnapperStackProps } from '../../lib/awsSnapperStack.ts';
import { AwsSnapper } from '../../lib/awsSnapper.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';

/** The feature flags the app is started with: without them the tests would look at another template. */
const flags: Record<string, unknown> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'),
).context;

export const env = { account: '123456789012', region: 'eu-west-1' };

/** One folder for all apps, so that the bundle is copied once. */
const outdir = mkdtempSync(join(tmpdir(), 'snapper-cdk-'));

/** For the end of each file that makes a deployment: files may share this module, and its folder. */
export function removeOutput(): void {
  rmSync(outdir, { recursive: true, force: true });
  // Or the next file would be told that its bundle is still there.
  AssetStaging.clearAssetHashCache();
}

export function newApp(): App {
  return new App({ context: flags, outdir });
}

interface Where {
  readonly app?: App;
  readonly stackName?: string;
  /** Without an account and a region, CloudFormation fills them in. */
  readonly env?: Environment;
}

/** A stack of somebody's own, with topics or keys that are made in it. */
function withConstructs(
  app: App,
  id: string,
  place: Environment,
  propsOf: (stack: Stack) => AwsSnapperProps,
): Stack {
  const stack = new Stack(app, id, { env: place });
  new AwsSnapper(stack, 'Snapper', propsOf(stack));
  return stack;
}

/** A deployment as `cdk deploy` makes it; a test changes one thing. */
export function deployment(
  props: AwsSnapperStackProps | ((stack: Stack) => AwsSnapperProps) = {},
  { app = newApp(), stackName = 'AwsSnapper', env: place = env }: Where = {},
) {
  const stack =
    typeof props === 'function'
      ? withConstructs(app, stackName, place, props)
      : new AwsSnapperStack(app, stackName, { ...props, env: place });
  return { app, stack, template: () => Template.fromStack(stack) };
}
