import { benches } from './benches.ts';
import { findingText } from './support/finding.ts';

const [name = '', ...options] = process.argv.slice(2);
const measure = await benches[name]?.load();
if (measure === undefined) {
  throw new RangeError(`there is no bench "${name}"`);
}
for (const finding of await measure({ full: options.includes('--full') })) {
  process.stdout.write(`${findingText(finding)}\n`);
}
