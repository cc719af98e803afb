import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DurableDocument, removeDurably, writeDurably } from '../../src/agent/durable-file.js';
import { folder } from './support/folder.js';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a durable file', () => {
  it('is readable by its owner alone, and so is its folder', () => {
    const root = folder();
    writeDurably(join(root, 'config', 'one'), 'x');
    expect([mode(join(root, 'config', 'one')), mode(join(root, 'config'))]).toEqual(['600', '700']);
  });

  it('has the new content and leaves nothing beside it', () => {
    const root = folder();
    writeDurably(join(root, 'one'), 'a longer old content');
    writeDurably(join(root, 'one'), 'new');
    expect(readFileSync(join(root, 'one'), 'utf8')).toBe('new');
    expect(readdirSync(root)).toEqual(['one']);
  });

  it('keeps its old content when the new one cannot be written', () => {
    const root = folder();
    writeDurably(join(root, 'one'), 'old');
    const unwritable = Symbol('no text') as unknown as string;
    expect(() => writeDurably(join(root, 'one'), unwritable)).toThrow();
    expect(readFileSync(join(root, 'one'), 'utf8')).toBe('old');
  });

  it('takes over from a write that a power loss interrupted', () => {
    const root = folder();
    writeDurably(join(root, 'one'), 'old');
    writeFileSync(join(root, 'one.new'), 'half a', { mode: 0o600 });
    expect(readFileSync(join(root, 'one'), 'utf8')).toBe('old');
    writeDurably(join(root, 'one'), 'new');
    expect(readFileSync(join(root, 'one'), 'utf8')).toBe('new');
  });

  it('can be removed twice, also from a folder that was never made', () => {
    const root = folder();
    writeDurably(join(root, 'one'), 'x');
    removeDurably(join(root, 'one'));
    removeDurably(join(root, 'one'));
    removeDurably(join(root, 'never', 'one'));
    expect(existsSync(join(root, 'one'))).toBe(false);
  });
});

describe('a durable document', () => {
  const schema = z.object({ token: z.string() });
  const document = (path: string) => new DurableDocument(path, schema);

  it('is undefined before it is written and after it is removed', () => {
    const path = join(folder(), 'one.json');
    expect(document(path).read()).toBeUndefined();
    document(path).write({ token: 'x' });
    expect(document(path).read()).toEqual({ token: 'x' });
    document(path).remove();
    expect(document(path).read()).toBeUndefined();
  });

  it.each([
    ['of another shape', '{ "token": ["hvs.canary"] }'],
    ['cut off', '{ "token": hvs.canary'],
  ])('that is %s is refused by name, without what is in it', (_, content) => {
    const path = join(folder(), 'one.json');
    writeFileSync(path, content);
    expect(() => document(path).read()).toThrow(path);
    expect(() => document(path).read()).not.toThrow('canary');
  });
});
