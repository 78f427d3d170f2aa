import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { JsonObject } from '@tributary/kernel';
import type { ConsumerSpec } from '@tributary/sdk/consume';
import type { ReceivedLine } from '../check/tour-lines.ts';
import { receivedFile } from './received-file.ts';
import { EVENT_TYPE, RECORDER, STREAM } from './tour-catalogue.ts';

/**
 * Writes down every event that it is handed, in a file for each thread. The line is written before the handler returns: what the
 * platform holds for handled is in the file.
 */
export function consumerSpec({ directory }: JsonObject): ConsumerSpec {
  let file: number | undefined;
  const append = (line: ReceivedLine) => {
    file ??= openSync(join(String(directory), receivedFile(threadId)), 'a');
    writeSync(file, `${JSON.stringify(line)}\n`);
  };
  return {
    name: RECORDER,
    stream: STREAM,
    on: {
      [EVENT_TYPE]: ({ aggregate, data, id, time, type }, { run, tenant }) => {
        append({
          consumer: RECORDER,
          run,
          at: String(process.hrtime.bigint()),
          tenant,
          id,
          aggregate,
          type,
          time: new Date(time).toISOString(),
          data,
        });
      },
    },
  };
}
