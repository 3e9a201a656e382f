import type { Context } from 'aws-lambda';
import { workIn } from '../aws/surroundings.ts';
import type { ProofDocument } from '../commands/proofDocuments.ts';
import { type Logged, withLogLine } from '../run/logLine.ts';
import { emitProofMetrics } from '../run/proofMetrics.ts';
import { runProver } from './run.ts';

/** The function that looks whether snapshots can be restored. Nothing else that is deployed may read blocks. */

workIn({ env: process.env });

/** Kept free before the deadline for the snapshots that are under way: one takes up to eight reads. */
const RESERVE = 60_000;

type Invocation = Pick<Context, 'getRemainingTimeInMillis'> &
  Partial<Pick<Context, 'invokedFunctionArn'>> &
  Logged;

export async function handler(event: unknown, context: Invocation): Promise<ProofDocument> {
  const { functionName, invokedFunctionArn } = context;
  return withLogLine(context, {}, async (note) =>
    runProver(event, {
      clock: {
        now: () => new Date(),
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      },
      env: () => process.env,
      log: (text) => console.log(text),
      note,
      measure: (proving, prefix) => emitProofMetrics(proving, prefix, functionName),
      functionArn: invokedFunctionArn,
      stopAt: new Date(Date.now() + context.getRemainingTimeInMillis() - RESERVE),
    }),
  );
}
