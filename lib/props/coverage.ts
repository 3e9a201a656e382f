/** The settings that say in the report which volumes are not safe. */
export interface CoverageSettings {
  /**
   * Reads the snapshots of all producers in each run, and lists the volumes that are not inside their objective.
   *
   * @default - only own snapshots are looked at
   */
  readonly coverage?: boolean | undefined;

  /**
   * How old the newest restorable snapshot of a volume may become, like `26h`, for volumes without the tag `autosnap_rpo`
   * and without a schedule; with `coverage`.
   *
   * @default - they have no objective
   */
  readonly rpo?: string | undefined;
}
