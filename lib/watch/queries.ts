import { Aws, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/**
 * Saved queries on the logs. Each run writes one line of JSON; its report and the lines of Lambda are plain text.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

/** What Lambda writes about a function that ended without a line of its own. */
const ENDED = '/Task timed out|Runtime exited|Uncaught Exception/';

const TEXT = 'coalesce(message, @message) as text';

/** A person replaces this by an id. */
const ID = 'PUT-THE-ID-HERE';

const QUERIES = {
  'What went wrong lately': {
    fields: [
      '@timestamp',
      'level',
      TEXT,
      'error.name',
      'service',
      'prefix',
      'account',
      'region',
      'execution',
      'function_request_id',
    ],
    filterStatements: [`level in ["WARN", "ERROR"] or @message like ${ENDED}`],
    sort: '@timestamp desc',
    limit: 100,
  },
  'All about one id': {
    fields: ['@timestamp', 'level', TEXT, 'service'],
    filterStatements: [`@message like "${ID}"`],
    sort: '@timestamp asc',
    limit: 1000,
  },
};

/**
 * Saves queries of Logs Insights over all logs of a deployment, in a folder that has the name of its stack.
 *
 * An id is that of a run (`function_request_id`), of an execution, a volume, an instance or a snapshot.
 */
export function addQueries(owner: Construct, logGroups: readonly ILogGroup[]): void {
  const scope = new Construct(owner, 'Queries');
  for (const [name, query] of Object.entries(QUERIES)) {
    new QueryDefinition(scope, name.replaceAll(' ', ''), {
      queryDefinitionName: `${folderOf(owner)}/${name}`,
      queryString: new QueryString(query),
      logGroups: [...logGroups],
    });
  }
}

/** A name of a query has at most 255 characters, and a stack's name up to 128 of them. */
const LONGEST_PATH = 90;

/** Where the console shows the queries: apart for each deployment of a stack. */
export function folderOf(owner: Construct): string {
  const inStack = owner.node.scopes.slice(Stack.of(owner).node.scopes.length);
  const path = inStack.map(({ node }) => node.id).join('/');
  return `${Aws.STACK_NAME}/${path.slice(-LONGEST_PATH)}`;
}

/** The last lines that functions wrote about their runs, newest first, as lines of a query. */
export function lastHeadlines(services: readonly IFunction[]): string[] {
  const names = services.map(({ functionName }) => `"${functionName}"`).join(', ');
  return [
    'fields @timestamp, level, message, prefix, headline.created, headline.deleted, headline.failures',
    `filter service in [${names}] and level in ["INFO", "WARN", "ERROR"]`,
    'sort @timestamp desc',
    'limit 30',
  ];
}
