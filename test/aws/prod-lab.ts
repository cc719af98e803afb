import path from 'node:path';
import { Lab } from '../e2e/support/lab.js';

const KEYS = path.resolve('test/custody/pgp/fixtures');

/** A checkout with the stack `prod` in it under a name of its own, and two people to hold its shares. */
export function prodLab(label: string): { readonly lab: Lab; readonly stack: string } {
  const lab = Lab.create({ label, main: prodStack });
  return { lab, stack: path.join(lab.folder, 'cdktf.out/stacks', lab.environment) };
}

function prodStack(environment: string): string {
  return `
    import { readFileSync } from 'node:fs';
    import { App } from 'cdktf';
    import { ProdStack } from './prod.js';
    const app = new App();
    const names = ['gnupg-curve25519', 'gnupg-rsa2048'];
    new ProdStack(app, '${environment}', names.map((name) => readFileSync('${KEYS}/' + name + '.asc', 'utf8')));
    app.synth();
  `;
}
