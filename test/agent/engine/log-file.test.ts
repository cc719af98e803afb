import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastErrorLine, rotateLog } from '../../../src/agent/engine/log-file.js';
import { folder } from '../support/folder.js';

const LIMIT = 16 * 1024 * 1024;

/** A log of this size that takes no room on the disk. */
function log(size: number): string {
  const path = join(folder(), 'engine.log');
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  closeSync(file);
  return path;
}

describe('rotation', () => {
  it('leaves a log below the limit, and one that does not exist', () => {
    const path = log(LIMIT - 1);
    rotateLog(path);
    rotateLog(`${path}.none`);
    expect(statSync(path).size).toBe(LIMIT - 1);
    expect(statSync(`${path}.1`, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('cuts the file under an engine that appends, which writes on from its start', () => {
    const path = log(LIMIT);
    const engine = openSync(path, 'a');
    rotateLog(path);
    writeSync(engine, 'next line\n');
    closeSync(engine);
    expect(statSync(`${path}.1`).size).toBe(LIMIT);
    expect(readFileSync(path, 'utf8')).toBe('next line\n');
  });
});

describe('the last error line', () => {
  const last = (content: string) => {
    const path = join(folder(), 'engine.log');
    writeFileSync(path, content);
    return lastErrorLine(path);
  };

  it('is null without a log, in an empty one and in a quiet one', () => {
    expect(lastErrorLine(join(folder(), 'none'))).toBeNull();
    expect(last('')).toBeNull();
    expect(last('2026-01-01 [INFO]  core: no [WARN] either\n')).toBeNull();
  });

  it.each([
    '2026 [ERROR] core: no barrier',
    'Error parsing listener configuration.',
    'error parsing Seal configuration: no answer',
    'error loading configuration from engine.hcl: error parsing storage',
    'unknown storage type punch-cards',
    'panic: nil map',
  ])('is the newest in which the engine complains: %s', (line) => {
    expect(last(`[ERROR] older\n${line}\n[INFO] goes on\n`)).toBe(line);
  });

  it('is sought in the end of a long log and cut to what a status can carry', () => {
    expect(last(`[ERROR] ancient\n${'[INFO] x\n'.repeat(2_000)}`)).toBeNull();
    expect(last(`[ERROR] ${'x'.repeat(2_000)}\n`)).toHaveLength(500);
  });
});
