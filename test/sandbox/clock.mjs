/**
 * Gives a Node program the time of the sandbox, which days can be ahead of this machine.
 *
 * The sandbox's `env` sets NODE_OPTIONS so that Node loads this before aws-snapper. Where no sandbox answers,
 * the machine's time stays.
 */
import { get } from 'node:http';

const MachineDate = Date;
const ahead = await millisecondsAhead(process.env['AWS_ENDPOINT_URL']);

if (ahead !== 0) {
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [MachineDate.now() + ahead] : given, newTarget),
    apply: () => new Date().toString(),
    get: (target, key) => (key === 'now' ? () => MachineDate.now() + ahead : Reflect.get(target, key)),
  });
}

/** @param {string | undefined} endpoint */
async function millisecondsAhead(endpoint) {
  if (!endpoint?.startsWith('http://127.0.0.1:')) return 0;
  return new Promise((resolve) => {
    const asked = get(`${endpoint}/sandbox/ahead`, { agent: false, timeout: 1000 }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += String(part)));
      answer.on('end', () => resolve(Number(text) || 0));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(0));
  });
}
