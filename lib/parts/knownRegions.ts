import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { didYouMean, nearest } from '../../lambda/core/grammar/nearest.ts';
import type { SnapperSettings } from '../props/environment.ts';

interface Given extends Pick<SnapperSettings, 'regions'> {
  readonly topic?: ITopic | undefined;
  readonly alarmTopic?: ITopic | undefined;
  readonly topicKey?: IKey | undefined;
}

/**
 * Warns at synth of regions that the CDK does not know. They may be newer than the CDK, so none is refused.
 *
 * A region that does not exist fails in every run, and a topic in one gets no report.
 */
export function warnOfUnknownRegions(scope: Construct, given: Given): void {
  const known = RegionInfo.regions.map(({ name }) => name);
  for (const [place, region] of regionsIn(scope, given)) {
    if (Token.isUnresolved(region) || known.includes(region)) continue;
    const hint = didYouMean(nearest(region, known)) || '.';
    Annotations.of(scope).addWarningV2(
      `aws-snapper:unknownRegion:${region}`,
      `${JSON.stringify(region)} (${place}) is not a region that this version of the CDK knows${hint} If it is a newer one, go on.`,
    );
  }
}

function regionsIn(
  scope: Construct,
  { regions = [], topic, alarmTopic, topicKey }: Given,
): [string, string][] {
  const words = [regions].flat().map((word) => word.replace(/^!/, ''));
  const others: readonly [place: string, region: string | undefined][] = [
    ['of the stack', Stack.of(scope).region],
    ['of the topic', topic?.env.region],
    ['of the topic of the alarms', alarmTopic?.env.region],
    ['of the key', topicKey?.env.region],
  ];
  return [
    ...words.filter((word) => word !== 'all').map((word): [string, string] => ['in regions', word]),
    ...others.flatMap(([place, region]): [string, string][] =>
      region === undefined ? [] : [[place, region]],
    ),
  ];
}
