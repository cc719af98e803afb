import { describe, expect, it } from 'vitest';
import { type AwsPlatformProps, Custody, Platform } from '../../../src/constructs/index.js';

const platform = (change: Partial<AwsPlatformProps> = {}) =>
  Platform.aws({ region: 'eu-west-1', operators: ['10.1.0.0/24'], breakGlassRole: 'break-glass', ...change });

describe('the platform AWS', () => {
  it('has three zones of its region unless it is told otherwise', () => {
    expect(platform().zones).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(platform({ zones: ['eu-west-1b'] }).zones).toEqual(['eu-west-1b']);
  });

  it.each(['0.0.0.0/0', '10.0.0.0/7', '10.1.0.1', '::/0', 'anywhere'])('lets nobody in from %s', (cidr) => {
    expect(() => platform({ operators: [cidr] })).toThrow(`received '${cidr}'`);
    expect(() => platform({ clients: [cidr] })).toThrow(`received '${cidr}'`);
  });

  it('has somebody who can reach the machines', () => {
    expect(() => platform({ operators: [] })).toThrow('operators is empty');
  });

  it('knows the one role that may destroy keys by its name', () => {
    expect(() => platform({ breakGlassRole: '*' })).toThrow("received '*'");
  });

  it('takes a network that is there only with a subnet for every zone', () => {
    const vpc = { vpcId: 'vpc-1', cidr: '10.0.0.0/16', subnetIds: ['subnet-1'], subnetCidrs: [], routeTableIds: [] };
    expect(() => platform({ vpc })).toThrow('expected 3, received 1');
  });

  it('has people hold the shares, never a key that lies beside the state', () => {
    const pgp = Custody.pgp({ recipients: ['a', 'b', 'c'], threshold: 2 });
    expect(platform().custodyOf(pgp)).toBe(pgp);
    expect(() => platform().custodyOf(undefined)).toThrow('received none');
    expect(() => platform().custodyOf(Custody.lab())).toThrow('received Custody.lab()');
  });
});
