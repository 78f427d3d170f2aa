import type { Clock } from '@tributary/kernel';
import { Progress } from './view/progress.ts';
import { Story } from './view/story.ts';

/** The story on standard output, or where that belongs to JSON, beside the progress on standard error. */
export function terminal(
  { json }: { readonly json: boolean },
  clock: Clock,
): { readonly story: Story; readonly progress: Progress } {
  const { stderr, stdout } = process;
  const telling = json ? stderr : stdout;
  const columns = stderr.isTTY ? stderr.columns : undefined;
  return {
    story: new Story((text) => telling.write(text)),
    progress: new Progress({ write: (text) => stderr.write(text), columns }, clock),
  };
}
