// Stands for Lambda: loads the prover's bundle in a fresh process, invokes it once, and tells what it cost.
import { peakMb } from './peak.mjs';

const [bundle, event, milliseconds] = process.argv.slice(2);
const { handler } = await import(bundle);
const context = { functionName: 'prover', getRemainingTimeInMillis: () => Number(milliseconds) };
const begun = performance.now();
const { proofs, spent } = await handler(JSON.parse(event), context);
const proved = proofs.filter(({ status }) => status === 'proved').length;
const seconds = (performance.now() - begun) / 1000;
process.stdout.write(`\n${JSON.stringify({ proved, spent, seconds, peakMb: peakMb() })}`);
