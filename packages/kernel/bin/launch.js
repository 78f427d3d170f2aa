import { existsSync } from 'node:fs';
import module from 'node:module';

const OLDEST_MAJOR = 24;
const INSTALLED = new URL('../../../node_modules', import.meta.url);

/**
 * Loads a TypeScript main, or says what this machine lacks for it. Plain JavaScript that imports
 * nothing installed, because it must still speak on an old Node and before `npm ci`.
 *
 * @param {() => Promise<unknown>} loadMain
 */
export async function launch(loadMain) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_MAJOR) {
    refuse(
      `Tributary needs Node ${OLDEST_MAJOR} or newer; this is Node ${process.versions.node}.`,
      'On Linux and on Windows (x64), `npm ci` brings one and the npm scripts use it.',
      `Elsewhere, install Node ${OLDEST_MAJOR} from nodejs.org and try again.`,
    );
  } else if (!existsSync(INSTALLED)) {
    refuse('The packages that Tributary needs are not installed. Run `npm ci` and try again.');
  } else {
    module.enableCompileCache();
    await loadMain();
  }
}

/** @param {string[]} lines */
function refuse(...lines) {
  console.error(lines.join('\n'));
  process.exitCode = 1;
}
