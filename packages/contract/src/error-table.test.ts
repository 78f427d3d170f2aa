import { describe, expect, test } from 'vitest';
import { errorTable, meaningOf } from './error-table.ts';

describe('the error table', () => {
  test.each(Object.entries(errorTable))(
    '%s has an error status and a meaning',
    (code, { meaning, status }) => {
      expect(code).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(meaning).toMatch(/^[A-Z][^.]+$/);
    },
  );

  test('knows no code that is not in it', () => {
    expect(meaningOf('toString')).toBeUndefined();
    expect(meaningOf('tenant.nonsense')).toBeUndefined();
  });
});
