// npm runs this in a clone after `npm ci`, so that `npx aws-snapper` is there from the start: npx remembers
// folders without it. It is npm's script `dependencies`, because npm warns everybody who installs a package that has `prepare`.
// Without the development packages there is nothing to build with.
import { createRequire } from 'node:module';

if (canBuild()) await import('./build.mjs');

function canBuild() {
  try {
    createRequire(import.meta.url).resolve('rolldown');
    return true;
  } catch {
    return false;
  }
}
