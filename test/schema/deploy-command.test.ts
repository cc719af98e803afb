import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { deployCommand, destroyCommand } from '../../src/schema/index.js';

describe('the command that people are told', () => {
  it('names the environment', () => {
    expect(deployCommand('prod')).toBe('npx cdktf deploy prod');
    expect(destroyCommand('prod')).toBe('npx cdktf destroy prod');
  });

  it('names the stack where the environment is its rehearsal: cdktf knows no other', () => {
    expect(deployCommand('prod-rehearsal')).toBe('QUORATE_REHEARSE=1 npx cdktf deploy prod');
    expect(destroyCommand('prod-rehearsal')).toBe('QUORATE_REHEARSE=1 npx cdktf destroy prod');
  });

  it('is written nowhere by hand where a rehearsal may be meant', async () => {
    const written = 'cdktf (deploy|destroy) \\$\\{';
    const { stdout } = await execa('grep', ['-rlE', written, 'src/cluster', 'src/environment', 'src/drill'], {
      reject: false,
    });
    expect(stdout).toBe('');
  });
});
