import { createHandler } from '../../lambda/handler.ts';
import type { Clock } from '../../lambda/clock.ts';
import type { Report } from '../../lambda/core/report/report.ts';

/** What a run needs of a cloud: where it is, and what time it is there. */
export interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly clock: { now(): Date; advance(milliseconds: number): void };
  /** As Lambda tells it to a function that runs there. */
  readonly functionArn?: string;
  /** @default the clock moves on at once */
  readonly sleep?: Clock['sleep'];
}

/** Runs the real handler against the cloud, on the cloud's clock. `tell` stands for the log. */
export async function runSnapper(
  cloud: Place,
  event: unknown = {},
  remaining = 900_000,
  tell: (report: Report) => void = () => undefined,
): Promise<Report> {
  return withEnvironment(cloud.env, async () => {
    const handler = createHandler(clockOf(cloud), tell);
    return handler(event, {
      functionName: 'snapper',
      getRemainingTimeInMillis: () => remaining,
      ...(cloud.functionArn !== undefined && { invokedFunctionArn: cloud.functionArn }),
    });
  });
}

/** Time passes only while somebody waits for it. */
export function clockOf(cloud: Place): Clock {
  return {
    now: () => cloud.clock.now(),
    sleep: cloud.sleep ?? (async (milliseconds) => cloud.clock.advance(milliseconds)),
  };
}

let inside = 0;
let outside: NodeJS.ProcessEnv = {};

/** Runs may overlap: the first one in sets the environment, and the last one out restores it. */
export async function withEnvironment<T>(
  env: Readonly<Record<string, string>>,
  act: () => Promise<T>,
): Promise<T> {
  if (inside === 0) outside = { ...process.env };
  inside += 1;
  Object.assign(process.env, env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
  try {
    return await act();
  } finally {
    inside -= 1;
    if (inside === 0) {
      for (const key of Object.keys(process.env)) if (!(key in outside)) delete process.env[key];
      Object.assign(process.env, outside);
    }
  }
}
