import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copies, isOfCluster, type TagPatterns } from '../../../lambda/core/grammar/tagPatterns.ts';

const CLUSTER = [
  'kubernetes.io/cluster/prod-x7k2p',
  'kubernetes.io/created-for/pvc/name',
  'ebs.csi.aws.com/cluster',
  'sigs.k8s.io/cluster-api-provider-aws/cluster/prod-x7k2p',
  'openshiftClusterID',
];
const KEYS = ['CostCenter', 'Secret', 'SecretPlan', 'cost center', 'kubernetes.io/role', ...CLUSTER];

describe('which keys are copied', () => {
  test.for<[words: string, patterns: TagPatterns, copied: readonly string[]]>([
    ['true: all but those of clusters', true, KEYS.slice(0, 5)],
    ['false: none', false, []],
    ['*: all, because somebody asked for all', ['*'], KEYS],
    ['an exclusion beside a name takes from the named', ['!Secret*', 'CostCenter'], ['CostCenter']],
    ['only named ones', ['CostCenter', 'cost*'], ['CostCenter', 'cost center']],
    [
      'the last one that matches decides',
      ['*', '!Secret*', 'SecretPlan'],
      KEYS.filter((key) => key !== 'Secret'),
    ],
    ['and not the first', ['SecretPlan', '*', '!Secret*'], KEYS.filter((key) => !key.startsWith('Secret'))],
    [
      'only exclusions: taken from what true copies',
      ['!Secret*'],
      ['CostCenter', 'cost center', 'kubernetes.io/role'],
    ],
    [
      'a cluster’s, where it is named',
      ['*', '!kubernetes.io/*', 'kubernetes.io/cluster/*'],
      KEYS.filter((key) => !/^kubernetes.io\/(role|created)/.test(key)),
    ],
    ['letters count as they are written', ['costcenter', 'COST*'], []],
    ['a star stands for nothing, too', ['CostCenter*'], ['CostCenter']],
    ['what stands on both sides of it does not overlap', ['Secr*cret'], []],
    ['stars in the middle', ['*e*t*'], KEYS.filter((key) => /e.*t/.test(key))],
    ['other signs mean themselves', ['Cost.enter', 'Cost?enter', '.*'], []],
  ])('%s', ([, patterns, copied]) => {
    expect(KEYS.filter((key) => copies(patterns, key))).toEqual(copied);
  });

  test('as a regular expression would say, in any pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const key = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(text, key, (pattern, one) => {
        expect(copies([pattern], one)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(one));
      }),
    );
  });

  test('a pattern of many stars takes no time', () => {
    expect(copies(['a*'.repeat(60)], `${'a'.repeat(127)}b`)).toBe(true);
    expect(copies([`${'a*'.repeat(60)}c`], `${'a'.repeat(127)}b`)).toBe(false);
  });
});

test.for<[TagPatterns, string, boolean]>([
  [true, 'openshiftClusterID', true],
  [true, 'CostCenter', false],
  [['!Secret*'], 'openshiftClusterID', true],
  [['!openshift*'], 'openshiftClusterID', false],
  [['CostCenter'], 'openshiftClusterID', false],
  [['*'], 'openshiftClusterID', false],
  [false, 'openshiftClusterID', false],
])('%j leaves %s to its cluster without being asked: %s', ([patterns, key, answer]) => {
  expect(isOfCluster(patterns, key)).toBe(answer);
});
