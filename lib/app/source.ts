import { environmentOf } from '../props/environment.ts';
import type { SourceRoleStackProps } from '../roles/sourceRoleStack.ts';
import { SOURCE_KEYS } from './keys.ts';
import { underKeys, valuesIn } from './values.ts';

/** The source role as a person describes it on the command line. */
export interface SourceDeployment {
  readonly stackName: string;
  readonly props: SourceRoleStackProps;
}

/**
 * Reads the source role from the CDK context; undefined where that describes something else.
 *
 * @throws ConfigurationError for a key that the source role does not have, and for a value that cannot be used.
 */
export function readSourceContext(context: Readonly<Record<string, unknown>>): SourceDeployment | undefined {
  if (String(context['source']).trim() !== 'true') return undefined;
  const { list, given, text } = valuesIn(context, SOURCE_KEYS);
  const tagPrefixes = list('tagPrefixes');
  underKeys(() => environmentOf({ tagPrefixes }));
  return {
    stackName: text('stackName') ?? 'AwsSnapperSource',
    props: { tagPrefixes, ...given(['roleName', 'vaultRoleArn', 'externalId', 'organizationId']) },
  };
}
