/** What became of one disk of a restore. */
export type DiskOutcome = { readonly snapshotId: string } & (
  | {
      readonly status: 'done';
      readonly volumeId: string;
      /** Absent where it is attached to nothing. */
      readonly attached?: { readonly instanceId: string; readonly device: string } | undefined;
    }
  | {
      readonly status: 'failed';
      /** Absent where there is none. */
      readonly volumeId?: string | undefined;
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly status: 'interrupted';
      readonly volumeId?: string | undefined;
      /** What is neither as before nor as planned; absent where nothing is. */
      readonly message?: string | undefined;
    }
);

/** The code of a disk that is in place, whose old volume could not be tagged. */
export const NOT_TAGGED = 'NotTagged';
