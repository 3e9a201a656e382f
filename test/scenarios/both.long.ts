import { bothWorlds } from './bothWorlds.ts';
import { embeddedWorld } from './embeddedWorld.ts';
import { freshCloud } from './story.ts';

bothWorlds('the embedded cloud', async () => embeddedWorld(await freshCloud()));
