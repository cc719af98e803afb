import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from '../../../src/provider/protocol/progress.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('progress', () => {
  it('is one line a call, ended as terminals end lines', () => {
    const file = path.join(folder, 'tty');
    writeFileSync(file, '');
    const terminal = new Terminal(file);
    terminal.progress('node a joined');
    terminal.progress('two\nlines ');
    terminal.close();
    expect(readFileSync(file, 'utf8')).toBe('node a joined\r\ntwo lines\r\n');
  });

  it('is dropped where there is no terminal, and after it was closed', () => {
    const terminal = new Terminal(path.join(folder, 'none'));
    expect(() => terminal.progress('unseen')).not.toThrow();
    terminal.close();
    expect(() => terminal.progress('unseen')).not.toThrow();
  });
});
