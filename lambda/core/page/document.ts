/** A page of ours: one self-contained HTML document that works without network. */
export interface PageParts {
  /** Safe between tags. */
  readonly title: string;
  readonly style: Inlined;
  readonly script: Inlined;
  /** What is between the tags of the body. */
  readonly body: string;
}

/** The text of a style or a script with its hash, like `sha256-…`. */
export interface Inlined {
  readonly text: string;
  readonly hash: string;
}

/**
 * The whole document, with a policy in its head that allows only its own script and style.
 *
 * Anybody can write a name or a tag. These are escaped; the policy stops what an error there would let through.
 */
export function pageDocument({ title, style, script, body }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${script.hash}'; style-src '${style.hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style.text}</style>
</head>
<body>
${body}<script>${script.text}</script>
</body>
</html>
`;
}
