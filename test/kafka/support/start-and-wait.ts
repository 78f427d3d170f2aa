import { startApacheKafka } from '@tributary/adapter-kafka';

/** Says the broker's process id, and then does nothing until it is killed. */
const [, , directory = '', cache = ''] = process.argv;
const kafka = await startApacheKafka({ directory, cache, progress: () => {} });
process.stdout.write(`${kafka.pid}\n`);
setInterval(() => {}, 1_000);
