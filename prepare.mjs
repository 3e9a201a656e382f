// npm runs this after `npm ci`, so that `npx aws-snapper` is there in a fresh clone: npx remembers a folder in which it
// found nothing. What is packed, `prepack` builds; without the development packages there is nothing to build with.
import { createRequire } from 'node:module';

const isInstall = ['ci', 'install'].includes(process.env.npm_command ?? '');
if (isInstall && canBuild()) await import('./build.mjs');

function canBuild() {
  try {
    createRequire(import.meta.url).resolve('rolldown');
    return true;
  } catch {
    return false;
  }
}
