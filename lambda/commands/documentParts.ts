/** What documents have in common. */

export interface Head<Kind extends string> {
  readonly kind: Kind;
  readonly tool: 'aws-snapper';
  readonly version: string;
}

/** One tag key before and after; absent means not set. */
export interface TagLine {
  readonly key: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}
