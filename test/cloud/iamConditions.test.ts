import { describe, expect, test } from 'vitest';

import { freshCloud } from './callers.ts';
import { isAllowed, requestTags, resourceTags } from './iam.ts';
import type { Statement } from './iam.ts';

describe('a condition', () => {
  const context = {
    ...requestTags({ Team: 'blue', Name: 'web' }),
    ...resourceTags({ Team: 'Red' }),
    'ec2:region': 'eu-west-1',
    'aws:securetransport': 'false',
    'ec2:volumesize': '14',
    'ec2:add/userid': ['222222222222', '333333333333'],
    'ec2:remove/userid': ['222222222222', '222222222222'],
  };

  test.for<[NonNullable<Statement['Condition']>, boolean]>([
    [{ StringEquals: { 'aws:RequestTag/team': ['green', 'blue'] } }, true],
    [{ StringEquals: { 'aws:RequestTag/Team': 'Blue' } }, false],
    [{ StringEquals: { 'aws:RequestTag/Other': 'x' } }, false],
    [{ StringEquals: { 'EC2:Region': 'eu-west-1', 'ec2:ResourceTag/Team': 'Red' } }, true],
    [{ StringEquals: { 'ec2:Region': 'eu-west-1', 'ec2:ResourceTag/Team': 'x' } }, false],
    [{ StringEqualsIfExists: { 'aws:RequestTag/Other': 'x' } }, true],
    [{ StringEqualsIfExists: { 'aws:RequestTag/Team': 'x' } }, false],
    [{ StringNotEquals: { 'aws:RequestTag/Team': ['red', 'green'] } }, true],
    [{ StringNotEquals: { 'aws:RequestTag/Team': ['red', 'blue'] } }, false],
    [{ StringNotEquals: { 'aws:RequestTag/Other': 'x' } }, true],
    [{ StringLike: { 'ec2:Region': 'eu-*' } }, true],
    [{ StringLike: { 'ec2:Region': 'eu-west-?' } }, true],
    [{ StringLike: { 'ec2:Region': 'eu.west.1' } }, false],
    [{ StringNotLike: { 'ec2:Region': 'eu-*' } }, false],
    [{ Null: { 'aws:ResourceTag/autosnap_keep': 'true' } }, true],
    [{ Null: { 'aws:ResourceTag/Team': 'true' } }, false],
    [{ Null: { 'aws:ResourceTag/Team': false } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, true],
    [{ Bool: { 'aws:SecureTransport': true } }, false],
    [{ ArnLike: { 'aws:PrincipalArn': '*' } }, false],
    [{ ArnNotLike: { 'aws:PrincipalArn': '*' } }, true],
    [{ ArnNotLike: { 'ec2:Region': 'eu-*' } }, false],
    [{ ArnNotEquals: { 'ec2:Region': 'us-*' } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team', 'Name', 'more'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] } }, false],
    [{ 'ForAllValues:StringLike': { 'aws:TagKeys': ['T*', 'N*'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:Absent': ['x'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['Name', 'x'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'name' } }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:Absent': 'x' } }, false],
    [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'Name' } }, true],
    [{ NumericEquals: { 'ec2:VolumeSize': 14 } }, true],
    [{ NumericEquals: { 'ec2:VolumeSize': '14.0' } }, true],
    [{ NumericEquals: { 'ec2:VolumeSize': ['13', '15'] } }, false],
    [{ NumericEquals: { 'ec2:Region': 0 } }, false],
    [{ NumericNotEquals: { 'ec2:VolumeSize': 13 } }, true],
    [{ NumericLessThan: { 'ec2:VolumeSize': 14 } }, false],
    [{ NumericLessThan: { 'ec2:VolumeSize': 100 } }, true],
    [{ NumericLessThanEquals: { 'ec2:VolumeSize': 14 } }, true],
    [{ NumericLessThanEquals: { 'ec2:VolumeSize': 13 } }, false],
    [{ NumericLessThanEquals: { 'ec2:Absent': 14 } }, false],
    [{ NumericLessThanEqualsIfExists: { 'ec2:Absent': 14 } }, true],
    [{ NumericGreaterThan: { 'ec2:VolumeSize': 14 } }, false],
    [{ NumericGreaterThan: { 'ec2:VolumeSize': 9 } }, true],
    [{ NumericGreaterThanEquals: { 'ec2:VolumeSize': 14 } }, true],
    [{ StringEquals: { 'ec2:Add/userId': '222222222222' } }, false],
    [{ StringEquals: { 'ec2:Add/userId': ['222222222222', '333333333333'] } }, false],
    [{ StringEquals: { 'ec2:Remove/userId': '222222222222' } }, true],
    [{ 'ForAllValues:StringEquals': { 'ec2:Add/userId': ['222222222222', '333333333333'] } }, true],
    [{ StringNotEquals: { 'ec2:Add/userId': '333333333333' } }, false],
  ])('%j: %s', ([Condition, allowed]) => {
    const statement: Statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
    expect(isAllowed([statement], { action: 'ec2:CreateSnapshot', resource: 'x', context })).toBe(allowed);
  });

  test.for(['NumericAbout', 'DateLessThan', 'StringSame', 'ForAllValues:Bool', 'ForSomeValues:StringEquals'])(
    'with the operator %s is refused when the policy is set',
    async (operator) => {
      const cloud = await freshCloud();
      const Condition = { [operator]: { 'aws:CurrentTime': 'x' } };
      expect(() => {
        cloud.policy = [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }];
      }).toThrow(operator);
    },
  );
});
