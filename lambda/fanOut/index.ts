import type { Context } from 'aws-lambda';
import { workIn } from '../aws/surroundings.ts';
import { reportText } from '../core/report/reportText.ts';
import { emitMetrics } from '../run/metrics.ts';
import type { Door } from './shard.ts';
import * as listing from './list.ts';
import * as merging from './merge.ts';

/** The functions before and after the shards of a state machine. The shards are those of the other bundle. */

workIn({ env: process.env });

type Invocation = Pick<Context, 'functionName' | 'invokedFunctionArn'>;

function door({ functionName, invokedFunctionArn }: Invocation): Door {
  return {
    clock: {
      now: () => new Date(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
    env: () => process.env,
    tell: (report) => {
      console.log(reportText(report));
      emitMetrics(report, functionName);
    },
    functionArn: invokedFunctionArn,
  };
}

export async function list(input: unknown, context: Invocation): Promise<listing.Listed> {
  return listing.list(input, door(context));
}

export async function merge(input: unknown, context: Invocation): Promise<merging.Merged> {
  return merging.merge(input, door(context));
}
