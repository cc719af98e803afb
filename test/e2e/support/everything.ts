/** Whether the long matrices run too (`npm run test:all`). */
export const EVERYTHING = process.env['QUORATE_TEST_ALL'] === '1';
