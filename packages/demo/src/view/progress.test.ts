import { ManualClock } from '@tributary/kernel/testing';
import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

function given(columns: number | undefined) {
  const written: string[] = [];
  const clock = new ManualClock();
  const write = (text: string) => written.push(text);
  return { written, clock, progress: new Progress({ write, columns }, clock) };
}

test('a terminal gets a bar that is drawn over and taken away', () => {
  const { clock, progress, written } = given(80);
  progress.begin('publishing');
  clock.advance(100);
  progress.report(0.5, '6 of 12');
  progress.end();
  expect(written).toEqual([
    '\r\u001b[2K  ░░░░░░░░░░░░░░░░░░░░░░░░   0 %  publishing',
    '\r\u001b[2K  ████████████░░░░░░░░░░░░  50 %  publishing 6 of 12',
    '\r\u001b[2K',
  ]);
});

test('the bar does not wrap in a narrow terminal', () => {
  const { progress, written } = given(20);
  progress.begin('publishing');
  expect(written.join('')).toBe('\r\u001b[2K  ░░░░░░░░░░░░░░░░…');
});

test('a bar is not drawn more often than one can see', () => {
  const { clock, progress, written } = given(80);
  progress.begin('publishing');
  clock.advance(79);
  progress.report(0.1);
  clock.advance(1);
  progress.report(0.2);
  expect(written).toHaveLength(2);
});

test('a file gets a line every few seconds and nothing to obey', () => {
  const { clock, progress, written } = given(undefined);
  progress.begin('publishing');
  progress.report(0.1);
  clock.advance(5_000);
  progress.report(1.2, 'all');
  progress.end();
  expect(written).toEqual(['  publishing: 100 % all\n']);
});
