import { describe, expect, test } from 'vitest';
import { OptionInvalid } from './errors.ts';
import { DEFAULT_PORT, startOptions } from './options.ts';

describe('the options of npm start', () => {
  test('have loopback, a fixed port and .tributary as defaults', () => {
    const options = startOptions([]);
    expect(options).toMatchObject({
      host: '127.0.0.1',
      port: DEFAULT_PORT,
      reset: false,
      help: false,
    });
    expect(options.directory).toMatch(/\.tributary$/);
  });

  test('take a port of 0', () => {
    expect(startOptions(['--port', '0']).port).toBe(0);
  });

  test.each([
    ['--port', 'http'],
    ['--port', '-1'],
    ['--port', '65536'],
    ['--port', ''],
    ['--prot', '1'],
    ['extra'],
    ['--port'],
  ])('refuse %s %s', (...args) => {
    expect(() => startOptions(args)).toThrow(OptionInvalid);
  });
});
