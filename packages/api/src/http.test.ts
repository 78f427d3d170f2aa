import { problemShape } from '@tributary/contract';
import { PlatformError } from '@tributary/kernel';
import { expect, test } from 'vitest';
import { httpApplication } from './http.ts';

class FileBusy extends PlatformError {
  override readonly name = 'FileBusy';
  readonly code = 'state.busy';
  readonly remedy = 'retry-later';
  constructor() {
    super('/home/ada/.tributary/control.db was in use', { file: '/home/ada/.tributary' });
  }
}

test.each([
  ['of an adapter', new FileBusy(), 503, 'platform.unavailable'],
  ['that nobody foresaw', new TypeError('/home/ada'), 500, 'platform.unforeseen'],
])('an error %s is told to the log and not to the caller', async (_, error, status, code) => {
  const reported: unknown[] = [];
  const ports = { newId: () => 'request-1', report: (told: unknown) => reported.push(told) };
  const app = httpApplication(ports);
  app.get('/', () => {
    throw error;
  });
  const response = await app.fetch(new Request('http://here/'));
  const problem = problemShape.parse(await response.json());
  expect(problem).toMatchObject({ status, code, facts: { requestId: 'request-1' } });
  expect(JSON.stringify(problem)).not.toContain('ada');
  expect(reported).toEqual([error]);
});
