import type { Context } from 'aws-lambda';
import { workIn } from '../aws/surroundings.ts';
import { reportText } from '../core/report/reportText.ts';
import { type Logged, type RunLine, withLogLine } from '../run/logLine.ts';
import { emitMetrics } from '../run/metrics.ts';
import { partIn } from './orders.ts';
import type { Door } from './shard.ts';
import type { LeftAlone } from './lock.ts';
import * as listing from './list.ts';
import * as merging from './merge.ts';

/** The functions before and after the shards of a state machine. The shards are those of the other bundle. */

workIn({ env: process.env });

type Invocation = Pick<Context, 'invokedFunctionArn'> & Logged;

function door({ functionName, invokedFunctionArn }: Invocation, note: (line: RunLine) => void): Door {
  return {
    clock: {
      now: () => new Date(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
    env: () => process.env,
    tell: (report) => {
      console.log(reportText(report));
      emitMetrics(report, functionName);
      note(report);
    },
    functionArn: invokedFunctionArn,
  };
}

export async function list(input: unknown, context: Invocation): Promise<listing.Listed | LeftAlone> {
  return withLogLine(context, partIn(input), async (note) => {
    const listed = await listing.list(input, door(context, note));
    if ('because' in listed) note({ headline: { level: 'OK', line: listed.because } });
    return listed;
  });
}

export async function merge(input: unknown, context: Invocation): Promise<merging.Merged> {
  return withLogLine(context, partIn(input), async (note) => merging.merge(input, door(context, note)));
}
