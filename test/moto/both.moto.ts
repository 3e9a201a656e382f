import { afterAll, beforeAll } from 'vitest';

import { bothWorlds } from '../scenarios/bothWorlds.ts';
import type { Moto } from './motoServer.ts';
import { startMoto } from './motoServer.ts';
import { motoWorld } from './motoWorld.ts';

let moto: Moto | undefined;

beforeAll(async () => {
  moto = await startMoto();
});

afterAll(async () => {
  await moto?.stop();
});

bothWorlds('moto', async () => {
  if (moto === undefined) throw new Error('moto has not been started');
  return motoWorld(moto);
});
