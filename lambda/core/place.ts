/** Where something is, in words: `eu-west-1`, or `222222222222/eu-west-1` where the account is known. */
export function placeOf({ account, region }: Place): string {
  return account === undefined ? region : `${account}/${region}`;
}

interface Place {
  readonly account?: string | undefined;
  readonly region: string;
}
