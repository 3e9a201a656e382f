import type { GivenFlags } from '../settings/flags.ts';
import type { FlagOf } from '../settings/setting.ts';
import type { Answer, CommandContext } from './command.ts';
import type { CoverageFlags } from './coverage.ts';
import type { RestoreFlags } from './restoreOrder.ts';
import type { SimulateFlags } from './simulate.ts';

/** One command, as `program.ts` offers it and as its help page shows it. */
export interface CommandRow {
  readonly name: string;
  /** What it does, in one sentence without a full stop. */
  readonly description: string;
  readonly argument?: Argument;
  /** Which settings it takes as options. */
  readonly settings: FlagOf;
  /** Its own options: `--every <frequency>` and what it means. */
  readonly options?: Readonly<Record<string, string>>;
  readonly asks: Asks;
  /** Command lines, and what each is for. */
  readonly examples: Readonly<Record<string, string>>;
  /** Loads the command's file only now: the SDK takes longer to load than --help may take to answer. */
  readonly run: (given: Words, context: CommandContext) => Promise<Answer>;
}

/** `regions` are settings; the command itself is given `names`. Of both, what reads like a region is one. */
export interface Argument {
  readonly syntax: string;
  readonly description: string;
  readonly of: 'regions' | 'names' | 'regions or names';
}

/** `at a terminal`: without one it goes ahead, as old crontabs do. `always`: without one it needs --yes. */
export type Asks = 'never' | 'at a terminal' | 'always';

/** What a person gave to one command. */
export interface Words {
  readonly names: readonly string[];
  readonly flags: Flags;
  /** Columns of the terminal. */
  readonly width: number;
}

/** All options that commands take, beside those of settings. */
export interface Flags extends GivenFlags, SimulateFlags, CoverageFlags, Omit<RestoreFlags, 'yes'> {
  readonly stack?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly detailedExitcode?: true;
  readonly every?: string;
  readonly image?: true;
  readonly because?: string;
  readonly volume?: true;
  readonly accept?: string;
  readonly html?: string;
}
