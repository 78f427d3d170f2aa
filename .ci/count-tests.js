/** Sums a vitest report: `node count-tests.js EXIT_CODE REPORT` ends with the line "passed failed". */
import { readFileSync } from 'node:fs';

const [exitCode, file] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file, 'utf8'));

const files = report.testResults;
const tests = files.flatMap((result) => result.assertionResults);
const passed = tests.filter((test) => test.status === 'passed').length;
const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status));
const failedTests = tests.length - passed - skipped.length;
const unloaded = files.filter(
  (result) => result.status === 'failed' && result.assertionResults.length === 0,
);

for (const test of skipped) {
  console.error(`skipped: ${test.fullName}`);
}
for (const result of unloaded) {
  console.error(`not loaded: ${result.name}`);
}
const failed = failedTests + unloaded.length;
const unexplained = exitCode !== '0' && failed === 0 ? 1 : 0;
if (unexplained > 0) {
  console.error(`vitest ended with ${exitCode} although no test failed`);
}
console.log(passed, failed + unexplained);
