import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import GithubSlugger from 'github-slugger';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { AwsSnapper } from '../../lib/awsSnapper.ts';
import type { AwsSnapperStackProps } from '../../lib/awsSnapperStack.ts';
import { planOf, reportOf } from '../core/fixtures.ts';
import { deployed, type Properties } from './deployed.ts';
import { deployment, env, newApp, removeOutput } from './deployment.ts';
import { PROPS as FANNED_OUT } from './fannedOut.ts';

afterAll(removeOutput);

const REPLICAS = { replicas: { regions: ['eu-central-1'], min: 7 } };

const DEPLOYMENTS: readonly [what: string, props: AwsSnapperStackProps][] = [
  ['a plain deployment', {}],
  ['one of several prefixes', { tagPrefixes: ['autosnap', 'nightly.v2', 'a-b'] }],
  ['one of many prefixes', { tagPrefixes: Array.from({ length: 15 }, (_, index) => `p${index}`) }],
  ['one that fans out', { ...FANNED_OUT, prove: 20 }],
  ['one that does everything', { images: true, prove: 20, coverage: true, ...REPLICAS }],
  ['one whose runs are rare', { schedule: 'rate(8 days)' }],
  ['one that only plans', { dryRun: true }],
  ['one without alarms', { alarms: false, prove: 20 }],
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
    'says of %s what it means, what is in danger, where to look, what to do, and when it is over',
    ([heading]) => {
      const [, section = ''] = page.split(`## ${heading}\n`);
      const text = section.split('\n## ')[0] ?? '';
      const bold = [...text.matchAll(/\*\*(.*?)\*\*/g)].map(([, words = '']) => words.toLowerCase());
      const told = new Set(bold.flatMap((words) => words.replace(/:$/, '').split(', ')));
      const needed = told.has('all else') ? ['means'] : ['means', 'in danger', 'look first', 'do', 'over'];
      expect(needed.filter((part) => !told.has(part))).toEqual([]);
    },
  );

  test('can be another page, which changes the descriptions of alarms and nothing else', () => {
    const runbookUrl = 'https://wiki.example.com/aws-snapper';
    const [ours, theirs] = [{}, { runbookUrl }].map((props) =>
      JSON.stringify(deployment(props).template().toJSON()),
    );
    expect(theirs).toContain(`${runbookUrl}#failedactions`);
    expect(theirs?.replaceAll(runbookUrl, 'docs/operations.md')).toBe(ours);
  });

  test.for([
    'https://wiki.example.com/a page',
    'https://wiki.example.com/#page',
    'https://wiki.example.com/](https://evil.example.com)',
    'https://wiki.example.com/"',
    'https://wiki.example.com/\\',
    'https://wiki.example.com/\u200B',
    '\0',
    '',
    'x'.repeat(301),
  ])('at %j is refused', (runbookUrl) => {
    expect(() => deployment({ runbookUrl })).toThrow(/runbookUrl must be .*use "https:/);
  });

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

describe('the dashboard', () => {
  test('exists only where it is asked for', () => {
    expect(made({}).all('AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(made({ dashboard: false }).all('AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(made({}).outputs).not.toHaveProperty('DashboardUrl');
    expect(made({ dashboard: true }).outputs['DashboardUrl']).toBe(
      'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/SnapperDashboard',
    );
  });

  test.for(DEPLOYMENTS)('of %s fits its grid, and no widget lies on another', ([, props]) => {
    const { widgets } = dashboardOf(props);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
    const cells = widgets.flatMap(cellsOf);
    expect(new Set(cells).size).toBe(cells.length);
  });

  test.for(DEPLOYMENTS)('of %s shows each alarm that notifies, and no other', ([, props]) => {
    const { resources } = made(props);
    const notifying = resources.filter(({ properties: { AlarmActions } }) => AlarmActions !== undefined);
    const shown = dashboardOf(props).widgets.flatMap(({ properties: { alarms = [] } }) => alarms);
    const most = Math.max(
      ...dashboardOf(props).widgets.map(({ properties: { alarms = [] } }) => alarms.length),
    );
    expect(most).toBeLessThanOrEqual(100);
    expect(shown.map((arn) => arn.replace(/.*:/, '')).toSorted()).toEqual(
      notifying.map(({ name }) => name).toSorted(),
    );
  });

  test.for(DEPLOYMENTS)('of %s shows what is measured there, day by day', ([, props]) => {
    const { all, resources } = made(props);
    const functions = new Set(
      resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ name }) => name),
    );
    const shown = metricsIn(props);
    for (const { period } of shown) expect(period).toBe(86_400);
    const ours = shown.filter(({ namespace }) => namespace === 'aws-snapper');
    expect(ours.filter(({ dimensions }) => !functions.has(String(dimensions['service'])))).toEqual([]);
    const prefixes = new Set(props.tagPrefixes ?? ['autosnap']);
    expect(new Set(ours.map(({ dimensions }) => dimensions['Prefix']))).toEqual(prefixes);
    const isVault = props.vault !== undefined;
    const watched = all('AWS::CloudWatch::Alarm')
      .map(({ MetricName }) => String(MetricName))
      .filter((name) => !(isVault && name === 'VolumesOutsideObjective'));
    expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(watched));
  });

  test.for<[metric: string, props: AwsSnapperStackProps, without: AwsSnapperStackProps]>([
    ['ImagesCreated', { images: true }, {}],
    ['ReplicasCreated', REPLICAS, {}],
    ['SnapshotsProved', { prove: 20 }, {}],
    ['ExecutionsFailed', FANNED_OUT, {}],
    ['OldestRestorableAgeHours', {}, DEPLOYMENTS.at(-1)?.[1] ?? {}],
    ['SnapshotsCreated', {}, DEPLOYMENTS.at(-1)?.[1] ?? {}],
  ])('has no graph of %s where nothing measures it', ([metric, props, without]) => {
    expect(metricsIn(props).map(({ name }) => name)).toContain(metric);
    expect(metricsIn(without).map(({ name }) => name)).not.toContain(metric);
  });

  test('shows the last lines of the functions that report, from the logs of the runs and of the prover', () => {
    const query = String(widgetOf('log', { ...FANNED_OUT, prove: 20 })?.properties.query);
    expect(query.split(' | fields')[0]).toBe("SOURCE 'SnapperLog' | SOURCE 'SnapperProverLog'");
    expect(query).toContain(
      '| filter service in ["SnapperFanOutMerge", "SnapperProverFunction"] and level in',
    );
    const numbers = [...query.matchAll(/headline\.(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(reportOf(planOf()).headline)).toEqual(expect.arrayContaining(numbers));
  });

  test('says where to look, and that a dry run measures nothing', () => {
    expect(wordsOf({})).toMatchInlineSnapshot(`
      "## aws-snapper: AwsSnapper

      **An alarm is red?** docs/operations.md says what to do.

      **Is data lost?** docs/restore.md

      - Reports: log group SnapperLog
      - Saved queries: Logs Insights, folder AwsSnapper/Snapper
      - A run is one call of the function SnapperFunction
      - Each point is one day in UTC. A number is that of the last day that has one"
    `);
    expect(wordsOf({ ...FANNED_OUT, runbookUrl: 'https://wiki.example.com/a' })).toContain(
      'execution of the state machine SnapperFanOutRuns',
    );
    expect(wordsOf({ runbookUrl: 'https://wiki.example.com/a' })).toContain(
      '(https://wiki.example.com/a) says',
    );
    expect(wordsOf({ dryRun: true })).toContain('measure nothing');
  });
});

describe('the saved queries', () => {
  test('of each deployment of a stack are in a folder of their own, within the 255 characters of a name', () => {
    const stack = new Stack(newApp(), 'AwsSnapper', { env });
    const long = ['l'.repeat(200), 'm'.repeat(60)];
    for (const [index, id] of ['east', 'west', ...long].entries()) {
      new AwsSnapper(new Construct(stack, id), 'Snapper', { tagPrefixes: [`p${index}`] });
    }
    const names = deployed(Template.fromStack(stack))
      .all('AWS::Logs::QueryDefinition')
      .map(({ Name }) => String(Name));
    expect(names).toContain('AwsSnapper/west/Snapper/All about one id');
    expect(new Set(names).size).toBe(8);
    const longest = 128 - 'AwsSnapper'.length + Math.max(...names.map(({ length }) => length));
    expect(longest).toBeLessThanOrEqual(255);
  });

  test('are in a folder of their stack, and ask all its logs', () => {
    const queries = made({ ...FANNED_OUT, prove: 20 }).all('AWS::Logs::QueryDefinition');
    expect(queries.map(({ Name }) => String(Name)).toSorted()).toEqual([
      'AwsSnapper/Snapper/All about one id',
      'AwsSnapper/Snapper/What went wrong lately',
    ]);
    for (const { LogGroupNames } of queries) {
      expect(LogGroupNames).toEqual(['SnapperLog', 'SnapperFanOutLog', 'SnapperProverLog']);
    }
  });

  test('have these texts', () => {
    const queries = made({}).all('AWS::Logs::QueryDefinition');
    expect(queries.map(({ QueryString }) => QueryString).join('\n\n')).toMatchInlineSnapshot(`
      "fields @timestamp, level, coalesce(message, @message) as text, error.name, service, prefix, account, region, execution, function_request_id
      | filter level in ["WARN", "ERROR"] or @message like /Task timed out|Runtime exited|Uncaught Exception/
      | sort @timestamp desc
      | limit 100

      fields @timestamp, level, coalesce(message, @message) as text, service
      | filter @message like "PUT-THE-ID-HERE"
      | sort @timestamp asc
      | limit 1000"
    `);
  });
});

test('the outputs name the places to look at, those of the prover and of the state machine included', () => {
  expect(made({ ...FANNED_OUT, prove: 20 }).outputs).toMatchObject({
    LogGroupName: 'SnapperLog',
    AlarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:SnapperReports',
    DeadLettersUrl: 'SnapperDeadLetters',
    StateMachineLogGroupName: 'SnapperFanOutLog',
    ProverLogGroupName: 'SnapperProverLog',
    ProverDeadLettersUrl: 'SnapperProverDeadLetters',
  });
});

test.for([
  ['cn-north-1', 'console.amazonaws.cn'],
  ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
] as const)('the dashboard of %s is at %s', ([region, host]) => {
  const place = { account: '123456789012', region };
  const { template } = deployment({ dashboard: true }, { env: place });
  const { outputs } = deployed(template(), { partition: 'aws', ...place });
  expect(outputs['DashboardUrl']).toContain(`https://${host}/cloudwatch/home?region=${region}#dashboards/`);
});

/** The descriptions of all alarms, as CloudWatch has them. */
function descriptionsIn(props: AwsSnapperStackProps): string[] {
  const { all } = made(props);
  const alarms = [...all('AWS::CloudWatch::Alarm'), ...all('AWS::CloudWatch::CompositeAlarm')];
  return alarms.map(({ AlarmDescription }: Properties) => String(AlarmDescription));
}

const dashboard = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      properties: z.object({
        alarms: z.optional(z.array(z.string())),
        markdown: z.optional(z.string()),
        metrics: z.optional(z.array(z.array(z.unknown()))),
        query: z.optional(z.string()),
      }),
    }),
  ),
});

type Widget = z.infer<typeof dashboard>['widgets'][number];

function dashboardOf(props: AwsSnapperStackProps) {
  const body = made({ ...props, dashboard: true }).one('AWS::CloudWatch::Dashboard')['DashboardBody'];
  return dashboard.parse(JSON.parse(String(body)));
}

function widgetOf(type: string, props: AwsSnapperStackProps): Widget | undefined {
  return dashboardOf(props).widgets.find((widget) => widget.type === type);
}

function wordsOf(props: AwsSnapperStackProps): string | undefined {
  return widgetOf('text', props)?.properties.markdown;
}

function cellsOf({ x, y, width, height }: Widget): string[] {
  return Array.from(
    { length: width * height },
    (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
  );
}

const options = z.object({ period: z.number() });

/** Each metric, as `[namespace, name, dimension, value, …, options]` says it. */
function metricsIn(props: AwsSnapperStackProps) {
  return dashboardOf(props)
    .widgets.flatMap(({ properties: { metrics = [] } }) => metrics)
    .map(([namespace, name, ...rest]) => {
      const words = rest.slice(0, -1);
      const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1]]] : []));
      const { period } = options.parse(rest.at(-1));
      return { namespace, name, period, dimensions: Object.fromEntries(pairs) };
    });
}
