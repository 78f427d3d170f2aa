import { meaningOf, type Problem } from '@tributary/contract';
import type { PlatformError, Remedy } from '@tributary/kernel';

const STATUS_BY_REMEDY = {
  'fix-request': 400,
  'retry-later': 503,
  'call-operator': 500,
} as const satisfies Record<Remedy, number>;

export function problemOf(error: PlatformError): Problem {
  const { code, facts, message, remedy } = error;
  const known = meaningOf(code);
  return {
    type: `urn:tributary:problem:${code}`,
    title: known?.meaning ?? error.name,
    status: known?.status ?? STATUS_BY_REMEDY[remedy],
    detail: message,
    code,
    remedy,
    facts,
  };
}
