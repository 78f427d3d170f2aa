import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Without it a number says nothing. */
export function machineText(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${first?.model ?? 'unknown processor'}, ${cpus().length} cores, ${gigabytes} GB; ${platform()} ${release()} ${arch()}; Node ${process.version}`;
}

/** Above the number of cores, others wanted the processor too. */
export function loadText(): string {
  return `load average ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`;
}
