import type { EventSource, SkippedLine } from './input-line.ts';

export type Survey = {
  /** Events by the value that names their tenant, in order of first appearance. */
  readonly volumes: ReadonlyMap<string, number>;
  readonly events: number;
  readonly skipped: number;
};

/** More tenants than events say that the field names something else. */
export const MAX_TENANTS = 50_000;

export type SurveyOptions = {
  readonly onSkipped: (line: SkippedLine) => Promise<void>;
  readonly onProgress: () => void;
};

/** Reads all once, to know who is there before the first is onboarded. Stops where there are more than `MAX_TENANTS`. */
export async function survey(
  source: EventSource,
  { onProgress, onSkipped }: SurveyOptions,
): Promise<Survey> {
  const volumes = new Map<string, number>();
  let events = 0;
  let skipped = 0;
  for await (const line of source.read()) {
    onProgress();
    if (line.kind === 'skipped') {
      skipped += 1;
      await onSkipped(line);
    } else {
      events += 1;
      volumes.set(line.source, (volumes.get(line.source) ?? 0) + 1);
    }
    if (volumes.size > MAX_TENANTS) {
      break;
    }
  }
  return { volumes, events, skipped };
}
