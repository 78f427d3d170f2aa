import type { KafkaBatchResponse, KafkaEvent } from './kafka-event.ts';
import type { RunId } from './projection-store.ts';

/** Runs one batch in an execution environment of the named consumer; on AWS `lambda:InvokeFunction`. */
export interface ConsumerInvoker {
  /**
   * @throws {ConsumerFailed} it threw, was ended at its time limit, or its process died: what it did until then stands.
   */
  invoke(
    consumer: string,
    event: KafkaEvent,
    options: { readonly run: RunId; readonly timeoutMs: number },
  ): Promise<KafkaBatchResponse>;
}
