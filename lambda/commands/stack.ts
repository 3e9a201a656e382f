import { defaultRegion } from '../aws/account.ts';
import { errorOf } from '../aws/errors.ts';
import { EnvironmentUnreadable, type StackFunction, stackFunctions } from '../aws/stack.ts';
import { inQuotes, said } from '../core/text.ts';
import { flagsPlace, type GivenFlags, settingsOf } from '../settings/flags.ts';
import { cut, quoted } from '../settings/mistake.ts';
import { environmentPlace, givenIn } from '../settings/place.ts';
import { runHoursIn, type Settings } from '../settings/settings.ts';
import { settings as rows } from '../settings/table.ts';
import { type CommandContext, CommandError } from './command.ts';
import { refuseUnknown } from './credentials.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a person gave beside the name of a stack. */
export interface GivenBeside extends Pick<CommandContext, 'onNote'> {
  readonly regions: readonly string[];
  readonly flags: GivenFlags;
  readonly env: Environment;
}

/**
 * The settings of a deployed stack, so that a command decides as its function does.
 *
 * Options override them. Variables of the person's own environment are not used: where the stack does not set
 * something, its function uses the default.
 *
 * @throws CommandError where the stack or its function cannot be read, or is not of this tool.
 * @throws SettingsError for an option that cannot be used.
 */
export async function settingsOfStack(
  stack: string,
  { regions, flags, env, onNote }: GivenBeside,
): Promise<Settings> {
  const place = await placeOf(stack, env);
  const functions = (await functionsIn(place)).filter(({ variables }) => 'TAG_PREFIXES' in variables);
  const deployed = inRegion(together(functions, place), place.region);
  const settings = settingsOf(regions, flags, deployed);
  onNote?.(noteOn(place, deployed, { regions, flags, env }));
  return { ...settings, runHours: runHoursIn(deployed, settings.zone) };
}

/** Where a stack is looked for. */
interface StackPlace {
  readonly stack: string;
  readonly region: string;
  readonly profile: string | undefined;
}

const NAME = /^[a-z][a-z0-9-]{0,127}$/i;
const ARN = /^arn:aws[a-z-]*:cloudformation:([a-z0-9-]+):\d{12}:stack\/[a-z][a-z0-9-]*\/[a-z0-9-]+$/i;

async function placeOf(stack: string, { AWS_PROFILE: profile }: Environment): Promise<StackPlace> {
  const [, ofArn] = ARN.exec(stack) ?? [];
  if (ofArn === undefined && !NAME.test(stack)) {
    const must = 'be the name of a CloudFormation stack or its ARN';
    throw new CommandError({ code: 'wrong-value', key: '--stack', found: stack, must, like: 'AwsSnapper' });
  }
  const region = ofArn ?? (await defaultRegion());
  if (region !== undefined) return { stack, region, profile };
  const must = "be an ARN where the SDK has no region of its own; or set AWS_REGION to the stack's region";
  throw new CommandError({ code: 'missing', key: '--stack', found: stack, must });
}

/** The rights that `--stack` needs; they are a part of iam-operator-policy.json. */
const NEEDED =
  'cloudformation:DescribeStackResources on the stack and lambda:GetFunctionConfiguration on its functions';

async function functionsIn({ stack, region, profile }: StackPlace): Promise<readonly StackFunction[]> {
  try {
    return await stackFunctions(stack, { region });
  } catch (error) {
    const { code, message } = errorOf(error);
    const found = { key: '--stack', found: stack };
    const whose = profile === undefined ? 'these credentials' : `the profile ${inQuotes(profile)}`;
    if (/does not exist/.test(message)) {
      throw new CommandError(
        { code: 'not-found', ...found },
        `there is no stack ${inQuotes(stack)} in ${region} for ${whose}; give the name that CloudFormation shows, or the ARN of the stack, or set AWS_REGION; nothing was done`,
      );
    }
    if (error instanceof EnvironmentUnreadable) {
      throw new CommandError(
        { code: 'unreadable', ...found },
        `the settings of the stack ${inQuotes(stack)} in ${region} are encrypted, and ${whose} may not decrypt them (kms:Decrypt): ${said(message)}; nothing was done`,
      );
    }
    await refuseUnknown({ region }, profile);
    const remedy = /^(AccessDenied|UnauthorizedOperation)/.test(code) ? `; --stack needs ${NEEDED}` : '';
    throw new CommandError(
      { code: 'unreadable', ...found },
      `the stack ${inQuotes(stack)} in ${region} could not be read: ${code}: ${said(message)}${remedy}; nothing was done`,
    );
  }
}

/** The functions of a fan-out have the same settings; only one of them knows the topic. */
function together(functions: readonly StackFunction[], { stack, region }: StackPlace): Environment {
  const found = { key: '--stack', found: stack };
  if (functions.length === 0) {
    throw new CommandError(
      { code: 'wrong-kind', ...found },
      `the stack ${inQuotes(stack)} in ${region} has no function of aws-snapper among its first 100 resources; give the stack that deploys aws-snapper, like AwsSnapper; nothing was done`,
    );
  }
  const given = rows.flatMap(([key]) => {
    const values = functions.flatMap(({ variables }) => givenIn([environmentPlace(variables)], key) ?? []);
    if (new Set(values.map(({ value }) => value)).size > 1) {
      const names = functions.map(({ name }) => name).join(', ');
      throw new CommandError(
        { code: 'ambiguous', ...found },
        `the stack ${inQuotes(stack)} in ${region} has functions of aws-snapper with different settings (${key} of ${names}); give the settings as options instead; nothing was done`,
      );
    }
    return values.slice(0, 1).map(({ name, value }) => [name, String(value)] as const);
  });
  const [{ variables } = { variables: {} }] = functions;
  return { ...variables, ...Object.fromEntries(given) };
}

/** A function without regions works in its own, which need not be that of the person's SDK. */
function inRegion(deployed: Environment, region: string): Environment {
  return givenIn([environmentPlace(deployed)], 'regions') === undefined
    ? { ...deployed, REGIONS: region }
    : deployed;
}

/** Where the settings of a command came from. */
function noteOn(
  { stack, region }: StackPlace,
  deployed: Environment,
  { regions, flags, env }: GivenBeside,
): string {
  const [options, stacks, own] = [
    flagsPlace(regions, flags),
    environmentPlace(deployed),
    environmentPlace(env),
  ];
  const overridden = rows.flatMap(([key]) => givenIn([options], key) ?? []);
  const taken = rows.flatMap(([key]) => {
    const one = givenIn([options], key) === undefined ? givenIn([stacks], key) : undefined;
    return one === undefined
      ? []
      : [key === 'external_id' ? one.name : `${one.name}=${cut(quoted(String(one.value)))}`];
  });
  const unused = rows.flatMap(([key]) => givenIn([own], key)?.name ?? []);
  return [
    `settings of the stack ${inQuotes(stack)} in ${region}: ${taken.join(', ')}`,
    ...(overridden.length === 0
      ? []
      : [`overridden by options: ${overridden.map(({ name }) => name).join(', ')}`]),
    ...(unused.length === 0 ? [] : [`not used from your environment: ${unused.join(', ')}`]),
  ].join('; ');
}
