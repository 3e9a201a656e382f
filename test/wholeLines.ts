/** A text with each of its lines whole, where a mail breaks long ones: what follows is indented by four; a command ends in a backslash there. */
export function wholeLines(text: string): string {
  const lines: string[] = [];
  let indent = 0;
  for (const line of text.split('\n')) {
    const own = /^ */.exec(line)?.[0].length ?? 0;
    const last = lines.at(-1);
    if (last !== undefined && last !== '' && own === indent + 4) {
      lines[lines.length - 1] = `${last.replace(/ \\$/, '')} ${line.trimStart()}`;
    } else {
      lines.push(line);
      indent = own;
    }
  }
  return lines.join('\n');
}
