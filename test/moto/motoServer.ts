import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './freePort.ts';

/** A moto that runs beside the tests. */
export interface Moto {
  readonly endpoint: string;
  readonly setTime: (time: Date) => void;
  /** As if it had just been started. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** What moto's clock says until it is set. */
export const START = new Date('2026-01-01T03:00:00Z');

/** Starts moto on a free port of this machine. `MOTO_PYTHON` names the interpreter that has it. */
export async function startMoto(python = process.env['MOTO_PYTHON'] ?? 'python3'): Promise<Moto> {
  const folder = mkdtempSync(join(tmpdir(), 'moto-'));
  const clock = join(folder, 'clock');
  const setTime = (time: Date): void => {
    // By a rename, because the server may be reading.
    writeFileSync(`${clock}.next`, String(time.getTime() / 1000));
    renameSync(`${clock}.next`, clock);
  };
  setTime(START);
  const port = await freePort();
  const child = spawn(python, [fileURLToPath(new URL('server.py', import.meta.url)), String(port)], {
    env: {
      ...process.env,
      MOTO_CLOCK: clock,
      MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
      MOTO_RECORDER_FILEPATH: join(folder, 'recording'),
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-10_000);
  });
  child.on('error', (error) => {
    complaints += String(error);
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(endpoint)) {
      return {
        endpoint,
        setTime,
        async reset() {
          setTime(START);
          await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
        },
        stop,
      };
    }
    if (child.exitCode !== null || child.pid === undefined) break;
    await wait(100);
  }
  await stop();
  throw new Error(`moto did not start: ${complaints}`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok;
  } catch {
    return false;
  }
}
