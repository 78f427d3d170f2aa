/** Judges the tour: `node check-demo.js EXIT_CODE RESULT` ends with the line "passed failed". */
import { readFileSync } from 'node:fs';

const [exitCode, file] = process.argv.slice(2);
const { tenants, skippedLines, isolation, erasure } = JSON.parse(readFileSync(file, 'utf8'));

const published = tenants.reduce((sum, tenant) => sum + tenant.published, 0);
const models = new Set(tenants.map((tenant) => tenant.model));
const certificate = readFileSync(erasure.certificate, 'utf8');

const facts = {
  'the tour ends with exit code 0': exitCode === '0',
  'at least 12 tenants take part': tenants.length >= 12,
  'they are of all three models': ['pool', 'bridge', 'silo'].every((model) => models.has(model)),
  'at least 10,000 events are published': published >= 10_000,
  'every tenant published': tenants.every((tenant) => tenant.published > 0),
  'nothing is lost': tenants.every((tenant) => tenant.lost === 0),
  'nothing is out of order': tenants.every((tenant) => tenant.outOfOrder === 0),
  'what was published was consumed': tenants.every((tenant) => tenant.consumed >= tenant.published),
  'no line of our own payloads is skipped': skippedLines === 0,
  'identities are tried on neighbours': isolation.attempts > 0,
  'every neighbour refuses': isolation.denied === isolation.attempts,
  'every control beside a refusal succeeds': isolation.controls === isolation.attempts,
  'the erased tenant is one of the tour': tenants.some((tenant) => tenant.id === erasure.tenant),
  'its certificate names it': certificate.includes(erasure.tenant),
};

const failed = Object.entries(facts).filter(([, holds]) => !holds);
for (const [fact] of failed) {
  console.error(`not so: ${fact}`);
}
console.log(Object.keys(facts).length - failed.length, failed.length);
