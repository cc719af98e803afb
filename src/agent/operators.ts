import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentityDocument } from '../schema/index.js';
import { writeDurably } from './durable-file.js';
import type { AgentHome } from './home.js';

const operatorsFile = (home: AgentHome) => join(home.root, 'config', 'operators');

/** Lets the operator in who made the machine, at its first boot. */
export function ensureOperators(home: AgentHome, { access }: IdentityDocument): void {
  if (access && !existsSync(operatorsFile(home))) writeOperators(home, [access.operator_key]);
}

/** Lets these operators in over SSH and nobody else; the server asks for them at every login. */
export function writeOperators(home: AgentHome, publicKeys: readonly string[]): void {
  writeDurably(operatorsFile(home), publicKeys.map((key) => `restrict,port-forwarding ${key}\n`).join(''));
}
