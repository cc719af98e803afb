/**
 * What the machines of labs are in this run: the project `machines` of the test runner has suites of the project `e2e` run
 * a second time, on real ones.
 */
export const MACHINES = process.env['QUORATE_TEST_MACHINES'] === 'nspawn' ? 'nspawn' : 'process';
/** Whether labs are on machines of their own. */
export const REAL = MACHINES === 'nspawn';
