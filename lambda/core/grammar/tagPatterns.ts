/**
 * Which tags go on a snapshot: `true`, `false`, or patterns of keys.
 *
 * In a pattern `*` stands for any characters and a leading `!` excludes; upper and lower case differ, as they
 * do in tag keys. The last pattern that matches a key decides. A key that no pattern matches is not copied,
 * unless all patterns exclude: those are taken from what `true` copies.
 */
export type TagPatterns = boolean | readonly string[];

/**
 * Tags by which a cluster, or its installer, finds what it owns and deletes it, snapshots too.
 *
 * https://kubernetes.io/docs/reference/labels-annotations-taints/ and the AWS metadata of openshift-install
 */
const OWNED_BY_CLUSTER = [
  'kubernetes.io/cluster/*',
  'kubernetes.io/created-for/*',
  'ebs.csi.aws.com/cluster',
  'sigs.k8s.io/cluster-api-provider-aws/cluster/*',
  'openshiftClusterID',
];

/** What `true` means. A person who writes `*` asks for the tags of clusters, too. */
const SAFE = ['*', ...OWNED_BY_CLUSTER.map((pattern) => `!${pattern}`)];

/** Whether a tag with this key is to be copied. */
export function copies(patterns: TagPatterns, key: string): boolean {
  const last = rulesOf(patterns).findLast((rule) => matches(bare(rule), key));
  return last !== undefined && !excludes(last);
}

/** Whether a tag with this key stays behind because a cluster deletes what carries it, and nobody said so. */
export function isOfCluster(patterns: TagPatterns, key: string): boolean {
  const asked = typeof patterns === 'boolean' ? [] : patterns;
  return startsSafe(patterns) && !copies(SAFE, key) && copies(['*', ...asked], key);
}

function rulesOf(patterns: TagPatterns): readonly string[] {
  if (typeof patterns === 'boolean') return patterns ? SAFE : [];
  return startsSafe(patterns) ? [...SAFE, ...patterns] : patterns;
}

function startsSafe(patterns: TagPatterns): boolean {
  return typeof patterns === 'boolean' ? patterns : patterns.every(excludes);
}

function excludes(rule: string): boolean {
  return rule.startsWith('!');
}

function bare(rule: string): string {
  return excludes(rule) ? rule.slice(1) : rule;
}

/** Each part between two stars is looked for once, so no pattern takes long. */
function matches(pattern: string, key: string): boolean {
  const [start = '', ...others] = pattern.split('*');
  const end = others.pop();
  if (end === undefined) return key === pattern;
  if (!key.startsWith(start)) return false;
  let from = start.length;
  for (const part of others) {
    const found = key.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return key.length - end.length >= from && key.endsWith(end);
}
