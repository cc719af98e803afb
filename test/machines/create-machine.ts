// Runs one create of the process driver in a process of its own, to be killed in the middle of it.
import { type MachineSpec, ProcessDriver } from '../../src/machines/index.js';

const [root = '', spec = ''] = process.argv.slice(2);
const record = await new ProcessDriver(root).create(JSON.parse(spec) as MachineSpec);
process.stdout.write(`${JSON.stringify(record)}\n`);
setInterval(() => {}, 1_000);
