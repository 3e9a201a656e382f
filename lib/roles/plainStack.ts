import {
  BootstraplessSynthesizer,
  CfnParameter,
  type CfnParameterProps,
  type IStackSynthesizer,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What a template asks a person for. */
export interface Question {
  readonly description: string;
  readonly allowedPattern: string;
  readonly noEcho?: boolean;
}

export function roleArn(description: string): Question {
  return { description, allowedPattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$' };
}

export function externalId(description: string): Question {
  return { description, allowedPattern: '^[A-Za-z0-9_+=,.@:/-]{2,1224}$', noEcho: true };
}

export function organizationId(description: string): Question {
  return { description, allowedPattern: '^o-[a-z0-9]{10,32}$' };
}

/** A stack whose template all accounts deploy as it is, without the CDK's bootstrap, as StackSets need it. */
export abstract class PlainStack extends Stack {
  protected constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK is typed without exactOptionalPropertyTypes
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      analyticsReporting: false,
      ...props,
    });
    // The file is the same whoever writes it.
    this.node.setContext('aws:cdk:enable-path-metadata', false);
    this.node.setContext('aws:cdk:enable-asset-metadata', false);
  }

  /** What a person answers; `given` is the answer where nothing else is said. */
  protected answer(name: string, question: Question, given?: string): string {
    return this.ask(name, { type: 'String', ...question, ...(given === undefined ? {} : { default: given }) })
      .valueAsString;
  }

  /** What a person answers by items that are separated by commas; the pattern is that of an item. */
  protected answers(name: string, question: Question): readonly string[] {
    return this.ask(name, { type: 'CommaDelimitedList', ...question }).valueAsList;
  }

  private ask(name: string, props: CfnParameterProps): CfnParameter {
    return new CfnParameter(this, name.charAt(0).toUpperCase() + name.slice(1), props);
  }
}
