import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { afterAll, describe, expect, test } from 'vitest';
import type { AwsSnapperStackProps } from '../../lib/awsSnapperStack.ts';
import { deployed, type Properties } from './deployed.ts';
import { deployment, removeOutput } from './deployment.ts';
import { PROPS as FANNED_OUT } from './fannedOut.ts';

afterAll(removeOutput);

const REPLICAS = { replicas: { regions: ['eu-central-1'], min: 7 } };

const DEPLOYMENTS: readonly [what: string, props: AwsSnapperStackProps][] = [
  ['a plain deployment', {}],
  ['one of several prefixes', { tagPrefixes: ['autosnap', 'nightly.v2', 'a-b'] }],
  ['one that fans out', { ...FANNED_OUT, prove: 20 }],
  ['one that does everything', { images: true, prove: 20, coverage: true, ...REPLICAS }],
  ['one whose runs are rare', { schedule: 'rate(8 days)' }],
  ['one that only plans', { dryRun: true }],
  ['a vault', { vault: { accounts: ['111111111111'], externalId: 'one-of-ours' }, ...REPLICAS }],
];

const known = new Map<string, ReturnType<typeof deployed>>();

/** Each deployment is made once. */
function made(props: AwsSnapperStackProps) {
  const key = JSON.stringify(props);
  const one = known.get(key) ?? deployed(deployment(props).template());
  known.set(key, one);
  return one;
}

describe('the runbook', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  const sections = headings.slice(headings.indexOf('Before you begin') + 1, headings.indexOf('Once a week'));

  test('has a section for each alarm of any deployment, and each section has an alarm', () => {
    const linked = DEPLOYMENTS.flatMap(([, props]) => descriptionsIn(props)).map(
      (words) => /^.+[.:] What to do: docs\/operations\.md#([a-z-]+)$/.exec(words)?.[1],
    );
    const slugger = new GithubSlugger();
    expect(new Set(linked)).toEqual(new Set(sections.map((heading) => slugger.slug(heading))));
  });

  test.for(sections.map((heading) => [heading] as const))(
    'says of %s what a tired person needs',
    ([heading]) => {
      const [, section = ''] = page.split(`## ${heading}\n`);
      const text = section.split('\n## ')[0] ?? '';
      const bold = [...text.matchAll(/\*\*(.*?)\*\*/g)].map(([, words = '']) => words.toLowerCase());
      const told = new Set(bold.flatMap((words) => words.replace(/:$/, '').split(', ')));
      const needed = told.has('all else') ? ['means'] : ['means', 'in danger', 'look first', 'do', 'over'];
      expect(needed.filter((part) => !told.has(part))).toEqual([]);
    },
  );

  test('can be a page of one’s own, which changes the descriptions of alarms and nothing else', () => {
    const runbookUrl = 'https://wiki.example.com/aws-snapper';
    const [ours, theirs] = [{}, { runbookUrl }].map((props) =>
      JSON.stringify(deployment(props).template().toJSON()),
    );
    expect(theirs).toContain(`${runbookUrl}#failedactions`);
    expect(theirs?.replaceAll(runbookUrl, 'docs/operations.md')).toBe(ours);
  });

  test.for(['https://wiki.example.com/a page', 'https://wiki.example.com/#page', '', 'x'.repeat(301)])(
    'at %j is refused',
    (runbookUrl) => {
      expect(() => deployment({ runbookUrl })).toThrow(/runbookUrl must be .*use "https:/);
    },
  );

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
  test.for(DEPLOYMENTS)(
    'leaves the descriptions of %s below the 1,024 characters of CloudWatch',
    ([, props]) => {
      // What a name has beside that of its construct: a stack's of 128 characters, and what CloudFormation adds.
      const longer = 128 + 24;
      const runbookUrl = `https://wiki.example.com/${'x'.repeat(275)}`;
      const long = descriptionsIn({ ...props, runbookUrl }).filter((words) => words.length + longer > 1024);
      expect(long).toEqual([]);
    },
  );
});

/** The descriptions of all alarms, as CloudWatch has them. */
function descriptionsIn(props: AwsSnapperStackProps): string[] {
  const { all } = made(props);
  const alarms = [...all('AWS::CloudWatch::Alarm'), ...all('AWS::CloudWatch::CompositeAlarm')];
  return alarms.map(({ AlarmDescription }: Properties) => String(AlarmDescription));
}
