import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** One kind of tests. */
function project(name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return { extends: true, test: { name, ...test } };
}

const built = { globalSetup: 'test/buildOnce.ts' };

/** What takes seconds also as a sample. */
const longSamples = [
  'test/commands/{acceptProof,adopt,coverage,disable,oneSnapshot,operator,pin,pinImage,prove}.test.ts',
  'test/commands/{imageTags,restore,restoreChoices,restoreMeanwhile,restoreRefusals,restoreReplicas,restoreTrouble}.test.ts',
  'test/commands/{show,showImages,showReplicas,simulate,simulateImages,simulateReplicate,tags,takeImage}.test.ts',
  'test/core/plan/convergence.test.ts',
  'test/core/show/{departures,oneSnapshot,show}.test.ts',
  'test/lambda/{images/imageUses,log,restore/permissions}.test.ts',
  'test/lib/{fanOut,followUp,imagePermissions,memberRole,operatorTools,permissions,proofPermissions,replicaPermissions}.test.ts',
  'test/lib/{resourcePermissions,sourceRole,vaultGuard,vaultPermissions}.test.ts',
  'test/release/release.test.ts',
  'test/scenarios/{coverage,fanOut,fanOutFollowUp,imagesByHand,imagesKept,neverDeleted,oneFault}.test.ts',
  'test/scenarios/{report,restoreRepeated,retention,role,tags,unclear}.test.ts',
  'test/soak/accidents/*.test.ts',
  'test/soak/hostile/{cli,flood,laws}.test.ts',
  'test/soak/laws/{histories,http}.test.ts',
  'test/soak/trouble/{crash,creates,deletes,exits,looks,pairs,time}.test.ts',
];

/** What takes seconds, and of which a `*.long.ts` asks more. */
const samplesOfLong = [
  'test/lib/policySize.test.ts',
  'test/core/{calendar.reference,report/strangers.laws,restore/laws,simulation/replicated.laws}.test.ts',
];

/** The tests of the embedded cloud itself, which changes less often than what is tested with it. */
const cloud = ['test/cloud/**/*.test.ts'];

const projects = [
  /** The CDK's own look at each template starts an engine of seconds; `long` asks it. */
  project('unit', {
    include: ['test/**/*.test.ts'],
    exclude: [...longSamples, ...samplesOfLong, ...cloud],
    ...built,
    env: { CDK_VALIDATION: 'false' },
  }),
  /** More days, runs or cases, and what starts other programs; apart, because one of them measures memory. */
  project('long', {
    include: ['test/**/*.long.ts', ...longSamples],
    ...built,
    isolate: true,
    env: { ASKS: 'long' },
  }),
  project('cloud', { include: cloud }),
  /** The questions of test/soak without an end; `npm run soak` starts it. */
  project('soak', { include: ['test/soak/*/*.test.ts'], ...built, env: { ASKS: 'soak' }, testTimeout: 0 }),
  /** Needs Python. Each deployment builds anew what it deploys, in the one folder that there is. */
  project('moto', { include: ['test/moto/**/*.moto.ts'], fileParallelism: false }),
  /** Needs Chromium. */
  project('browser', { include: ['test/browser/**/*.browser.ts'] }),
];

/** A rule is asked of by its own stories: the luck of a random law, or of a long life, is slow and proves less. */
const mutation = {
  include: ['test/core/**/*.test.ts'],
  exclude: [
    'test/core/**/*laws.test.ts',
    'test/core/calendar.reference.test.ts',
    'test/core/plan/convergence.test.ts',
    'test/core/plan/tiers.reference.test.ts',
    'test/core/plan/troubledLife.test.ts',
  ],
  // Stryker's setup must run for each test file. It lies under node_modules, where modules run only once.
  server: { deps: { inline: [/stryker-setup/] } },
};

/** Stryker can choose no project, so its workers see its own tests alone. */
const isMutation = process.env['STRYKER_MUTATOR_WORKER'] !== undefined;

export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: '100%',
    silent: 'passed-only',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    ...(isMutation ? mutation : { projects }),
  },
});
