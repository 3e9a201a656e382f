import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { BLOCK } from '../../lambda/core/proof/disk.ts';

/** Debian keeps the makers of file systems where only root looks. */
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, LC_ALL: 'C' };

/** Runs a program; what it prints. Throws with its own words where it fails. */
export function run(tool: string, ...args: readonly string[]): string {
  return execFileSync(tool, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a program with a text as its input. */
export function runWith(input: string, tool: string, ...args: readonly string[]): string {
  return execFileSync(tool, args, { env, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** All that a program prints, also where it fails. */
export function said(tool: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(tool, args, { env, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

export function isInstalled(tool: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${tool}`], { env }).status === 0;
}

/** A file of zeros that takes no room. */
export function emptyFile(file: string, bytes: number): void {
  writeFileSync(file, '');
  truncateSync(file, bytes);
}

export function bytesAt(file: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const handle = openSync(file, 'r');
  readSync(handle, bytes, 0, length, offset);
  closeSync(handle);
  return bytes;
}

export function writeAt(file: string, offset: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, offset);
  fsyncSync(handle);
  closeSync(handle);
}

/** A block of a file as EBS gives it: one that holds zeros alone was never written. */
export function blockAt(file: string, index: number): Uint8Array | 'zeros' {
  const bytes = bytesAt(file, index * BLOCK, BLOCK);
  return bytes.every((byte) => byte === 0) ? 'zeros' : bytes;
}

/** Copies one file into another at some offset, and leaves its holes. */
export function copyInto(disk: string, file: string, offset: number): void {
  const length = statSync(file).size;
  run(
    'dd',
    `if=${file}`,
    `of=${disk}`,
    'bs=512K',
    'conv=sparse,notrunc',
    'oflag=seek_bytes',
    `seek=${offset}`,
    'status=none',
  );
  if (statSync(disk).size < offset + length) throw new Error(`${file} does not fit into ${disk}`);
}
