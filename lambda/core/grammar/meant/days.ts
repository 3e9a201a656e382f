import { dictionary } from './lexed.ts';

/** The days of the week that a word means: 1 is Monday, 7 is Sunday. */
export const DAYS = dictionary<readonly number[]>([
  [[1], 'mon monday mondays mo montag montags'],
  [[2], 'tue tues tuesday tuesdays di dienstag dienstags'],
  [[3], 'wed weds wednesday wednesdays mi mittwoch mittwochs'],
  [[4], 'thu thur thurs thursday thursdays do donnerstag donnerstags'],
  [[5], 'fri friday fridays fr freitag freitags'],
  [[6], 'sat saturday saturdays sa samstag samstags sonnabend'],
  [[7], 'sun sunday sundays so sonntag sonntags'],
  [[1, 2, 3, 4, 5], 'weekday weekdays workday workdays workingdays werktags'],
  [[6, 7], 'weekend weekends wochenende'],
  [[1, 2, 3, 4, 5, 6, 7], 'daily nightly everyday täglich'],
]);
