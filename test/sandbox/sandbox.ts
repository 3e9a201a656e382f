import type { Report } from '../../lambda/core/report/report.ts';
import { headText } from '../../lambda/core/report/reportText.ts';
import { createHandler } from '../../lambda/handler.ts';
import { DAY, HOUR, MINUTE } from '../cloud/clock.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import type { Request } from '../cloud/wire/readCall.ts';
import type { Reply } from '../cloud/wire/reply.ts';
import { buildSandbox, happens, loses } from './estate.ts';

/** An AWS on this machine in which days can pass. */
export interface Sandbox {
  readonly endpoint: string;
  /** Where the job sends its report. */
  readonly topic: string;
  /** It moves with the machine's clock, hours or days away from it. */
  now(): Date;
  /** Waits for the next run and its follow-up. Gives the time of the run and the first lines of its report. */
  nextDay(): Promise<string>;
  close(): Promise<void>;
}

export interface SandboxWish {
  /** Of 127.0.0.1; 0 is a free one. */
  readonly port: number;
  /** Told each report that arrives at the topic. */
  readonly onMail: (subject: string, message: string) => void;
}

/** The days of history that are there when it opens. */
const HISTORY = 10;

/** A run comes each day at three, UTC; the sandbox opens an hour before it, so that there is something to do. */
const RUN_AT = 3 * HOUR;
const OPENS_AT = 2 * HOUR;

/**
 * Starts a cloud with an estate and ten days of its history, which the real function took.
 *
 * Empties this process's environment first: what a shell has for AWS or aws-snapper must not reach the function.
 *
 * @throws the system's error, like EADDRINUSE, where the port cannot be had.
 */
export async function startSandbox({ port, onMail }: SandboxWish): Promise<Sandbox> {
  const today = midnightOf(new Date());
  const time = createTime(new Date(today - HISTORY * DAY));
  const cloud = await startCloud({
    at: time.now(),
    regions: ['eu-west-1', 'us-east-1'],
    port,
    beside: async (request) => answerBeside(request, { ahead: time.ahead, nextDay: () => nextDay() }),
  });
  cloud.before('any', () => cloud.clock.set(time.now()));
  replaceEnvironment(cloud.env);
  const estate = buildSandbox(cloud);
  const runAt = jobOf(cloud, time, {
    ec2_regions: estate.regions,
    sns_arn: estate.topic,
    images: true,
  });
  for (let day = 0; day < HISTORY; day += 1) {
    happens(day + 1, cloud, estate);
    await runAt(new Date(today + (day - HISTORY) * DAY + RUN_AT));
  }
  time.passUntil(new Date(today + OPENS_AT));
  loses(cloud, estate);
  cloud.completesAfter = MINUTE;
  cloud.before('Publish', ({ params }) => onMail(params['Subject'] ?? '', params['Message'] ?? ''));

  let last = today - DAY + RUN_AT;
  const inTurn = queue();
  const nextDay = (): Promise<string> =>
    inTurn(async () => {
      last = nextRunAfter(last, time.now());
      return `${momentText(new Date(last))}\n${headText(await runAt(new Date(last)))}\n`;
    });

  return {
    endpoint: cloud.endpoint,
    topic: estate.topic,
    now: time.now,
    nextDay,
    close: () => cloud.close(),
  };
}

/** `Sat 28 Nov 2026, 03:00 UTC`. */
export function momentText(moment: Date): string {
  const [weekday = '', day, month, year, time = ''] = moment.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${day} ${month} ${year}, ${time.slice(0, 5)} UTC`;
}

/** The sandbox's time: the machine's, moved. */
interface Time {
  readonly now: () => Date;
  /** How many milliseconds it is ahead of the machine's; negative where it is behind. */
  readonly ahead: () => number;
  /** Never goes back. */
  readonly passUntil: (to: Date) => void;
}

function createTime(start: Date): Time {
  let ahead = start.getTime() - Date.now();
  const now = (): Date => new Date(Date.now() + ahead);
  return {
    now,
    ahead: () => ahead,
    passUntil(to) {
      ahead += Math.max(0, to.getTime() - now().getTime());
    },
  };
}

function midnightOf(now: Date): number {
  return Math.floor(now.getTime() / DAY) * DAY;
}

/** The one after the last: where more than one was missed, the latest of them. */
function nextRunAfter(last: number, now: Date): number {
  const latest = midnightOf(new Date(now.getTime() - RUN_AT)) + RUN_AT;
  return Math.max(last + DAY, latest);
}

/** The real function and its follow-up an hour later, as the stack's triggers start them. */
function jobOf(cloud: Cloud, time: Time, settings: Readonly<Record<string, unknown>>) {
  const clock = {
    now: time.now,
    sleep: async (milliseconds: number) => time.passUntil(new Date(time.now().getTime() + milliseconds)),
  };
  const handler = createHandler(clock, () => undefined);
  const start = (event: Readonly<Record<string, unknown>>): Promise<Report> => {
    time.passUntil(new Date(String(event['scheduled_time'])));
    cloud.clock.set(time.now());
    return handler(
      { ...settings, ...event },
      { functionName: 'sandbox', getRemainingTimeInMillis: () => 900_000 },
    );
  };
  return async (at: Date): Promise<Report> => {
    const report = await start({ scheduled_time: at.toISOString() });
    await start({ scheduled_time: new Date(at.getTime() + HOUR).toISOString(), follow_up: '1h' });
    cloud.forgetCalls();
    return report;
  };
}

function replaceEnvironment(env: Readonly<Record<string, string>>): void {
  const kept = /^(PATH|HOME|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|SystemRoot)$/i;
  for (const key of Object.keys(process.env)) if (!kept.test(key)) delete process.env[key];
  Object.assign(process.env, env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
}

/** Two days never pass at the same time. */
function queue(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
}

/** What another process can ask of the sandbox. */
interface Doors {
  readonly ahead: () => number;
  readonly nextDay: () => Promise<string>;
}

async function answerBeside({ method, url }: Request, doors: Doors): Promise<Reply | undefined> {
  switch (`${method} ${url}`) {
    case 'GET /sandbox/ahead':
      return text(String(doors.ahead()));
    case 'POST /sandbox/next-day':
      return text(await doors.nextDay());
    default:
      return undefined;
  }
}

function text(body: string): Reply {
  return { kind: 'document', status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
