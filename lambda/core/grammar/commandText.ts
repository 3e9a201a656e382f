/** Where a command line has to work. */
export interface Where {
  readonly region: string;
  readonly prefix: string;
}

const USUAL_PREFIX = 'autosnap';

/** The options without which a command line would look in another region, or for other tags. */
function whereOptions({ region, prefix }: Where): string[] {
  return [`--region ${region}`, ...(prefix === USUAL_PREFIX ? [] : [`--prefix ${prefix}`])];
}

/** A whole command line of this program, to be copied: `aws-snapper show vol-1 --region eu-west-1`. */
export function commandText(words: readonly string[], where: Where): string {
  return ['aws-snapper', ...words, ...whereOptions(where)].join(' ');
}

/**
 * A first schedule for something: a snapshot a day, of which seven stay.
 *
 * @param snapshots How many own snapshots it has; more than seven of them stay, too.
 */
export function enableText(one: string, snapshots: number, where: Where): string {
  return commandText(['enable', one, '--every 1', `--retain ${retainFor(snapshots)}`], where);
}

const A_WEEK = 7;

function retainFor(snapshots: number): number {
  return Math.max(A_WEEK, snapshots);
}

/** A command for a shell at the end of a sentence, or a line by itself. */
const COMMAND =
  /(?<= |^)(?:aws-snapper (?:adopt|disable|enable|list|pin|plan|prove|restore|run|show|simulate|take|unpin) |aws ec2 |printf ')/;

/** Where in a line a command begins; undefined where it has none. */
export function commandIn(line: string): number | undefined {
  return COMMAND.exec(line)?.index;
}

/** How long the command is that a line begins with: up to its end, or up to a `;` before more words. */
export function commandLength(line: string): number {
  return COMMAND_BEFORE_MORE.exec(line)?.[0].length ?? line.length;
}

const COMMAND_BEFORE_MORE = /^(?:'[^']*'|\\.|[^'\\;]|;(?! ))*;(?= )/;

/** The words of a command as a shell reads them: quotes hold one together. */
export function shellWords(command: string): string[] {
  return command.match(/(?:'[^']*'|\\.|\S)+/g) ?? [];
}
