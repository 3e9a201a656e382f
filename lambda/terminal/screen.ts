import { clearLine, createInterface, cursorTo } from 'node:readline';
import type { ToldLine } from '../core/report/told.ts';
import { laidOut } from './layout.ts';

/** What a screen needs to know of where it is. */
export interface Host extends Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'> {
  /** As if Ctrl-C were pressed: a terminal that is asking takes the key for itself. */
  readonly interrupt: () => unknown;
  /** Called once where standard output cannot take the answer, as on a full disk. Not where its reader has gone. */
  readonly onUnwritten: (why: Error) => void;
}

/** The terminal that a person looks at; where there is none, the streams in its place. */
export interface Screen {
  /** There is a person who can answer. */
  readonly canAsk: boolean;
  /** A person sits there, if only in front of one of the streams. */
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Shows how far things are, in one line that the next one replaces; undefined where nobody sees it. */
  readonly progress: ((line: string) => void) | undefined;
  /** The answer, on standard output. */
  readonly print: (text: string, lines?: readonly ToldLine[]) => void;
  /** Prints notes and errors, on standard error. */
  readonly tell: (lines: readonly ToldLine[]) => void;
  /** @returns undefined where the person ends the input in place of an answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

/** The width that help pages and tables have where nothing says how wide the terminal is. */
const USUAL_WIDTH = 100;

/** Below this nothing can be laid out. */
const LEAST_WIDTH = 40;

export function openScreen({ stdin, stdout, stderr, interrupt, onUnwritten }: Host): Screen {
  let isAsking = false;

  // An error without a listener would end the command in the middle of its work.
  stderr.on('error', () => undefined);
  let isUnwritten = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isUnwritten || error.code === 'EPIPE') return;
    isUnwritten = true;
    onUnwritten(error);
  });

  function wipe(): void {
    if (!stderr.isTTY) return;
    cursorTo(stderr, 0);
    clearLine(stderr, 1);
  }

  function progress(line: string): void {
    if (isAsking) return;
    wipe();
    stderr.write(line.slice(0, widthOf(stderr) - 1));
  }

  return {
    canAsk: stdin.isTTY && stderr.isTTY,
    isTerminal: [stdin, stdout, stderr].some((stream) => stream.isTTY),
    columns: widthOf(stdout),
    progress: stderr.isTTY ? progress : undefined,
    print(text, lines) {
      wipe();
      stdout.write(`${stdout.isTTY && lines !== undefined ? drawn(lines, stdout) : text}\n`);
    },
    tell(lines) {
      wipe();
      stderr.write(`${drawn(lines, stderr)}\n`);
    },
    async ask(question) {
      wipe();
      isAsking = true;
      const terminal = createInterface({ input: stdin, output: stderr });
      try {
        return await new Promise((resolve) => {
          terminal.on('close', () => resolve(undefined));
          terminal.on('SIGINT', () => {
            stderr.write('\n');
            interrupt();
            terminal.close();
          });
          terminal.question(question, resolve);
        });
      } finally {
        isAsking = false;
        terminal.close();
      }
    },
  };
}

function drawn(lines: readonly ToldLine[], stream: NodeJS.WriteStream): string {
  const columns = stream.isTTY ? widthOf(stream) : Number.POSITIVE_INFINITY;
  return laidOut(lines, columns, stream.isTTY && stream.hasColors() ? 'colours' : 'plain');
}

function widthOf({ columns }: NodeJS.WriteStream): number {
  return Math.max(LEAST_WIDTH, columns || USUAL_WIDTH);
}
