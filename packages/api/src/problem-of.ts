import { meaningOf, type Problem } from '@tributary/contract';
import type { PlatformError } from '@tributary/kernel';

/** Of an error of the contract: its code has a meaning there. */
export function problemOf(error: PlatformError): Problem {
  const { code, facts, message, remedy } = error;
  const { meaning, status } = meaningOf(code) ?? { meaning: error.name, status: 500 };
  return {
    type: `urn:tributary:problem:${code}`,
    title: meaning,
    status,
    detail: message,
    code,
    remedy,
    facts,
  };
}
