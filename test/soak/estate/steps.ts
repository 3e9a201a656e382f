import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Weather } from './memoryWriter.ts';

/** All that can happen to a small region in a long life. */
export type Step =
  /** Time passes, and a run comes; what strikes its calls is told where something does. */
  | { readonly step: 'run'; readonly after: number; readonly weather?: Partial<Weather> | undefined }
  /** The last run once more, for the time it was meant for. */
  | { readonly step: 'again'; readonly after: number; readonly weather?: Partial<Weather> | undefined }
  /** Two runs at once; the second reads the region some minutes after the first. */
  | {
      readonly step: 'double';
      readonly after: number;
      readonly apart: number;
      readonly weather?: Partial<Weather> | undefined;
    }
  /** The run that follows the last one, told its time in one of several ways. */
  | {
      readonly step: 'follow';
      readonly after: number;
      readonly told: Told;
      readonly weather?: Partial<Weather> | undefined;
    }
  | { readonly step: 'crash'; readonly after: number; readonly weather: Partial<Weather> }
  | { readonly step: 'wait'; readonly minutes: number }
  /** The time becomes some minutes after the next change of the clocks. */
  | { readonly step: 'clocks change'; readonly minutes: number }
  /** The caller's clock is wrong by some hours from now on. */
  | { readonly step: 'skew'; readonly hours: number }
  | { readonly step: 'every' | 'retain'; readonly on: Who; readonly value: string }
  | { readonly step: 'write'; readonly on: Who; readonly tags: Readonly<Record<string, string>> }
  | { readonly step: 'wipe'; readonly on: Who }
  | { readonly step: 'vanish' | 'appear' | 'detach' | 'broken' | 'mended'; readonly volume: number }
  | { readonly step: 'move' | 'attach too'; readonly volume: number; readonly to: number }
  | { readonly step: 'terminate' | 'start' | 'hide' | 'show'; readonly instance: number }
  | { readonly step: 'copies end'; readonly volume: number; readonly as: 'usual' | 'error' | 'slow' }
  /** What people and other tools do to a copy that is there, counted from the newest of all or of one volume. */
  | { readonly step: 'hand'; readonly copy: number; readonly does: Deed }
  /** Snapshots that we did not take appear, with some hours between them. */
  | {
      readonly step: 'others';
      readonly volume: number;
      readonly count: number;
      readonly apart: number;
      readonly as: Maker;
    }
  | { readonly step: 'lag'; readonly minutes: number }
  | { readonly step: 'settings'; readonly change: Change };

/** How a follow-up is told when it was meant to run: as its trigger does, or so that nobody can believe it. */
export type Told = 'as meant' | 'not at all' | 'two days ago' | 'tomorrow';

export type Who =
  | 'volume 0'
  | 'volume 1'
  | 'volume 2'
  | 'volume 3'
  | 'instance 0'
  | 'instance 1'
  | 'instance 2';

export type Deed =
  | 'deletes it'
  | 'pins it'
  | 'pins it in capitals'
  | 'unpins it'
  | 'disowns it'
  | 'uses it in an AMI'
  | 'locks it'
  | 'lets it go'
  | 'archives it'
  | 'restores it'
  | 'bins it'
  | 'takes it out of the bin'
  | 'adopts it'
  | 'adopts it as another'
  | 'marks it'
  | 'says it is older'
  | 'says nonsense of its time';

export type Maker =
  | 'ours'
  | 'python'
  | 'unmarked'
  | 'other prefix'
  | 'copy'
  | 'backup'
  | 'dlm'
  | 'service'
  | 'stray time'
  | 'heir';

export type Change =
  | { readonly prefix: 'autosnap' | 'db' }
  | { readonly timeZone: string }
  | { readonly maxDeletes: number | undefined }
  | { readonly orphanRetain: PlanSettings['orphanRetain'] }
  | { readonly defaultPolicy: { readonly frequency: string; readonly retain?: string } | undefined }
  | { readonly consistency: 'instance' | 'volume' }
  | { readonly copyTags: boolean };
